"""Draws the rows of the screen, or the exact prompt; only what is in sight."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assistant.tui.markdown.lines import Line
from assistant.tui.why.rows import WhyRow, longest, row_content
from assistant.tui.widgets.pen import Pen

_SIDE = 2


class WhyView(ScrollView, can_focus=True):
    """Rows with a cursor on one of them; or lines to read."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "why--name", "why--bar", "why--detail", "why--quiet", "why--cursor", "why--heading",
        "why--even", "why--odd", "why--even-joined", "why--odd-joined", "why--control",
    }  # fmt: skip

    DEFAULT_CSS = """
    WhyView {
        height: 1fr;
        scrollbar-size-vertical: 1;
        overflow-x: hidden;
        background: $background;
        & > .why--name { color: $foreground; }
        & > .why--bar { color: $accent; }
        & > .why--detail { color: $text-muted; }
        & > .why--quiet { color: $glass-faint; }
        & > .why--heading { color: $glass-faint; text-style: italic; }
        & > .why--even { color: $foreground; background: $background; }
        & > .why--odd { color: $foreground; background: $glass-panel; }
        & > .why--even-joined {
            color: $foreground;
            background: $background;
            text-style: underline;
        }
        & > .why--odd-joined {
            color: $foreground;
            background: $glass-panel;
            text-style: underline;
        }
        & > .why--control { color: $accent; text-style: bold; }
        & > .why--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
        &:nocolor > .why--cursor { text-style: bold underline; }
        &:nocolor > .why--odd { text-style: reverse; }
        &:nocolor > .why--odd-joined { text-style: reverse underline; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._pen = Pen(self)
        self._rows: Sequence[WhyRow] = ()
        self._lines_at: Callable[[int], Sequence[Line]] | None = None
        self._lines: Sequence[Line] = ()
        self._width = 0
        self._cursor = 0

    @property
    def marked(self) -> WhyRow | None:
        """The row under the cursor; `None` where there are lines to read."""
        return self._rows[self._cursor] if self._rows and self._lines_at is None else None

    def show_rows(self, rows: Sequence[WhyRow]) -> None:
        """Show rows; the cursor stays where it was."""
        self._rows, self._lines_at = rows, None
        self._resize()
        self.move(0)

    def show_lines(self, lines_at: Callable[[int], Sequence[Line]]) -> None:
        """Show lines to read, from their beginning; they are laid out for a width in cells."""
        self._lines_at, self._width = lines_at, 0
        self._resize()
        self.scroll_to(y=0, animate=False, immediate=True)
        self.refresh()
        self.refresh_bindings()

    def move(self, step: int) -> None:
        """Move the cursor, or scroll, down by so many rows."""
        if self._lines_at is not None:
            self.scroll_to(y=self.scroll_y + step, animate=False, immediate=True)
            return
        self._cursor = max(min(self._cursor + step, len(self._rows) - 1), 0)
        region = Region(0, self._cursor, self.size.width, 1)
        self.scroll_to_region(region, animate=False, immediate=True)
        self.refresh()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Lay out anew, and keep the cursor in sight."""
        self._resize()
        self.move(0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row under the mouse."""
        place = event.y + self.scroll_offset.y
        if self._lines_at is None and place < len(self._rows):
            self.move(place - self._cursor)

    def render_line(self, y: int) -> Strip:
        """Return a row in sight."""
        place, width = y + self.scroll_offset.y, self.size.width
        margin = Content(" " * _SIDE)
        if self._lines_at is not None:
            if place >= len(self._lines):
                return self._pen.blank(width)
            line = self._lines[place].indented(margin, is_decoration=True)
            return self._pen.draw(line, width)
        if place >= len(self._rows):
            return self._pen.blank(width)
        content = row_content(self._rows[place], width - 2 * _SIDE, longest(self._rows))
        content = margin + content + margin
        if place == self._cursor:
            content = content.stylize(".why--cursor")
        return self._pen.draw(Line(content), width)

    def notify_style_update(self) -> None:
        """Forget the colours of before."""
        self._pen.forget()
        super().notify_style_update()

    def _resize(self) -> None:
        width = self.size.width
        if self._lines_at is not None and width and width != self._width:
            self._lines, self._width = self._lines_at(width - 2 * _SIDE), width
        height = len(self._rows) if self._lines_at is None else len(self._lines)
        self.virtual_size = Size(width, height)
