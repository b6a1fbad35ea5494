"""Blocks laid out at a width. Styles are names of component classes of the widget that draws.

What lays out a block keeps its rows, and lays out only what changed when the block has grown. The
rows are always those that a first layout would give.
"""

from collections.abc import Sequence
from typing import Protocol

from textual.content import Content

from assistant.tui.markdown.blocks import (
    Block,
    Code,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from assistant.tui.markdown.code import CodeRows
from assistant.tui.markdown.lines import EMPTY_LINE, Line, renewed
from assistant.tui.markdown.table import TableRows
from assistant.tui.markdown.words import WordRows, same_objects

_BULLETS = ("•", "◦", "▪")
_NARROWEST = 12
"""Cells that the inside of a list or quote gets at least, however deep it is."""
_GROWING = 3
"""Blocks at the end of a document that may still change."""


class BlockRows(Protocol):
    """Lays out one block again and again."""

    @property
    def rows(self) -> list[Line]:
        """The rows of the last layout; they belong to this object."""
        ...

    def update(self, block: Block) -> int | None:
        """Lay out a block; return the first row that changed, or `None` if it is none of ours."""
        ...


class Layout:
    """The rows of a document that grows, one blank row between its blocks."""

    def __init__(self) -> None:
        self.first_changed = 0
        """The first row that the last layout changed."""
        self._width = 0
        self._sequence = _Sequence(0)

    def lines(self, blocks: Sequence[Block], width: int) -> list[Line]:
        """Return the rows of a document; the list belongs to the layout."""
        if width != self._width:
            self._width, self._sequence = width, _Sequence(width)
        self.first_changed = self._sequence.update(tuple(blocks))
        return self._sequence.rows


class _Sequence:
    """Blocks one below the other; those that are the same objects as before are left alone."""

    def __init__(self, width: int, *, depth: int = 0, has_gaps: bool = True) -> None:
        self.rows: list[Line] = []
        self._width = max(width, _NARROWEST)
        self._depth = depth
        self._gap = [EMPTY_LINE] if has_gaps else []
        self._blocks: tuple[Block, ...] = ()
        self._tops: list[int] = []
        self._layouts: dict[int, BlockRows] = {}
        """Of the blocks at the end."""

    def update(self, blocks: tuple[Block, ...]) -> int:
        """Lay out what changed; return the first row that did."""
        first = len(self.rows)
        for index in range(same_objects(self._blocks, blocks), len(blocks)):
            first = min(first, self._lay_out(index, blocks[index]))
        if len(blocks) < len(self._tops):
            end = self._tops[len(blocks)] - len(self._gap) if blocks else 0
            del self.rows[end:], self._tops[len(blocks) :]
            first = min(first, end)
        self._blocks = blocks
        for index in list(self._layouts):
            if not len(blocks) - _GROWING <= index < len(blocks):
                del self._layouts[index]
        return first

    def _lay_out(self, index: int, block: Block) -> int:
        """Put a block in its place, below all others; return the first row that changed."""
        layout = self._layouts.get(index)
        changed = None if layout is None else layout.update(block)
        if layout is None or changed is None:
            layout = self._layouts[index] = _rows_of(block, self._width, self._depth)
            changed = 0
        gap = self._gap if index else []
        if index == len(self._tops):
            self._tops.append(len(self.rows) + len(gap))
            self.rows += gap
        del self._tops[index + 1 :]
        top = self._tops[index]
        self.rows[top:] = layout.rows
        return top + changed


class _ListRows:
    """Items with their marks; while nothing changes for all of them, only new ones are laid out."""

    def __init__(self, width: int, depth: int) -> None:
        self.rows: list[Line] = []
        self._width = width
        self._depth = depth
        self._items: tuple[tuple[Block, ...], ...] = ()
        self._form: tuple[int | None, int, bool] | None = None
        """The first number, the width of the marks, and whether the items are close together."""
        self._ends: list[int] = []
        """The number of rows up to the end of each item."""

    def update(self, block: Block) -> int | None:
        if not isinstance(block, ListBlock):
            return None
        last = (block.start or 0) + len(block.items) - 1
        width = 2 if block.start is None else len(f"{last}. ")
        form = (block.start, width, block.is_tight)
        same = same_objects(self._items, block.items) if form == self._form else 0
        self._items, self._form = block.items, form
        kept = self._ends[same - 1] if same else 0
        rows: list[Line] = []
        del self._ends[same:]
        for index in range(same, len(block.items)):
            if index and not block.is_tight:
                rows.append(EMPTY_LINE)
            rows += self._item(block.items[index], self._mark(index).rjust(width), block.is_tight)
            self._ends.append(kept + len(rows))
        first = kept + renewed(self.rows[kept:], rows)
        self.rows[kept:] = rows
        return first

    def _mark(self, index: int) -> str:
        start = self._form[0] if self._form else None
        bullet = _BULLETS[min(self._depth, len(_BULLETS) - 1)]
        return f"{bullet} " if start is None else f"{start + index}. "

    def _item(self, blocks: tuple[Block, ...], mark: str, is_tight: bool) -> list[Line]:  # noqa: FBT001 - its list's
        inside = _Sequence(self._width - len(mark), depth=self._depth + 1, has_gaps=not is_tight)
        inside.update(blocks)
        first, *rest = inside.rows or [EMPTY_LINE]
        margin = Content(" " * len(mark))
        return [
            first.indented(Content.styled(mark, ".md--mark"), is_decoration=False),
            *(line.indented(margin, is_decoration=True) for line in rest),
        ]


class _WholeRows:
    """A quote or a rule, laid out as a whole each time."""

    def __init__(self, width: int, depth: int) -> None:
        self.rows: list[Line] = []
        self._width = width
        self._depth = depth

    def update(self, block: Block) -> int | None:
        if isinstance(block, Quote):
            inside = _Sequence(self._width - 2, depth=self._depth)
            inside.update(block.blocks)
            bar = Content.styled("▎ ", ".md--quote-bar")
            rows = [line.indented(bar, is_decoration=True) for line in inside.rows]
        elif isinstance(block, Rule):
            rows = [Line(Content.styled("─" * self._width, ".md--rule"))]
        else:
            return None
        first = renewed(self.rows, rows)
        self.rows = rows
        return first


def _rows_of(block: Block, width: int, depth: int) -> BlockRows:
    match block:
        case Paragraph() | Heading():
            layout: BlockRows = WordRows(width)
        case Code():
            layout = CodeRows(width)
        case Table():
            layout = TableRows(width)
        case ListBlock():
            layout = _ListRows(width, depth)
        case Quote() | Rule():
            layout = _WholeRows(width, depth)
    layout.update(block)
    return layout
