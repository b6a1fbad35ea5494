"""A table in columns that fit."""

from collections.abc import Callable, Sequence

from textual.content import Content

from assistant.tui.markdown.blocks import Table
from assistant.tui.markdown.inline import Inline
from assistant.tui.markdown.lines import Line, wrap

_GAP = 2
_NARROWEST = 4


def table_lines(block: Table, width: int, styled: Callable[[Inline], Content]) -> list[Line]:
    """Return the header, a rule and the rows; cells are wrapped when the columns are too wide."""
    header = [styled(cell).stylize(".md--strong") for cell in block.header]
    body = [[styled(cell) for cell in row] for row in block.rows]
    natural = [
        max((cell.cell_length for cell in column), default=1)
        for column in zip(header, *body, strict=False)
    ]
    widths = fitted_widths(natural, width - _GAP * (len(natural) - 1))
    rule = "─" * (sum(widths) + _GAP * (len(widths) - 1))
    lines = _row_lines(header, widths, block.alignments)
    lines.append(Line(Content.styled(rule[:width], ".md--rule"), margin=width))
    for row in body:
        lines.extend(_row_lines(row, widths, block.alignments))
    return lines


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
