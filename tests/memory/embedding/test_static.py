"""The built-in embedder: a table of token vectors."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant_memory.embedding.static import (
    SCALES,
    TABLE,
    TOKENS,
    UNKNOWN,
    WINDOW_TOKENS,
    StaticEmbedder,
    built_in_folder,
)
from assistant_memory.errors import MemoryStorageError

BUILT_IN = StaticEmbedder.load()


@pytest.fixture
def embedder() -> StaticEmbedder:
    return BUILT_IN


def alike(embedder: StaticEmbedder, one: str, other: str) -> float:
    first, second = embedder.embed_passages([one, other])
    return float(first @ second)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("I love hiking in the mountains", "Outdoor walks on trails", "The invoice is overdue"),
        ("My dog is sick", "The puppy saw a vet", "Interest rates rose"),
        ("What is her job?", "She works as a nurse", "The tower is tall"),
        ("저는 학교에서 공부해요", "학교에서 공부하는 학생", "오늘 저녁은 김치찌개"),
        ("Привет мир", "мир, привет!", "деньги и время"),
        ("東京へ行く", "東京に行った", "猫が好き"),
    ],
)
def test_texts_that_mean_the_same_are_closer(
    embedder: StaticEmbedder, text: str, near: str, far: str
):
    assert alike(embedder, text, near) > alike(embedder, text, far) + 0.1


@given(st.lists(st.text(max_size=40), max_size=8))
def test_every_vector_has_length_one_or_none(texts: list[str]):
    vectors = BUILT_IN.embed_passages(texts)

    assert vectors.shape == (len(texts), BUILT_IN.dimensions)
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-4) | (lengths == 0))


@pytest.mark.parametrize("text", ["", " \n\t", "👍🏽🎉", "?! … --"])
def test_a_text_without_words_has_no_direction(embedder: StaticEmbedder, text: str):
    assert not embedder.embed_queries([text]).any()
    assert len(embedder.embed_tokens(text).ids) == 0


def test_a_text_has_the_same_vector_alone_and_among_others(embedder: StaticEmbedder):
    texts = ["red tea", "", "학교", "zzzxqj 돼지고기볶음", "words " * 700, "Привет"] * 40

    together = embedder.embed_passages(texts)

    for text, vector in zip(texts[:6], together[-6:], strict=True):
        np.testing.assert_allclose(embedder.embed_queries([text])[0], vector, atol=1e-5)


def test_no_part_of_a_long_text_drowns_the_others(embedder: StaticEmbedder):
    parts = ["coffee " * WINDOW_TOKENS, "mountain " * WINDOW_TOKENS]

    (whole,) = embedder.embed_passages(["".join(parts)])

    expected = embedder.embed_passages(parts).sum(axis=0)
    np.testing.assert_allclose(whole, expected / np.linalg.norm(expected), atol=1e-4)


def test_a_words_own_name_is_told_by_its_tokens(embedder: StaticEmbedder):
    text = "Caroline drank 돼지고기볶음 tea"

    tokens = embedder.embed_tokens(text)
    total = (tokens.vectors * tokens.weights[:, None]).sum(axis=0)

    np.testing.assert_allclose(
        total / np.linalg.norm(total), embedder.embed_queries([text])[0], atol=1e-5
    )
    known = tokens.ids < len(embedder.token_vectors())
    np.testing.assert_allclose(
        embedder.token_vectors()[tokens.ids[known]], tokens.vectors[known], atol=1e-5
    )
    assert tokens.weights[0] > 2 * embedder.embed_tokens("the").weights[0]


def test_a_word_that_no_table_has_finds_itself(embedder: StaticEmbedder):
    assert alike(embedder, "Ürümçi щука", "ürümçi ЩУКА") > 0.99
    assert alike(embedder, "쀍뛟홌", "쀍뛟홌 같은 것") > 0.3
    assert abs(alike(embedder, "쀍뛟홌", "쮬뺧굌")) < 0.3


def test_the_fingerprint_is_of_the_bytes(embedder: StaticEmbedder, tmp_path: Path):
    for name in (TABLE, SCALES, TOKENS):
        (tmp_path / name).write_bytes((built_in_folder() / name).read_bytes())
    assert StaticEmbedder.load(tmp_path).fingerprint == embedder.fingerprint

    scales = np.load(tmp_path / SCALES)
    scales[7] *= 2
    np.save(tmp_path / SCALES, scales)
    assert StaticEmbedder.load(tmp_path).fingerprint != embedder.fingerprint


def write(folder: Path, table: np.ndarray, scales: np.ndarray, tokens: list[str]) -> None:
    np.save(folder / TABLE, table)
    np.save(folder / SCALES, scales)
    (folder / TOKENS).write_text("\n".join(tokens), "utf-8")


GOOD = (np.ones((2, 4), np.int8), np.ones(2, np.float32), [UNKNOWN, "tea"])


@pytest.mark.parametrize(
    ("table", "scales", "tokens"),
    [
        (GOOD[0][:1], GOOD[1], GOOD[2]),
        (GOOD[0].astype(np.float32), GOOD[1], GOOD[2]),
        (GOOD[0], np.array([1, np.nan], np.float32), GOOD[2]),
        (GOOD[0], GOOD[1], ["coffee", "tea"]),
        (GOOD[0], GOOD[1], [UNKNOWN]),
        (np.array([None, 1], object), GOOD[1], GOOD[2]),
    ],
)
def test_a_folder_that_holds_no_whole_table_is_refused(
    tmp_path: Path, table: np.ndarray, scales: np.ndarray, tokens: list[str]
):
    write(tmp_path, table, scales, tokens)

    with pytest.raises(MemoryStorageError, match="no usable embedder"):
        StaticEmbedder.load(tmp_path)


def test_damaged_and_missing_files_are_refused(tmp_path: Path):
    write(tmp_path, *GOOD)
    assert StaticEmbedder.load(tmp_path).dimensions == 4

    (tmp_path / TABLE).write_bytes(b"\x93NUMPY\x01\x00\xff")
    with pytest.raises(MemoryStorageError, match="no usable embedder"):
        StaticEmbedder.load(tmp_path)
    (tmp_path / TABLE).unlink()
    with pytest.raises(MemoryStorageError, match="no usable embedder"):
        StaticEmbedder.load(tmp_path)
