"""Words broken into rows, at the cost of those that are new."""

from bisect import bisect_right
from collections.abc import Callable

from textual.content import Content

from assistant.tui.markdown.lines import Line, placed_rows, renewed

_LOOKAHEAD = 2
"""Rows after a row that must be certain before it is: a word decides where the row before ends."""


class Wrapped:
    """The rows of a text that grows at its end, as `wrap` would give them."""

    def __init__(self, width: int) -> None:
        self.rows: list[Line] = []
        self._width = width
        self._starts: list[int] = []
        """The character with which each row begins."""

    def update(self, agreed: int, text_from: Callable[[int], Content]) -> int:
        """Wrap a text anew whose first `agreed` characters are as they were.

        `text_from` returns the text from a character on. Returns the first row that changed.
        """
        at = self._restart(agreed)
        offset = self._starts[at] if at else 0
        text = text_from(offset)
        if "\t" in text.plain and at:
            at, offset, text = 0, 0, text_from(0)
        placed = placed_rows(text, self._width)
        rows = [row for _, row in placed]
        first = at + renewed(self.rows[at:], rows)
        self.rows[at:] = rows
        # A tab is wider than its one character: then the rows begin nobody knows where.
        starts = [] if "\t" in text.plain else [offset + begun for begun, _ in placed]
        self._starts[at:] = starts
        return first

    def _restart(self, agreed: int) -> int:
        """Return a row from which on a text may be wrapped as if it began there."""
        at = bisect_right(self._starts, agreed) - 1 - _LOOKAHEAD
        while at > 0 and not self._is_beginning(at):
            at -= 1
        return max(at, 0)

    def _is_beginning(self, at: int) -> bool:
        """Whether a row begins with a word, or inside one that is longer than a row."""
        if self.rows[at - 1].glue:
            return not self.rows[at].content.plain.startswith(" ")
        return all(
            " " not in row.content.plain and not row.glue
            for row in self.rows[at - 1 : at + _LOOKAHEAD]
        )
