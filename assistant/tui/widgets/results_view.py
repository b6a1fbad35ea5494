"""The list of what a search found, with one result under the cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import events
from textual.content import Content, Span
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assistant.conversation import SearchHit
from assistant.tui.markdown import Line
from assistant.tui.result_rows import ResultRow, ResultSection, result_rows
from assistant.tui.widgets.pen import Pen


class ResultsView(ScrollView, can_focus=False, inherit_bindings=False):
    """Draws sections of hits; the box above has the focus and moves the cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "results--heading", "results--title", "results--of", "results--date", "results--role",
        "results--match", "results--cursor",
    }  # fmt: skip

    DEFAULT_CSS = """
    ResultsView {
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        background: $background;
        color: $foreground;
        & > .results--heading { color: $glass-faint; }
        & > .results--title { color: $foreground; }
        & > .results--of { color: $text-muted; }
        & > .results--date { color: $glass-faint; }
        & > .results--role { color: $accent; }
        & > .results--match { color: $warning; text-style: bold; }
        & > .results--cursor { background: $block-cursor-background; }
        &:nocolor > .results--cursor { text-style: underline; }
        &:nocolor > .results--match { text-style: bold reverse; }
    }
    """

    @dataclass
    class Moved(Message):
        """Another result is under the cursor; `None`: there is none."""

        hit: SearchHit | None

    @dataclass
    class Clicked(Message):
        """The user chose with the mouse."""

    def __init__(self) -> None:
        super().__init__(id="results")
        self._pen = Pen(self)
        self._sections: Sequence[ResultSection] = ()
        self._now: datetime | None = None
        self._hits: list[SearchHit] = []
        self._rows: list[ResultRow] = []
        self._width = 0
        self._at = 0

    @property
    def cursor(self) -> SearchHit | None:
        """The result under the cursor."""
        return self._hits[self._at] if self._hits else None

    def show(self, sections: Sequence[ResultSection], now: datetime) -> None:
        """Show other results; the cursor goes to the first."""
        self._sections, self._now = sections, now
        self._hits = [hit for section in sections for hit in section.hits]
        self._at = 0
        self._lay_out()
        self.scroll_to(y=0, animate=False, immediate=True)
        self.refresh()
        self.post_message(self.Moved(self.cursor))

    def move_cursor(self, step: int) -> None:
        """Move the cursor by so many results, not beyond the ends."""
        at = min(max(self._at + step, 0), max(len(self._hits) - 1, 0))
        if at != self._at:
            self._at = at
            self._show_cursor()
            self.refresh()
            self.post_message(self.Moved(self.cursor))

    def move_page(self, direction: int) -> None:
        """Move the cursor by about what is in sight."""
        self.move_cursor(direction * max(self.size.height // 3, 1))

    def on_resize(self) -> None:
        """Lay out at the new width."""
        self._lay_out()
        self._show_cursor()

    def on_click(self, event: events.Click) -> None:
        """Open the result under the mouse."""
        y = event.y + self.scroll_offset.y
        index = self._rows[y].index if y < len(self._rows) else None
        if index is not None:
            self._at = index
            self.refresh()
            self.post_message(self.Clicked())

    def render_line(self, y: int) -> Strip:
        """Return a row."""
        width, y = self.scrollable_content_region.width, y + self.scroll_offset.y
        if y >= len(self._rows):
            return self._pen.blank(width)
        row = self._rows[y]
        content = row.content
        if row.index is not None and row.index == self._at:
            cursor = Span(0, len(content.plain), ".results--cursor")
            content = Content(content.plain, [cursor, *content.spans])
        return self._pen.draw(Line(content), width)

    def notify_style_update(self) -> None:
        """Forget the colours of before."""
        self._pen.forget()
        super().notify_style_update()

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if self._now is None or width == 0:
            return
        self._rows = result_rows(self._sections, width, self._now)
        size = Size(width, len(self._rows))
        if size != self.virtual_size:
            self.virtual_size = size

    def _show_cursor(self) -> None:
        ys = [y for y, row in enumerate(self._rows) if row.index == self._at]
        if ys:
            # With the first result, the heading above it.
            top = 0 if self._at == 0 else ys[0]
            region = Region(0, top, self.scrollable_content_region.width, ys[-1] - top + 1)
            self.scroll_to_region(region, animate=False, immediate=True, force=True)
