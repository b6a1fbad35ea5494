"""An honest, slow search of passages, and an embedder, for tests that are not about ranking."""

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Sequence
from hashlib import blake2b

import numpy as np

from assistant_memory.documents.searching import Entry, Ranked, Vector
from assistant_memory.protocols import Vectors

_WORD = re.compile(r"\w+")
_K1, _B = 1.2, 0.75


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


class PlainSearcher:
    """BM25 over whole words; what shares no word with the question is not relevant."""

    def __init__(self, terms_version: str = "words-1") -> None:
        self.terms_version = terms_version
        self.entries: dict[int, Entry] = {}
        self._counts: dict[int, Counter[str]] = {}

    def terms_of(self, text: str, heading: str) -> bytes:
        return json.dumps(words_of(f"{heading} {text}")).encode()

    def add(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            assert entry.id not in self.entries
            self.entries[entry.id] = entry
            self._counts[entry.id] = Counter(json.loads(entry.terms or b"[]"))

    def remove(self, ids: Collection[int]) -> None:
        for each in ids:
            del self.entries[each], self._counts[each]

    def rank(self, query: str, vector: Vector | None, limit: int) -> Sequence[Ranked]:
        lengths = {each: counts.total() for each, counts in self._counts.items()}
        mean = sum(lengths.values()) / max(1, len(lengths)) or 1
        scores: Counter[int] = Counter()
        for word in set(words_of(query)):
            having = [each for each, counts in self._counts.items() if word in counts]
            idf = math.log(1 + (len(lengths) - len(having) + 0.5) / (len(having) + 0.5))
            for each in having:
                count = self._counts[each][word]
                norm = count + _K1 * (1 - _B + _B * lengths[each] / mean)
                scores[each] += idf * count * (_K1 + 1) / norm
        best = sorted(scores.items(), key=lambda each: (-each[1], each[0]))[:limit]
        ranked = [Ranked(each, score / (1 + score), is_relevant=True) for each, score in best]
        rest = [each for each in self.entries if each not in scores][: limit - len(ranked)]
        return [*ranked, *(Ranked(each, 0.0, is_relevant=False) for each in rest)]


class HashEmbedder:
    """Adds up a fixed vector for each word."""

    def __init__(self, name: str = "hash", dimensions: int = 16) -> None:
        self.fingerprint = f"{name}-{dimensions}"
        self.dimensions = dimensions
        self.texts = 0

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self.embed_passages(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vector:
        vector = np.zeros(self.dimensions, np.float32)
        for word in words_of(text):
            seed = f"{self.fingerprint} {word}".encode()
            digest = blake2b(seed, digest_size=self.dimensions).digest()
            vector += np.frombuffer(digest, np.uint8) - np.float32(127.5)
        return vector / np.float32(np.linalg.norm(vector) or 1)
