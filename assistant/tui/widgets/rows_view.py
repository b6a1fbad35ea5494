"""Names, values and what they mean, in columns under headings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.content import Content

from assistant.terminal_text import printable
from assistant.tui.markdown.lines import EMPTY_LINE, Line, wrap
from assistant.tui.widgets.lines_view import LinesView

_GAP = 2
_WIDEST_VALUE = 14
_NARROWEST_MEANING = 24


@dataclass(frozen=True, slots=True)
class Row:
    """One entry; foreign text is made printable."""

    name: str
    meaning: str
    value: str = ""
    note: str = ""
    """Stands on the right, where there is room for it."""
    is_marked: bool = False
    """Whether the value was changed."""


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """Widths in cells, gaps included."""

    name: int
    value: int
    meaning: int
    note: int


class RowsView(LinesView):
    """Sections one below the other; what a column has no room for goes below."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--title", "rows--name", "rows--marked", "rows--meaning", "rows--note",
    }  # fmt: skip

    DEFAULT_CSS = """
    RowsView {
        & > .rows--title { text-style: bold; color: $accent; }
        & > .rows--name { color: $foreground; }
        & > .rows--marked { color: $accent; text-style: bold; }
        & > .rows--meaning { color: $text-muted; }
        & > .rows--note { color: $glass-faint; }
    }
    """

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__()
        self._sections = sections

    def lay_out(self, width: int) -> Sequence[Line]:
        """Return all sections, a blank line between them."""
        columns = _columns([row for section in self._sections for row in section.rows], width)
        lines: list[Line] = []
        for section in self._sections:
            if lines:
                lines.append(EMPTY_LINE)
            if section.title:
                lines.append(Line(Content.styled(section.title, ".rows--title")))
            for row in section.rows:
                lines.extend(_row_lines(row, columns, width))
        return lines


def _columns(rows: Sequence[Row], width: int) -> _Columns:
    def widest(texts: Iterable[str]) -> int:
        cells = max((Content(text).cell_length for text in texts), default=0)
        return cells + _GAP if cells else 0

    name = min(widest(row.name for row in rows), max(width // 2, 1))
    value = min(widest(row.value for row in rows), _WIDEST_VALUE + _GAP)
    note = widest(row.note for row in rows)
    meaning = width - name - value - note
    if meaning < _NARROWEST_MEANING:
        meaning, note = meaning + note, 0
    return _Columns(name, value, meaning, note)


def _row_lines(row: Row, columns: _Columns, width: int) -> list[Line]:
    meaning = Content.styled(printable(row.meaning), ".rows--meaning")
    if not row.name:
        return wrap(Content(printable(row.meaning)), width)
    name = Content.styled(printable(row.name), ".rows--name")
    value = Content.styled(printable(row.value), ".rows--marked" if row.is_marked else "")
    head_width = columns.name + columns.value
    fits = (
        columns.meaning >= _NARROWEST_MEANING
        and name.cell_length + _GAP <= columns.name
        and value.cell_length <= max(columns.value - _GAP, 0)
    )
    if not fits:
        indent = 2 if columns.meaning < _NARROWEST_MEANING else head_width
        below = wrap(meaning, width - indent) if row.meaning else []
        heads = wrap(_padded(name, columns.name) + value, width)
        return heads + [line.indented(Content(" " * indent), is_decoration=True) for line in below]
    head = _padded(name, columns.name) + _padded(value, columns.value)
    first, *rest = wrap(meaning, columns.meaning)
    if columns.note:
        room = head_width + columns.meaning + columns.note
        note = Content.styled(printable(row.note), ".rows--note")
        line = _padded(head + first.content, room - note.cell_length) + note
        first = Line(line, first.glue)
    else:
        first = first.indented(head, is_decoration=False)
    indent_cell = Content(" " * head_width)
    return [first, *(line.indented(indent_cell, is_decoration=True) for line in rest)]


def _padded(content: Content, width: int) -> Content:
    return content.pad_right(max(width - content.cell_length, 0))
