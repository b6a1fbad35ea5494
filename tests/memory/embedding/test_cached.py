"""Texts are embedded once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from assistant_memory.embedding.cached import CachedEmbedder, text_key
from assistant_memory.protocols import Vectors


@dataclass
class CountingEmbedder:
    """Makes a vector of a text's length and first letter, and notes what it was asked for."""

    fingerprint: str = "counting"
    dimensions: int = 2
    asked: list[str] = field(default_factory=list[str])

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        numbers = [[len(text), ord(text[0]) if text else 0] for text in texts]
        return np.array(numbers, dtype=np.float32).reshape(-1, 2)


@dataclass
class DictStore:
    """A store in memory."""

    kept: dict[tuple[str, bytes], bytes] = field(default_factory=dict[tuple[str, bytes], bytes])

    def get(self, fingerprint: str, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        found = {key: self.kept.get((fingerprint, key)) for key in keys}
        return {key: data for key, data in found.items() if data is not None}

    def put(self, fingerprint: str, vectors: Mapping[bytes, bytes]) -> None:
        self.kept |= {(fingerprint, key): data for key, data in vectors.items()}


TEXTS = ["tea", "coffee", "tea", "", "\ud800"]


def test_the_second_time_the_model_is_not_called():
    embedder, store = CountingEmbedder(), DictStore()

    first = CachedEmbedder(embedder, store).embed_passages(TEXTS)
    asked = list(embedder.asked)
    second = CachedEmbedder(embedder, store).embed_passages(TEXTS)

    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first, CountingEmbedder().embed_passages(TEXTS))
    assert asked == ["tea", "coffee", "", "\ud800"]
    assert embedder.asked == asked


def test_vectors_of_two_models_are_never_mixed():
    store = DictStore()
    CachedEmbedder(CountingEmbedder(), store).embed_passages(TEXTS)
    other = CountingEmbedder(fingerprint="other")

    CachedEmbedder(other, store).embed_passages(TEXTS)

    assert len(other.asked) == 4


def test_what_cannot_be_a_vector_of_the_model_is_made_anew():
    embedder, store = CountingEmbedder(), DictStore()
    store.put("counting", {text_key("tea"): b"123", text_key("coffee"): b"\xff" * 8})

    vectors = CachedEmbedder(embedder, store).embed_passages(["tea", "coffee"])

    np.testing.assert_array_equal(vectors, CountingEmbedder().embed_passages(["tea", "coffee"]))


def test_questions_are_not_kept_and_no_texts_are_no_vectors():
    store = DictStore()
    cached = CachedEmbedder(CountingEmbedder(), store)

    cached.embed_queries(["secret"])

    assert store.kept == {}
    assert cached.embed_passages([]).shape == (0, 2)
