"""Lines of a terminal: what is drawn in each, and what stood between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.selection import Selection

BLANK = Content("")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One row, no wider than it was laid out for; equal only to itself."""

    content: Content
    glue: str = "\n"
    """What stood between this row and the next before they were laid out: a line end, the space at
    which they were parted, or nothing."""
    margin: int = 0
    """Characters on the left that are decoration and not part of the text."""
    padding: int = 0
    """Characters on the right that only fill the row."""

    def is_like(self, other: "Line") -> bool:
        """Whether nobody could tell the two apart, by looking or by copying."""
        return self is other or (
            (self.glue, self.margin, self.padding) == (other.glue, other.margin, other.padding)
            and self.content.is_same(other.content)
        )

    def indented(self, prefix: Content, *, is_decoration: bool) -> "Line":
        """Return the line with something to its left."""
        margin = self.margin + len(prefix) if is_decoration else 0
        return Line(prefix + self.content, self.glue, margin, self.padding)

    def filling(self, width: int) -> "Line":
        """Return the line with blanks to its right."""
        blanks = max(width - self.content.cell_length, 0)
        content = self.content.pad_right(blanks)
        return Line(content, self.glue, self.margin, self.padding + blanks)


EMPTY_LINE = Line(BLANK)


def renewed(before: Sequence[Line], lines: list[Line]) -> int:
    """Put the objects of before where lines are like them; return the first that is not.

    A line that is the same object as before need not be drawn again.
    """
    first = min(len(before), len(lines))
    for index, (old, new) in enumerate(zip(before, lines, strict=False)):
        if old.is_like(new):
            lines[index] = old
        else:
            first = min(first, index)
    return first


def wrap(content: Content, width: int) -> list[Line]:
    """Break a text into rows of at most `width` cells, at spaces where there are any."""
    return [line for _, line in placed_rows(content, width)]


def placed_rows(content: Content, width: int) -> list[tuple[int, Line]]:
    """Return the rows of `wrap`, each with the character of the text with which it begins."""
    placed: list[tuple[int, Line]] = []
    offset = 0
    for part in content.split("\n", allow_blank=True):
        placed += [(offset + at, line) for at, line in _wrapped(part.expand_tabs(), width)]
        offset += len(part) + 1
    return placed


def _wrapped(part: Content, width: int) -> list[tuple[int, Line]]:
    text = part.plain
    placed: list[tuple[int, Line]] = []
    at = 0
    for row in part.wrap(max(width, 2)):
        begun = at
        at = ended = at + len(row)
        while at < len(text) and text[at].isspace():
            at += 1
        placed.append((begun, Line(row, " " if at > ended else "")))
    begun, last = placed[-1]
    placed[-1] = (begun, Line(last.content))
    return placed


def fold(content: Content, width: int) -> list[Line]:
    """Break a text at exactly `width` cells, as code demands."""
    if content.cell_length <= width:
        return [Line(content)]
    rows = content.fold(width)
    return [*(Line(row, "") for row in rows[:-1]), Line(rows[-1])]


def copied(lines: Sequence[Line], selection: Selection) -> str:
    """Return the selected text as it was before it was broken into rows, without decoration."""
    text = ""
    for y, line in enumerate(lines):
        if (span := selection.get_span(y)) is not None:
            start, end = span
            last = len(line.content) - line.padding
            words = line.content.plain[
                max(start, line.margin) : last if end == -1 else min(end, last)
            ]
            text += words.rstrip() + line.glue if line.glue else words
    return text.removesuffix("\n")
