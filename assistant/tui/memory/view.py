"""Draws the list of memories, however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assistant.tui.markdown import Line
from assistant.tui.memory.rows import memory_row
from assistant.tui.widgets.pen import Pen
from assistant_memory.values import Memory

_SIDE = 2


class MemoriesView(ScrollView, can_focus=False):
    """A row for each memory, one of them under the cursor; only those in sight are drawn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "memory--mark", "memory--text", "memory--past", "memory--quiet", "memory--cursor",
    }  # fmt: skip

    DEFAULT_CSS = """
    MemoriesView {
        width: 1fr;
        height: 1fr;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        background: $background;
        & > .memory--mark { color: $accent; }
        & > .memory--text { color: $foreground; }
        & > .memory--past { color: $text-muted; }
        & > .memory--quiet { color: $glass-faint; }
        & > .memory--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
        &:nocolor > .memory--cursor { text-style: bold underline; }
    }
    """

    @dataclass
    class Moved(Message):
        """Another memory is under the cursor; `None`: there is none."""

        memory: Memory | None

    @dataclass
    class Clicked(Message):
        """The user chose with the mouse what was under the cursor already."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now
        self._pen = Pen(self)
        self._memories: Sequence[Memory] = ()
        self._titles: Mapping[str, str] = {}
        self._cursor = 0

    @property
    def marked(self) -> Memory | None:
        """The memory under the cursor."""
        return self._memories[self._cursor] if self._memories else None

    @property
    def page_rows(self) -> int:
        """How many rows a page is."""
        return max(self.size.height - 1, 1)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._memories)

    def show(self, memories: Sequence[Memory], titles: Mapping[str, str]) -> None:
        """Show other memories; the cursor stays on its own, if that is among them."""
        marked = self.marked
        self._memories, self._titles = memories, titles
        self.virtual_size = Size(self.size.width, len(memories))
        places = {memory.id: place for place, memory in enumerate(memories)}
        self.move_to(self._cursor if marked is None else places.get(marked.id, self._cursor))

    def move(self, step: int) -> None:
        """Move the cursor down by so many rows, to the ends at most."""
        self.move_to(self._cursor + step)

    def move_to(self, place: int) -> None:
        """Put the cursor on a row, counted from 0."""
        self._cursor = max(min(place, len(self._memories) - 1), 0)
        region = Region(0, self._cursor, self.size.width, 1)
        self.scroll_to_region(region, animate=False, immediate=True)
        self.refresh()
        self.post_message(self.Moved(self.marked))

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.virtual_size = Size(self.size.width, len(self._memories))
        self.move(0)

    def on_click(self, event: events.Click) -> None:
        """Mark the memory under the mouse; the second time, choose it."""
        place = event.y + self.scroll_offset.y
        if place >= len(self._memories):
            return
        if place == self._cursor:
            self.post_message(self.Clicked())
        else:
            self.move_to(place)

    def render_line(self, y: int) -> Strip:
        """Return a row in sight."""
        place, width = y + self.scroll_offset.y, self.size.width
        if place >= len(self._memories):
            return self._pen.blank(width)
        row = memory_row(self._memories[place], self._titles, width - 2 * _SIDE, self._now)
        content = Content(" " * _SIDE) + row + Content(" " * _SIDE)
        if place == self._cursor:
            content = content.stylize(".memory--cursor")
        return self._pen.draw(Line(content), width)

    def notify_style_update(self) -> None:
        """Forget the colours of before."""
        self._pen.forget()
        super().notify_style_update()
