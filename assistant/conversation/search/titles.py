"""Jumping to a title by a few of its letters, in order: `gbx` finds Glassbox, `ㅅㅇ` 서울."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from assistant.conversation.search.folding import fold, fold_with_offsets

TITLE_CHARACTERS = 120
"""Of each title, so much is looked at."""
_QUERY_CHARACTERS = 40
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST_SYLLABLE, _LAST_SYLLABLE = 0xAC00, 0xD7A3
_SYLLABLES_OF_AN_INITIAL, _SYLLABLES_OF_A_VOWEL = 588, 28
_WORD_START, _TOGETHER, _WORD_STARTS, _IN_ORDER = 3.0, 2.0, 1.0, 0.0
_LATE, _LONG, _WIDE = 0.3 / TITLE_CHARACTERS, 0.1 / TITLE_CHARACTERS, 0.5 / TITLE_CHARACTERS
"""What is taken off for each character before the letters, in the title, and between them: never
as much as lies between two ways to fit."""
_FIRST_LETTERS = re.compile(r"(?<!\w)\w")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A title that fits what was typed."""

    index: int
    """Of the title among those that were given."""
    score: float
    """More is better."""
    spans: tuple[Span, ...]
    """Offsets in the title of what fits: the first character and behind the last."""


class TitleMatcher:
    """Titles that are searched again at each key."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._titles = [title[:TITLE_CHARACTERS] for title in titles]
        self._folded = [fold(title) for title in self._titles]
        self._first_letters = ["".join(_FIRST_LETTERS.findall(each)) for each in self._folded]

    def match(self, typed: str, limit: int = 50) -> list[TitleMatch]:
        """The titles that have the letters of `typed` in order, best first; blanks do not count.

        Best are letters that stand together where a word begins, then together anywhere, then
        those that begin words, then any. A Korean initial stands for each syllable with it, and
        a last syllable without a final for those with one. Among equals the order is that of the
        titles; nothing typed fits everything.
        """
        letters = "".join(fold(typed).split())[:_QUERY_CHARACTERS]
        if not letters:
            return [TitleMatch(index, 0.0, ()) for index in range(min(limit, len(self._titles)))]
        typed_letters = _Typed(letters)
        fitting: list[tuple[float, int]] = []
        for index, folded in enumerate(self._folded):
            score = typed_letters.score(folded, self._first_letters[index])
            if score is not None:
                fitting.append((-score, index))
        return [
            TitleMatch(index, -loss, self._spans(index, typed_letters))
            for loss, index in nsmallest(limit, fitting)
        ]

    def _spans(self, index: int, typed: "_Typed") -> tuple[Span, ...]:
        folded = fold_with_offsets(self._titles[index])
        offsets = typed.offsets(folded.text, self._first_letters[index])
        return tuple(_joined(folded.span(offset, offset + 1) for offset in offsets))


class _Typed:
    """Letters as patterns, none of which can take more than linear time."""

    def __init__(self, letters: str) -> None:
        last = len(letters) - 1
        sets = [_letter_set(letter, is_last=i == last) for i, letter in enumerate(letters)]
        wanted = [f"([{each}])" for each in sets]
        self._together = re.compile(r"\W*+".join(wanted))
        self._at_word_start = re.compile(rf"(?<!\w){self._together.pattern}")
        self._first_letters = re.compile("".join(wanted))
        self._in_order = re.compile("".join(f"[^{each}]*+([{each}])" for each in sets))

    def score(self, folded: str, first_letters: str) -> float | None:
        """How well a title fits; `None` if it does not."""
        found = self._found(folded, first_letters)
        if found is None:
            return None
        worth, match = found
        start, width = match.start(1), match.end() - match.start(1)
        return worth - _LATE * start - _LONG * len(folded) - _WIDE * width

    def offsets(self, folded: str, first_letters: str) -> list[int]:
        """Where the letters are in a title that fits."""
        found = self._found(folded, first_letters)
        assert found is not None
        worth, match = found
        offsets = [match.start(group) for group in range(1, match.re.groups + 1)]
        if worth == _WORD_STARTS:
            starts = [start.start() for start in _FIRST_LETTERS.finditer(folded)]
            return [starts[offset] for offset in offsets]
        return offsets

    def _found(self, folded: str, first_letters: str) -> tuple[float, re.Match[str]] | None:
        in_order = self._in_order.match(folded)
        if in_order is None:
            return None
        if (at_start := self._at_word_start.search(folded)) is not None:
            return _WORD_START, at_start
        if (together := self._together.search(folded)) is not None:
            return _TOGETHER, together
        starts = self._first_letters.search(first_letters)
        return (_IN_ORDER, in_order) if starts is None else (_WORD_STARTS, starts)


def _letter_set(letter: str, *, is_last: bool) -> str:
    """The inside of a set of characters that has all that a typed letter stands for."""
    if letter in _INITIALS:
        first = _FIRST_SYLLABLE + _INITIALS.index(letter) * _SYLLABLES_OF_AN_INITIAL
        return f"{letter}{chr(first)}-{chr(first + _SYLLABLES_OF_AN_INITIAL - 1)}"
    code = ord(letter)
    is_syllable = _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE
    if is_last and is_syllable and (code - _FIRST_SYLLABLE) % _SYLLABLES_OF_A_VOWEL == 0:
        return f"{letter}-{chr(code + _SYLLABLES_OF_A_VOWEL - 1)}"
    return re.escape(letter)


def _joined(spans: Iterator[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
