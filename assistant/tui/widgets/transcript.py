"""The conversation: the page that everything else is a margin of."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message as TextualMessage
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from assistant.tui.keys import MESSAGE
from assistant.tui.markdown import Line
from assistant.tui.markdown.lines import copied
from assistant.tui.page import ConversationPage, Entry, MessageEntry
from assistant.tui.widgets.looks import PAGE_CLASSES, PAGE_CSS
from assistant.tui.widgets.pen import Pen

PAGE_WIDTH = 104
"""Cells of text and its two margins at most: longer lines are hard to read."""
_MOST_STRIPS = 2_000
SIDE = 2
"""Cells on either side of the text; the left ones hold the mark of the focus."""


class Transcript(ScrollView):
    """Draws a page and follows its end while the user is there.

    It is one widget however long the conversation: only rows in sight are drawn, and only those
    that changed are drawn again.
    """

    FOCUS_ON_CLICK = False
    BINDINGS: ClassVar[list[BindingType]] = MESSAGE.for_widget
    COMPONENT_CLASSES: ClassVar[set[str]] = PAGE_CLASSES
    DEFAULT_CSS = PAGE_CSS

    @dataclass
    class VersionWanted(TextualMessage):
        """The user pressed `‹` or `›` on a message."""

        message_id: str
        step: int

    def __init__(self, page: ConversationPage) -> None:
        super().__init__(id="transcript")
        self.page = page
        self._pen = Pen(self)
        self._strips: dict[Line, Strip] = {}
        self._cursor: Entry | None = None
        self._hovered: Entry | None = None
        self._follows = True

    @property
    def marked(self) -> MessageEntry | None:
        """The message under the mark, while the focus is here."""
        return self._cursor if isinstance(self._cursor, MessageEntry) and self.has_focus else None

    @property
    def _text_width(self) -> int:
        return max(min(self.size.width, PAGE_WIDTH) - 2 * SIDE, 1)

    def show_page(self) -> None:
        """Draw the page after entries came or went."""
        if self._cursor not in self.page.entries:
            self._cursor = None
        self._lay_out()
        self.refresh()

    def show_changed(self, entry: Entry) -> None:
        """Draw an entry that changed, from the first row that is not as it was."""
        width = self._text_width
        first = entry.renew(width)
        if entry not in self.page.entries or len(entry.rows(width)) != self.page.rows_of(entry):
            self._lay_out()
            self.refresh()
        else:
            y = self.page.top(entry) + first - self.scroll_offset.y
            self.refresh(Region(0, y, self.size.width, len(entry.rows(width)) - first))

    def follow(self) -> None:
        """Go to the end, and stay there while it moves."""
        self._follows = True
        self.scroll_end(animate=False, immediate=True)

    def scroll_by(self, pages: int) -> None:
        """Scroll down by so many times what is in sight."""
        step = max(self.size.height - 2, 1)
        self.scroll_to(y=self.scroll_y + pages * step, animate=False)

    def focus_message(self, step: int) -> None:
        """Move the mark by so many messages; from outside, to the nearest end."""
        entries = [entry for entry in self.page.entries if _can_be_marked(entry)]
        at = entries.index(self._cursor) if self._cursor in entries else None
        if at is None:
            at = len(entries) if step < 0 else -1
        if 0 <= at + step < len(entries):
            self._mark(entries[at + step])
            self.focus(scroll_visible=False)

    def mark(self, message_id: str) -> None:
        """Move focus and mark to a message that is on the page."""
        entry = self.page.entry_of(message_id)
        if entry is not None:
            self._mark(entry)
            self.focus(scroll_visible=False)

    def reveal(self, message_id: str) -> None:
        """Scroll to a message that is on the page."""
        entry = self.page.entry_of(message_id)
        if entry is not None:
            self.scroll_to(y=max(self.page.top(entry) - 1, 0), animate=False, immediate=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the end from when the user reaches it until they leave it."""
        super().watch_scroll_y(old_value, new_value)
        self._follows = new_value >= self.max_scroll_y

    def on_resize(self) -> None:
        """Lay the page out at its new width."""
        self._strips.clear()
        self._lay_out()

    def on_focus(self) -> None:
        """Mark a message, so that it is seen where the focus is."""
        if self._cursor is None:
            self.focus_message(-1)

    def on_blur(self) -> None:
        """Take the mark away."""
        self._mark(None)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell the time and speed of the message under the mouse."""
        found = self.page.at(event.y + self.scroll_offset.y)
        self._hover(found[0] if found else None)

    def on_leave(self) -> None:
        """Tell them no longer."""
        self._hover(None)

    def on_click(self, event: events.Click) -> None:
        """Open or close the card under the mouse, or switch versions; a name marks its message."""
        found = self.page.at(event.y + self.scroll_offset.y)
        if found is None:
            return
        entry, row = found
        step = 0
        if isinstance(entry, MessageEntry):
            step = entry.version_step(row, event.x - self._blanks)
        if isinstance(entry, MessageEntry) and step:
            self.post_message(self.VersionWanted(entry.message.id, step))
        elif entry.is_pressed_by(row):
            self._press(entry)
        elif isinstance(entry, MessageEntry) and row == 0:
            self.mark(entry.message.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to press only what can be."""
        if action == "press":
            return self._cursor is not None and self._cursor.can_be_pressed
        return super().check_action(action, parameters)

    def render_line(self, y: int) -> Strip:
        """Return a row of the page between its margins."""
        row, width = y + self.scroll_offset.y, self.size.width
        # A terminal that was resized may be drawn before it is told.
        if self.page.width != self._text_width:
            self.page.lay_out(self._text_width)
        found = self.page.at(row)
        if found is None:
            return self._pen.blank(width)
        entry, index = found
        line = entry.rows(self._text_width)[index]
        is_marked = entry is self._cursor and self.has_focus
        selection = self.text_selection
        span = selection.get_span(row) if selection is not None else None
        if is_marked or span is not None:
            strip = self._pen.draw(self._between_margins(line, is_marked=is_marked), width, span)
        else:
            strip = self._plain_strip(line, width)
        return strip.apply_offsets(0, row)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text as it was before it was broken into rows."""
        lines = [self._between_margins(line) for line in self.page.lines(self._text_width)]
        return copied(lines, selection), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - Textual's
        """Draw the highlight."""
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the colours of before."""
        self._pen.forget()
        self._strips.clear()
        super().notify_style_update()

    def action_message(self, direction: int) -> None:
        """Mark the message above or below."""
        self.focus_message(direction)

    def action_press(self) -> None:
        """Open or close what is marked."""
        if self._cursor is not None:
            self._press(self._cursor)

    def _lay_out(self) -> None:
        if self.size.width == 0:
            return
        follows = self._follows
        self.page.lay_out(self._text_width)
        size = Size(self.size.width, self.page.height)
        if size != self.virtual_size:
            # Assigned, it would lay out the whole screen again for every line of a reply.
            self.set_reactive(Transcript.virtual_size, size)  # pyright: ignore[reportArgumentType]
            self._scroll_update(size)
        if follows:
            self.follow()

    def _press(self, entry: Entry) -> None:
        below = self.page.height - self.scroll_y
        is_gone_after = not isinstance(entry, MessageEntry)
        entry.press()
        if is_gone_after:
            self.show_page()
            self.scroll_to(y=self.page.height - below, animate=False, immediate=True)
        else:
            self._follows = False
            self.show_changed(entry)

    def _plain_strip(self, line: Line, width: int) -> Strip:
        if line not in self._strips:
            if len(self._strips) >= _MOST_STRIPS:
                self._strips.clear()
            self._strips[line] = self._pen.draw(self._between_margins(line), width)
        return self._strips[line]

    @property
    def _blanks(self) -> int:
        """Cells to the left of the text."""
        return max((self.size.width - PAGE_WIDTH) // 2, 0) + SIDE

    def _between_margins(self, line: Line, *, is_marked: bool = False) -> Line:
        blanks = self._blanks
        margin = Content(" " * blanks)
        if is_marked:
            mark = Content.styled("▌".ljust(SIDE), ".page--cursor")
            margin = Content(" " * (blanks - SIDE)) + mark
        return line.indented(margin, is_decoration=True)

    def _mark(self, entry: Entry | None) -> None:
        before, self._cursor = self._cursor, entry
        self._show_details()
        if entry is not None:
            height = min(self.page.rows_of(entry), self.size.height)
            region = Region(0, self.page.top(entry), self.size.width, height)
            self.scroll_to_region(region, animate=False)
        if before is not entry:
            self.refresh()
            self.refresh_bindings()

    def _hover(self, entry: Entry | None) -> None:
        if entry is not self._hovered:
            self._hovered = entry
            self._show_details()

    def _show_details(self) -> None:
        for entry in self.page.messages:
            entry.show_details(wanted=entry in (self._cursor, self._hovered))
        self.refresh()


def _can_be_marked(entry: Entry) -> bool:
    return isinstance(entry, MessageEntry) or entry.can_be_pressed
