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

    def looks_like(self, other: "Line") -> bool:
        """Whether nobody could tell the two apart."""
        return self is other or self.content.is_same(other.content)

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


def wrap(content: Content, width: int) -> list[Line]:
    """Break a text into rows of at most `width` cells, at spaces where there are any."""
    return [line for part in content.split("\n", allow_blank=True) for line in _wrap(part, width)]


def _wrap(part: Content, width: int) -> list[Line]:
    rows = part.wrap(max(width, 2))
    lines: list[Line] = []
    at = 0
    for row in rows:
        at += len(row)
        rest = part.plain[at:]
        gap = len(rest) - len(rest.lstrip(" "))
        at += gap
        lines.append(Line(row, " " if gap else ""))
    lines[-1] = Line(lines[-1].content)
    return lines


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
