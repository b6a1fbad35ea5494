"""What a person takes for one character in a line, e.g. 한 or 👨‍👩‍👧.

Grapheme clusters as Unicode UAX #29 has them, by Rich, and placeholders beside them. Pure.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from rich.cells import split_graphemes

Span = tuple[int, int]
"""Columns of a line, counted in code points, from and to."""


def atoms(line: str, blocks: Sequence[Span] = ()) -> list[Span]:
    """Return the spans of a line that are one character each; `blocks` are taken as one too."""
    if line.isascii():
        clusters = [(index, index + 1) for index in range(len(line))]
    else:
        clusters = [(begin, end) for begin, end, _ in split_graphemes(line)[0]]
    for begin, end in blocks:
        inside = [span for span in clusters if begin <= span[0] and span[1] <= end]
        if inside:
            at = clusters.index(inside[0])
            clusters[at : at + len(inside)] = [(inside[0][0], inside[-1][1])]
    return clusters


def before(column: int, spans: Sequence[Span]) -> int:
    """Return where the character begins that ends at or holds a column; 0 at the beginning."""
    at = bisect_left([begin for begin, _ in spans], column) - 1
    return spans[at][0] if at >= 0 else 0


def after(column: int, spans: Sequence[Span]) -> int:
    """Return where the character ends that begins at or holds a column."""
    at = bisect_right([end for _, end in spans], column)
    return spans[at][1] if at < len(spans) else column


def whole(column: int, spans: Sequence[Span]) -> int:
    """Return a column that is in no character: itself, or the nearer end of the one it is in."""
    at = bisect_right([begin for begin, _ in spans], column) - 1
    if at < 0:
        return column
    begin, end = spans[at]
    if not begin < column < end:
        return column
    return begin if column - begin <= end - column else end


def begins(column: int, spans: Sequence[Span]) -> int:
    """Return where the character begins that a column is in; a column in none stays."""
    at = bisect_right([begin for begin, _ in spans], column) - 1
    if at < 0 or not spans[at][0] < column < spans[at][1]:
        return column
    return spans[at][0]
