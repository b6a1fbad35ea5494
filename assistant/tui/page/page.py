"""Entries one below the other, somewhere on a page that may be much higher than they are."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from assistant.tui.markdown.lines import EMPTY_LINE, Line
from assistant.tui.page.entry import Entry

TOP = 1
"""Blank rows at the beginning of the page."""
_GAP = 2
"""Blank rows after each entry."""


class Page:
    """A list of entries that knows which row of the page is which row of which entry.

    The rows above and below the entries stand for what is not laid out.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.origin = TOP
        """The row on which the first entry begins."""
        self.rows_below = 0
        """Rows after the last entry."""
        self._tops: list[int] = []
        self._end = TOP
        self._width = 0

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @property
    def width(self) -> int:
        """Cells for which the page was laid out last; 0 before."""
        return self._width

    @property
    def end(self) -> int:
        """The row after the last entry and its gap."""
        return self._end

    @property
    def height(self) -> int:
        """Rows at the width of the last layout."""
        return self._end + self.rows_below

    def lay_out(self, width: int, anchor: Entry | None = None) -> None:
        """Find out where everything is at a width in cells; the anchor stays where it was."""
        place = self.top(anchor) if anchor is not None else 0
        self._width = width
        if anchor is not None:
            above = self.entries[: self.entries.index(anchor)]
            self.origin = place - sum(map(self.rows_with_gap, above))
        heights = map(self.rows_with_gap, self.entries)
        *self._tops, self._end = accumulate(heights, initial=self.origin)

    def rows_with_gap(self, entry: Entry) -> int:
        """Return the rows that an entry takes at the width of the page."""
        return len(entry.rows(self._width)) + _GAP

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

    def reaching(self, y: int) -> Entry | None:
        """Return the first entry that ends below a row; `None` when all end above it."""
        index = max(bisect_right(self._tops, y) - 1, 0)
        if index < len(self._tops) and self._tops[index] + self._rows_of(index) <= y:
            index += 1
        return self.entries[index] if index < len(self._tops) else None

    def lines(self) -> Sequence[Line]:
        """Return all rows from `origin` to `end`."""
        lines: list[Line] = []
        for entry in self.entries:
            lines += [*entry.rows(self._width), *[EMPTY_LINE] * _GAP]
        return lines

    def rows_of(self, entry: Entry) -> int:
        """Return the height that an entry had when the page was laid out."""
        return self._rows_of(self.entries.index(entry))

    def _rows_of(self, index: int) -> int:
        end = self._tops[index + 1] if index + 1 < len(self._tops) else self._end
        return end - self._tops[index] - _GAP
