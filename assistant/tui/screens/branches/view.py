"""Draws the rows of the overview, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assistant.conversation.tree import EXCERPT_CHARACTERS
from assistant.tui.markdown import Line
from assistant.tui.screens.branches.rows import TreeRow
from assistant.tui.widgets.pen import Pen
from assistant.tui.wording import clock_time, one_line, speaker, version_mark

_SIDE = 2
_NARROWEST_WITH_TIME = 60


class BranchesView(ScrollView, can_focus=False):
    """A row for each message; only those in sight are drawn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tree--guide", "tree--mark", "tree--shown", "tree--other", "tree--quiet", "tree--cursor",
    }  # fmt: skip

    DEFAULT_CSS = """
    BranchesView {
        height: 1fr;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        background: $background;
        & > .tree--guide { color: $glass-line; }
        & > .tree--mark { color: $accent; }
        & > .tree--shown { color: $foreground; }
        & > .tree--other { color: $text-muted; }
        & > .tree--quiet { color: $glass-faint; }
        & > .tree--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
        &:nocolor > .tree--cursor { text-style: bold underline; }
    }
    """

    @dataclass
    class Clicked(Message):
        """The user chose a message with the mouse."""

        message_id: str

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now
        self._pen = Pen(self)
        self._rows: Sequence[TreeRow] = ()
        self._cursor = 0

    @property
    def marked(self) -> TreeRow | None:
        """The row under the cursor."""
        return self._rows[self._cursor] if self._rows else None

    @property
    def page_rows(self) -> int:
        """How many rows a page is."""
        return max(self.size.height - 1, 1)

    def show(self, rows: Sequence[TreeRow], message_id: str | None) -> None:
        """Show other rows, with the cursor on a message if it is among them, else where it was."""
        self._rows = rows
        self.virtual_size = Size(self.size.width, len(rows))
        places = {row.node.id: place for place, row in enumerate(rows)}
        self.move_to(self._cursor if message_id is None else places.get(message_id, self._cursor))

    def move(self, step: int) -> None:
        """Move the cursor down by so many rows, to the ends at most."""
        self.move_to(self._cursor + step)

    def move_to(self, place: int) -> None:
        """Put the cursor on a row, counted from 0."""
        self._cursor = max(min(place, len(self._rows) - 1), 0)
        region = Region(0, self._cursor, self.size.width, 1)
        self.scroll_to_region(region, animate=False, immediate=True)
        self.refresh()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.move(0)

    def on_click(self, event: events.Click) -> None:
        """Choose the message under the mouse."""
        place = event.y + self.scroll_offset.y
        if place < len(self._rows):
            self.move_to(place)
            self.post_message(self.Clicked(self._rows[place].node.id))

    def render_line(self, y: int) -> Strip:
        """Return a row in sight."""
        place, width = y + self.scroll_offset.y, self.size.width
        if place >= len(self._rows):
            return self._pen.blank(width)
        content = row_content(self._rows[place], width - 2 * _SIDE, self._now)
        margin = " " * _SIDE
        content = Content(margin) + content + Content(margin)
        if place == self._cursor:
            content = content.stylize(".tree--cursor")
        return self._pen.draw(Line(content), width)

    def notify_style_update(self) -> None:
        """Forget the colours of before."""
        self._pen.forget()
        super().notify_style_update()


def row_content(row: TreeRow, width: int, now: datetime) -> Content:
    """Return one row at exactly a width in cells."""
    node = row.node
    look = ".tree--shown" if row.is_shown else ".tree--other"
    mark = ("●", ".tree--mark") if row.is_shown else ("○", ".tree--quiet")
    left = Content.assemble((row.guides, ".tree--guide"), mark, " ", (speaker(node.role), look))
    right = Content("")
    if row.versions > 1:
        right = Content.styled(f"  {version_mark(row.version, row.versions)}", ".tree--mark")
    if width >= _NARROWEST_WITH_TIME:
        right += Content.styled(f"  {clock_time(node.created_at, now)}", ".tree--quiet")
    rest = "…" if len(node.excerpt) >= EXCERPT_CHARACTERS else ""
    words = Content.styled(f"  {one_line(node.excerpt) or '(empty)'}{rest}", look)
    room = max(width - left.cell_length - right.cell_length, 0)
    line = left + words.truncate(room, ellipsis=True, pad=True) + right
    return line.truncate(width, pad=True)
