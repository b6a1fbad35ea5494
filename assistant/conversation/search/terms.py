"""Text as words and index terms, so that full-text search also searches inside words.

Scripts that are written without blanks, or glue particles to words, are cut into pairs of
characters that overlap, and the last character of a run follows alone: `서울에서` becomes
`서울 울에 에서 서`.
A phrase of pairs then is a search for a substring, and a beginning of a pair one for a character.
All other runs of letters and digits are words.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal

from assistant.conversation.search.folding import fold

WORD_CHARACTERS = 64
"""Longer words, such as encoded files, are cut into words of this length."""

Field = Literal["words", "title", "tags", "model"]

# Hangul, kana, Han and their iteration and length marks; Thai, Lao, Tibetan, Burmese and Khmer.
_DENSE = (
    "\u0e01-\u0e3a\u0e40-\u0ece\u0f00-\u0f03\u0f35-\u0f39\u0f40-\u0fbc\u1000-\u1049\u1050-\u109f"
    "\u1100-\u11ff\u1780-\u17d3\u3005-\u3007\u3031-\u3035\u3041-\u3096\u3099\u309a\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c"
    "\uac00-\ud7fb\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
# What `\w` lacks: the marks that are part of words. A few signs are among them, and do no harm.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0700-\u0963\u0966-\u0dff\u1700-\u18af\u1900-\u1cff\u1dc0-\u1dff\u20d0-\u20f0\ua800-\uabff"
)
WORD_CHARACTER = rf"(?:(?![{_DENSE}_])[\w{_MARKS}])"
NO_RUN = rf"(?:[^\w{_MARKS}{_DENSE}]|_)"
_RUNS = f"[{_DENSE}]+|{WORD_CHARACTER}+"
_DENSE_STRETCH = f"[{_DENSE}](?:[{_DENSE} ]*[{_DENSE}])?"
_DENSE_CHARACTER = f"[{_DENSE}]"


@dataclass(frozen=True, slots=True)
class Term:
    """Runs that must follow each other: a word, a phrase, or a word of several scripts."""

    runs: tuple[str, ...]
    """Folded; at least one."""
    is_prefix: bool = False
    """Whether the last run, if it is a word, may go on. A dense run always may."""

    @property
    def text(self) -> str:
        """The runs as `words_of` writes them, without the outer blanks."""
        return " ".join(self.runs)

    @property
    def begins_inside(self) -> bool:
        """Whether what it finds may begin inside a run."""
        return is_dense(self.runs[0])

    @property
    def ends_inside(self) -> bool:
        """Whether what it finds may end inside a run."""
        return self.is_prefix or is_dense(self.runs[-1])


def is_dense(run: str) -> bool:
    """Whether a run belongs to a script that is searched by pairs of characters."""
    return _compiled(_DENSE_CHARACTER).match(run) is not None


def runs_of(text: str) -> list[str]:
    """The runs of a text, folded, in order; what is no letter, digit or mark separates them."""
    runs = _compiled(_RUNS).findall(fold(text))
    if max(map(len, runs), default=0) <= WORD_CHARACTERS:
        return runs
    return [piece for run in runs for piece in _cut(run)]


def term_of(text: str, *, is_prefix: bool = False) -> Term | None:
    """The term for what somebody typed; `None` when there is nothing to search for in it."""
    runs = runs_of(text)
    ends_in_word = bool(runs) and fold(text).rstrip().endswith(runs[-1])
    return Term(tuple(runs), is_prefix=is_prefix and ends_in_word) if runs else None


def words_of(text: str) -> str:
    """The runs of a text, with one blank around each: a term is in it if its text is."""
    runs = runs_of(text)
    return f" {' '.join(runs)} " if runs else ""


def index_terms(words: str) -> str:
    """What the index is given for a text of `words_of`, separated by blanks."""
    return _compiled(_DENSE_STRETCH).sub(_stretch_terms, words)


def match_phrase(term: Term, field: Field) -> str:
    """A full-text expression that finds a term in a field."""
    *before, last = term.runs
    terms = index_terms(f" {' '.join(before)} ").split()
    if is_dense(last) and len(last) > 1:
        terms += map("".join, pairwise(last))
    else:
        terms.append(last)
    goes_on = len(last) == 1 if is_dense(last) else term.is_prefix
    return f'{field} : "{" ".join(terms)}"{" *" if goes_on else ""}'


def _stretch_terms(stretch: re.Match[str]) -> str:
    text = stretch[0]
    return " ".join([a + b for a, b in zip(text, text[1:] + " ", strict=True) if a != " "])


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile these large patterns when they are first used: the start need not wait for it."""
    return re.compile(pattern)


def _cut(run: str) -> list[str]:
    if is_dense(run):
        return [run]
    return [run[i : i + WORD_CHARACTERS] for i in range(0, len(run), WORD_CHARACTERS)]
