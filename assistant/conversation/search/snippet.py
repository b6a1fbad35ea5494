"""The place in a message that shows best why it was found."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from assistant.conversation.search.folding import fold_with_offsets
from assistant.conversation.search.terms import (
    NO_RUN,
    WORD_CHARACTER,
    WORD_CHARACTERS,
    Term,
    is_dense,
)

SNIPPET_CHARACTERS = 160
_LEAD_CHARACTERS = 40
"""How much is shown before the first match."""
_WINDOW_CHARACTERS = 4_000
_MOST_WINDOWS = 25
"""A longer text is searched only so far; what is found behind is not shown in the snippet."""
_OVERLAP_CHARACTERS = 200
_MOST_MATCHES = 20
_WORD_EDGE = 12
"""How far an end of the snippet moves to fall between two words."""
_MISSING_BLANKS = re.compile(r"\s{2,}|\A\s")
"""Those of which one blank is left, or none at the beginning."""
_ELLIPSIS = "…"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """One line of a text, and what in it was searched for."""

    text: str
    """As it was written, but with every run of blanks and line ends as one blank."""
    highlights: tuple[Span, ...] = ()
    """Offsets of the first character and behind the last, in order, not overlapping."""


def snippet(text: str, terms: Sequence[Term], length: int = SNIPPET_CHARACTERS) -> Snippet:
    """Return the excerpt of about `length` characters that has the most of the terms.

    The time is bounded however long the text is.
    """
    patterns = [_pattern(term) for term in terms]
    for start in range(0, len(text) if patterns else 0, _WINDOW_CHARACTERS):
        if start == _MOST_WINDOWS * _WINDOW_CHARACTERS:
            break
        # One character more tells whether a word begins here.
        before = min(start, 1)
        piece = text[start - before : start + _WINDOW_CHARACTERS + _OVERLAP_CHARACTERS]
        found = [match for match in _matches(piece, patterns) if match.start >= before]
        if found:
            first, last = _densest(found, length - _LEAD_CHARACTERS)
            spans = _merged([(match.start, match.end) for match in found])
            shift = start - before
            shifted = [(shift + a, shift + b) for a, b in spans]
            return _excerpt(text, (shift + first, shift + last), shifted, length)
    return _excerpt(text, (0, 0), [], length)


def find_spans(text: str, terms: Sequence[Term]) -> tuple[Span, ...]:
    """Where the terms are in a short text, such as a title: in order, not overlapping."""
    found = _matches(text, [_pattern(term) for term in terms])
    return tuple(_merged([(match.start, match.end) for match in found]))


class _Match(NamedTuple):
    start: int
    end: int
    term: int


@lru_cache(maxsize=256)
def _pattern(term: Term) -> re.Pattern[str]:
    """Finds a term in a folded text that has its punctuation still."""
    first = term.runs[0]
    # What comes before is looked at last: patterns that begin with a letter are found faster.
    parts = [first] if is_dense(first) else [first, f"(?<!{WORD_CHARACTER}{first})"]
    for before, run in pairwise(term.runs):
        is_joined = is_dense(before) != is_dense(run) or len(before) == WORD_CHARACTERS
        parts.append(f"{NO_RUN}{'*' if is_joined else '+'}{run}")
    if not term.ends_inside:
        parts.append(f"(?!{WORD_CHARACTER})")
    return re.compile("".join(parts))


def _matches(text: str, patterns: Sequence[re.Pattern[str]]) -> list[_Match]:
    folded = fold_with_offsets(text)
    found = [
        _Match(*folded.span(*match.span()), term)
        for term, pattern in enumerate(patterns)
        for match in islice(pattern.finditer(folded.text), _MOST_MATCHES)
    ]
    return sorted(found)


def _densest(matches: Sequence[_Match], length: int) -> Span:
    """The stretch of up to `length` with the most terms, then the most matches, then the first."""
    best, best_worth = (matches[0].start, matches[0].end), (0, 0)
    behind = 0
    for index, first in enumerate(matches):
        while behind < len(matches) and matches[behind].end <= first.start + length:
            behind += 1
        inside = matches[index : max(behind, index + 1)]
        worth = (len({match.term for match in inside}), len(inside))
        if worth > best_worth:
            best, best_worth = (first.start, inside[-1].end), worth
    return best


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        elif end > start:
            merged.append((start, end))
    return merged


def _excerpt(text: str, shown: Span, spans: Sequence[Span], length: int) -> Snippet:
    """One line of `length` characters around `shown`, with those of the spans that are in it."""
    lead = max(_LEAD_CHARACTERS, length - len(text) + shown[0]) if shown[0] else 0
    begin = _word_start(text, max(shown[0] - lead, 0), shown[0])
    # Blanks fall away, so more than `length` may be needed.
    line, places = _one_line(text[begin : begin + 3 * length])
    reaches_end = begin + 3 * length >= len(text)
    is_whole = reaches_end and len(line) <= length
    end = len(line) if is_whole else _word_end(line, length)
    before = _ELLIPSIS if begin else ""
    placed = [
        (places(a - begin), places(b - begin - 1) + 1)
        for a, b in spans
        if begin <= a and b <= begin + 3 * length
    ]
    return Snippet(
        before + line[:end] + ("" if is_whole else _ELLIPSIS),
        tuple((len(before) + a, len(before) + min(b, end)) for a, b in placed if a < end),
    )


def _one_line(text: str) -> tuple[str, Callable[[int], int]]:
    """The text with single blanks only, and what tells where a character of it went."""
    cuts = list(_MISSING_BLANKS.finditer(text))
    # Behind these offsets, so many characters are missing.
    offsets = [match.end() for match in cuts]
    missing = list(accumulate(len(match[0]) - (match.start() > 0) for match in cuts))

    def place(offset: int) -> int:
        index = bisect_right(offsets, offset)
        return offset - (missing[index - 1] if index else 0)

    return " ".join(text.split()), place


def _word_start(text: str, begin: int, latest: int) -> int:
    """Where to begin at or behind `begin`: after a blank that is near, else not inside a letter."""
    if begin == 0:
        return 0
    for index in range(begin, min(begin + _WORD_EDGE, latest)):
        if text[index - 1].isspace():
            return index
    earliest = max(begin - _WORD_EDGE, 0)
    while begin > earliest and _is_inside(text, begin):
        begin -= 1
    return begin


def _word_end(line: str, length: int) -> int:
    end = min(length, len(line))
    blank = line.rfind(" ", max(end - _WORD_EDGE, 1), end)
    if blank > 0:
        return blank
    earliest = max(end - _WORD_EDGE, 0)
    while end > earliest and end < len(line) and _is_inside(line, end):
        end -= 1
    return end


def _is_inside(text: str, index: int) -> bool:
    """Whether a cut here would part a letter from its marks, or a joined emoji."""
    joiner = "\u200d"
    is_mark = unicodedata.category(text[index])[0] == "M"
    return is_mark or joiner in text[index - 1 : index + 1]
