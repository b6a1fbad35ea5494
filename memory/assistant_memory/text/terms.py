"""A text as the terms that it is found by, in their order. Pure functions.

English and other words that blanks divide are stems; names of code are also cut into their parts.
Runs of Hangul are overlapping pairs of syllables, and the word without its particles; runs of
kana, Han and of other scripts without blanks are pairs of characters.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from assistant_memory.text import english, korean
from assistant_memory.text.folding import compose, fold

TERMS_VERSION = 2
"""Changes when the same text would have other terms."""

LONGEST_WORD = 64
"""Longer runs, such as encoded files, are cut."""

_HANGUL = "\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb"
# Thai, Lao, Tibetan, Burmese, Khmer; kana, Han.
_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0ece\u0f00-\u0fbc\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3031-\u3035"
    "\u3041-\u3096\u3099-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff"
_RUN = re.compile(
    rf"(?P<hangul>[{_HANGUL}]+)|(?P<unspaced>[{_UNSPACED}]+)"
    rf"|(?P<word>(?:(?![{_HANGUL}{_UNSPACED}])[\w{_MARKS}])+)"
)
# Borders in names of code: camelCase, HTTPServer, snake_case, utf8.
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\dA-Za-z_]+")
_NAME_OF_CODE = re.compile(r"[a-z][A-Z]|[A-Za-z]_[A-Za-z]|[A-Z]{2}[a-z]{2}")

STOP_TERMS = english.STOP_WORDS | {f"={word}" for word in korean.STOP_WORDS}
"""Terms that are kept, but say little of what a text is about."""


def terms_of(text: str) -> list[str]:
    """Return the terms of a text, in order; a Hangul word without particles begins with `=`."""
    return [term for run in _RUN.finditer(compose(text)) for term in _terms_of_run(run)]


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text as they are written, folded, without pairs of characters."""
    for run in _RUN.finditer(compose(text)):
        yield fold(run[0])[:LONGEST_WORD]


def _terms_of_run(run: re.Match[str]) -> Iterator[str]:
    kind, written = run.lastgroup, run[0]
    if kind == "hangul":
        bare = korean.strip_word(written)
        if bare not in korean.STOP_WORDS:
            yield from _pairs(written)
        yield f"={bare}"
    elif kind == "unspaced":
        yield from _pairs(fold(written))
    else:
        yield from _terms_of_word(written)


def _pairs(run: str) -> Iterator[str]:
    if len(run) == 1:
        yield run
    for first, second in pairwise(run):
        yield first + second


def _terms_of_word(written: str) -> Iterator[str]:
    name = written.strip("_")
    if not name:
        return
    if _NAME_OF_CODE.search(name):
        yield _term(name.replace("_", ""))
        for part in _PART.findall(name):
            yield _term(part)
    else:
        for piece in name.split("_"):
            if piece:
                yield _term(piece)


def _term(word: str) -> str:
    """The stem of a word, unless it says little: then it is kept as it is."""
    folded = fold(word)[:LONGEST_WORD]
    return folded if folded in english.STOP_WORDS else english.stem(folded)
