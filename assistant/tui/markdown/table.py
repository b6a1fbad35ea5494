"""A table in columns that fit."""

from collections.abc import Iterable, Sequence

from textual.content import Content

from assistant.tui.markdown.blocks import Block, Table
from assistant.tui.markdown.inline import Inline
from assistant.tui.markdown.lines import Line, renewed, wrap
from assistant.tui.markdown.words import same_objects, styled

_GAP = 2
_NARROWEST = 4


class TableRows:
    """The header, a rule and the rows; cells are wrapped when the columns are too wide.

    While no column becomes wider, only new rows are laid out.
    """

    def __init__(self, width: int) -> None:
        self.rows: list[Line] = []
        self._width = width
        self._table = Table((), (), ())
        self._ends: list[int] = []
        """The number of lines up to the end of each row."""
        self._columns: list[int] = []
        self._natural: list[int] = []
        """The width that each column would like, for the header and the first `_measured` rows."""
        self._measured = 0

    def update(self, block: Block) -> int | None:
        """Lay out what changed; return the first line that did, or `None` for another block."""
        if not isinstance(block, Table):
            return None
        before, self._table = self._table, block
        same = same_objects(before.rows, block.rows)
        if (before.header, before.alignments) != (block.header, block.alignments):
            same = 0
        columns = self._fitted(same)
        if columns != self._columns or not self.rows:
            self._columns, same = columns, 0
        kept = self._ends[same - 1] if same else 0
        lines = [] if same else self._head()
        del self._ends[same:]
        for row in block.rows[same:]:
            lines += _row_lines([styled(cell) for cell in row], columns, block.alignments)
            self._ends.append(kept + len(lines))
        first = kept + renewed(self.rows[kept:], lines)
        self.rows[kept:] = lines
        return first

    def _fitted(self, same: int) -> list[int]:
        """Return the widths of the columns, measuring no row twice that is here to stay."""
        rows = self._table.rows
        if same < self._measured or not self._natural:
            self._natural, self._measured = _widths([self._table.header]), 0
        self._natural = _widest(self._natural, _widths(rows[self._measured : same]))
        self._measured = same
        natural = _widest(self._natural, _widths(rows[same:]))
        return fitted_widths(natural, self._width - _GAP * (len(natural) - 1))

    def _head(self) -> list[Line]:
        header = [styled(cell).stylize(".md--strong") for cell in self._table.header]
        rule = "─" * (sum(self._columns) + _GAP * (len(self._columns) - 1))
        below = Line(Content.styled(rule[: self._width], ".md--rule"), margin=self._width)
        return [*_row_lines(header, self._columns, self._table.alignments), below]


def _widths(rows: Iterable[Sequence[Inline]]) -> list[int]:
    """Return the widest cell of each column."""
    columns = zip(*rows, strict=False)
    return [max(styled(cell).cell_length for cell in column) for column in columns]


def _widest(left: Sequence[int], right: Sequence[int]) -> list[int]:
    """Return the larger widths of two; one may have no columns yet."""
    return [max(pair) for pair in zip(left, right, strict=True)] if left and right else [*left]


def fitted_widths(natural: Sequence[int], room: int) -> list[int]:
    """Return widths that sum to at most `room` where that is possible: the widest give way."""
    widths = [max(width, 1) for width in natural]
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        second = max((width for width in widths if width < widths[widest]), default=_NARROWEST)
        excess = sum(widths) - room
        alike = [index for index, width in enumerate(widths) if width == widths[widest]]
        step = max(min(widths[widest] - max(second, _NARROWEST), -(-excess // len(alike))), 1)
        for index in alike:
            widths[index] -= step
    return widths


def _row_lines(
    cells: Sequence[Content], widths: Sequence[int], alignments: Sequence[str]
) -> list[Line]:
    columns = [
        [line.content for line in wrap(cell, width)]
        for cell, width in zip(cells, widths, strict=False)
    ]
    height = max(map(len, columns), default=1)
    gap = Content(" " * _GAP)
    rows: list[Line] = []
    for at in range(height):
        aligned = [
            _aligned(column[at] if at < len(column) else Content(""), width, alignment)
            for column, width, alignment in zip(columns, widths, alignments, strict=False)
        ]
        rows.append(Line(gap.join(aligned)))
    return rows


def _aligned(cell: Content, width: int, alignment: str) -> Content:
    room = max(width - cell.cell_length, 0)
    left = {"right": room, "center": room // 2}.get(alignment, 0)
    return cell.pad(left, room - left)
