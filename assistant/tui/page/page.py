"""Entries one below the other."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from assistant.tui.markdown.lines import EMPTY_LINE, Line
from assistant.tui.page.entry import Entry

_TOP = 1
_GAP = 2
"""Blank rows after each entry."""


class Page:
    """A list of entries that knows which row of the page is which row of which entry."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._tops: list[int] = []
        self._height = 0
        self._width = 0

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @property
    def width(self) -> int:
        """Cells for which the page was laid out last; 0 before."""
        return self._width

    @property
    def height(self) -> int:
        """Rows at the width of the last layout."""
        return self._height

    def lay_out(self, width: int) -> None:
        """Find out where everything is at a width in cells."""
        heights = [len(entry.rows(width)) + _GAP for entry in self.entries]
        tops = list(accumulate(heights, initial=_TOP))
        self._tops, self._height, self._width = tops[:-1], tops[-1], width

    def top(self, entry: Entry) -> int:
        """Return the row of the page on which an entry begins."""
        return self._tops[self.entries.index(entry)]

    def at(self, y: int) -> tuple[Entry, int] | None:
        """Return the entry on a row of the page and the row within it; `None` between entries."""
        index = bisect_right(self._tops, y) - 1
        if not 0 <= index < len(self.entries):
            return None
        row = y - self._tops[index]
        entry = self.entries[index]
        return (entry, row) if row < self._rows_of(index) else None

    def lines(self, width: int) -> Sequence[Line]:
        """Return all rows of the page."""
        lines = [EMPTY_LINE] * _TOP
        for entry in self.entries:
            lines += [*entry.rows(width), *[EMPTY_LINE] * _GAP]
        return lines

    def rows_of(self, entry: Entry) -> int:
        """Return the height that an entry had when the page was laid out."""
        return self._rows_of(self.entries.index(entry))

    def _rows_of(self, index: int) -> int:
        end = self._tops[index + 1] if index + 1 < len(self._tops) else self._height
        return end - self._tops[index] - _GAP
