"""A text as the static embedder reads it. Pure functions."""

import re
from hashlib import shake_128
from unicodedata import normalize

_ACCENTS = re.compile("[\u0300-\u036f]+")
_UNSPACED = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003134f"
"""Kana, Han and Hangul: scripts in which a word's ends are hard to see."""
_RUN = re.compile(f"[{_UNSPACED}]+")
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Return the words of a text in small letters without accents, and no punctuation.

    Korean, Japanese and Chinese come in overlapping pairs of characters.
    """
    if not text.isascii():
        plain = normalize("NFC", _ACCENTS.sub("", normalize("NFKD", text)))
        text = _RUN.sub(_pairs, plain)
    return _WORD.findall(text.lower())


def parts(word: str) -> list[str]:
    """Return what a word outside the vocabulary is known by: itself, or its triples of letters.

    With triples, inflections of a word are alike; a pair of characters is small enough already.
    """
    if _RUN.match(word):
        return [word]
    edged = f"<{word}>"
    return [edged[at : at + 3] for at in range(len(edged) - 2)]


def hashed(part: str, dimensions: int) -> bytes:
    """Return the vector of a part as signed bytes, from its letters alone.

    The same letters give the same vector, and different ones are alike only by chance.
    """
    return shake_128(part.encode("utf-8", "replace")).digest(dimensions)


def _pairs(run: re.Match[str]) -> str:
    characters = run[0]
    if len(characters) == 1:
        return f" {characters} "
    pairs = (characters[at : at + 2] for at in range(len(characters) - 1))
    return f" {' '.join(pairs)} "
