"""The conversation: the page that everything else is a margin of."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message as TextualMessage
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip

from assistant.conversation import Message
from assistant.tui.keys import MESSAGE
from assistant.tui.markdown.lines import copied
from assistant.tui.page import ConversationPage, Entry, MessageEntry, ReplyEntry
from assistant.tui.page.citations import cited_at
from assistant.tui.widgets.looks import PAGE_CLASSES, PAGE_CSS
from assistant.tui.widgets.page_pen import PagePen, between_margins, left_margin, text_width
from assistant.tui.widgets.selections import moved


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

    @dataclass
    class SourceWanted(TextualMessage):
        """The user pressed the mark of a source, such as `[1]`, in an answer."""

        message_id: str
        number: int

    def __init__(self, page: ConversationPage) -> None:
        super().__init__(id="transcript")
        self.page = page
        self._pen = PagePen(self)
        self._marked: str | None = None
        """The id of the message that bears the mark."""
        self._hovered: Entry | None = None
        self._follows = True

    @property
    def _cursor(self) -> Entry | None:
        return None if self._marked is None else self.page.entry_of(self._marked)

    def show_conversation(self) -> None:
        """Draw the end of another conversation."""
        self._marked = self._hovered = None
        self.follow()
        self.refresh()

    @property
    def marked(self) -> MessageEntry | None:
        """The message under the mark, while the focus is here."""
        cursor = self._cursor
        return cursor if isinstance(cursor, MessageEntry) and self.has_focus else None

    def show_page(self) -> None:
        """Draw the page after entries came or went."""
        if self._marked is not None and self.page.place_of(self._marked) is None:
            self._marked = None
        self._lay_out()
        self.refresh()

    def show_changed(self, entry: Entry) -> None:
        """Draw an entry that changed, from the first row that is not as it was."""
        if entry not in self.page.entries:
            return
        width = text_width(self.size.width)
        first = entry.renew(width)
        if len(entry.rows(width)) != self.page.rows_of(entry):
            self._lay_out()
            self.refresh()
        else:
            y = self.page.top(entry) + first - self.scroll_offset.y
            self.refresh(Region(0, y, self.size.width, len(entry.rows(width)) - first))

    def follow(self) -> None:
        """Go to the end, and stay there while it moves."""
        self._follows = True
        self._lay_out()

    def go_to_beginning(self) -> None:
        """Go to the first message."""
        self.scroll_to(y=0, animate=False, immediate=True)

    def scroll_by(self, pages: int) -> None:
        """Scroll down by so many times what is in sight."""
        step = max(self.size.height - 2, 1)
        self.scroll_to(y=self.scroll_y + pages * step, animate=False)

    def focus_message(self, step: int) -> None:
        """Move the mark by so many messages; from outside, to the nearest in sight."""
        page = self.page
        at = None if self._marked is None else page.place_of(self._marked)
        wanted = self._in_sight(step) if at is None else page.message_at(at + step)
        if wanted is not None:
            self.reveal(wanted.id)

    def reveal(self, message_id: str, *, is_marked: bool = True) -> bool:
        """Show a message wherever in the conversation it is, and mark it unless told otherwise.

        `False` when the conversation does not have it.
        """
        place = self.page.place_of(message_id)
        if place is None or self.size.width == 0:
            return False
        if self.page.entry_of(message_id) is None:
            # A page that becomes lower would otherwise scroll, and lay out what is in sight then.
            self.go_to_beginning()
            self._follows = False
            self.page.open_at(place)
            self._lay_out_around(self.page.origin - self.size.height // 3)
        if is_marked:
            self._mark(message_id)
            self.focus(scroll_visible=False)
        elif (entry := self.page.entry_of(message_id)) is not None:
            self._follows = False
            self.scroll_to(y=max(self.page.top(entry) - 1, 0), animate=False, immediate=True)
        return True

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the end from when the user reaches it until they leave it."""
        super().watch_scroll_y(old_value, new_value)
        self._lay_out_around(new_value)
        self._follows = self.page.is_at_end and self.scroll_y >= self.max_scroll_y

    def on_resize(self) -> None:
        """Lay the page out at its new width."""
        self._lay_out()

    def on_focus(self) -> None:
        """Mark a message, so that it is seen where the focus is."""
        if self._marked is None:
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
        x = event.x - left_margin(self.size.width)
        if isinstance(entry, MessageEntry) and (step := entry.version_step(row, x)):
            self.post_message(self.VersionWanted(entry.message.id, step))
        elif isinstance(entry, ReplyEntry) and (number := self._cited(entry, row, x)) is not None:
            self.post_message(self.SourceWanted(entry.message.id, number))
        elif entry.is_pressed_by(row):
            self._press(entry)
        elif isinstance(entry, MessageEntry) and row == 0:
            self.reveal(entry.message.id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to press only what can be."""
        if action == "press":
            return (cursor := self._cursor) is not None and cursor.can_be_pressed
        return super().check_action(action, parameters)

    def render_line(self, y: int) -> Strip:
        """Return a row of the page between its margins."""
        row, width = y + self.scroll_offset.y, self.size.width
        # A terminal that was resized may be drawn before it is told.
        if self.page.width != text_width(self.size.width):
            self.page.lay_out(text_width(self.size.width))
        found = self.page.at(row)
        if found is None:
            return self._pen.blank(width)
        entry, index = found
        line = entry.rows(text_width(self.size.width))[index]
        is_marked = entry is self._cursor and self.has_focus
        selection = self.text_selection
        span = selection.get_span(row) if selection is not None else None
        strip = self._pen.row(line, width, span=span, is_marked=is_marked)
        return strip.apply_offsets(0, row)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text as it was before it was broken into rows."""
        lines = [between_margins(line, self.size.width) for line in self.page.lines()]
        return copied(lines, moved(selection, -self.page.origin)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - Textual's
        """Draw the highlight."""
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget what was drawn in the colours of before."""
        self._pen.forget()
        super().notify_style_update()

    def action_message(self, direction: int) -> None:
        """Mark the message above or below."""
        self.focus_message(direction)

    def action_press(self) -> None:
        """Open or close what is marked."""
        if (cursor := self._cursor) is not None:
            self._press(cursor)

    def _lay_out(self) -> None:
        if self.size.width == 0:
            return
        page = self.page
        anchor = None if self._follows or page.width == 0 else page.reaching(int(self.scroll_y))
        page.lay_out(text_width(self.size.width), anchor if anchor in page.entries else None)
        if self._follows:
            page.open_at_end()
            self._lay_out_around(page.end - self.size.height)
            self._follows = True
            self.scroll_end(animate=False, immediate=True)
        else:
            self._lay_out_around(self.scroll_y)

    def _lay_out_around(self, y: float) -> None:
        """Have laid out what is in sight when row `y` is the first, and a screen more around it."""
        height = self.size.height
        top = int(y)
        is_selecting = self.text_selection is not None
        shift = self.page.cover(top - height, top + 2 * height, drops=not is_selecting)
        size = Size(self.size.width, self.page.height)
        if size != self.virtual_size:
            # Assigned, it would lay out the whole screen again for every line of a reply.
            self.set_reactive(Transcript.virtual_size, size)  # pyright: ignore[reportArgumentType]
            self._scroll_update(size)
        if shift:
            if is_selecting and self.text_selection is not None:
                selection = moved(self.text_selection, shift)
                self.screen.selections = {**self.screen.selections, self: selection}
            self.scroll_to(y=y + shift, animate=False, immediate=True)
        elif self.scroll_y > self.max_scroll_y:
            self.scroll_to(y=self.max_scroll_y, animate=False, immediate=True)

    def _in_sight(self, step: int) -> Message | None:
        """Return the last message in sight, or the first for a step down."""
        rows = range(int(self.scroll_y), int(self.scroll_y) + self.size.height)
        found = (self.page.at(y) for y in (rows if step > 0 else reversed(rows)))
        entries = (each[0] for each in found if each is not None)
        return next((each.message for each in entries if isinstance(each, MessageEntry)), None)

    def _cited(self, entry: Entry, row: int, x: int) -> int | None:
        """The source whose mark is there; `None` while words are selected."""
        line = entry.rows(text_width(self.size.width))[row]
        return cited_at(line, x) if self.text_selection is None else None

    def _press(self, entry: Entry) -> None:
        entry.press()
        self._follows = False
        self.show_changed(entry)

    def _mark(self, message_id: str | None) -> None:
        before, self._marked = self._marked, message_id
        self._show_details()
        if (entry := self._cursor) is not None:
            height = min(self.page.rows_of(entry), self.size.height)
            region = Region(0, self.page.top(entry), self.size.width, height)
            self.scroll_to_region(region, animate=False)
        if before != message_id:
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
