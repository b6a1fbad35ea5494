"""The rows of the list of chats: only those in sight are made, however many there are."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.content import Content, Span
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assistant.conversation import Conversation
from assistant.locales import _
from assistant.tui.chat_list import ChatRows
from assistant.tui.markdown import Line
from assistant.tui.widgets.pen import Pen
from assistant.tui.wording import one_line

_MOST_STRIPS = 500
_MOST_TAG_CELLS = 10
_LEAST_TITLE_CELLS = 10


class ChatListView(ScrollView, inherit_bindings=False):
    """Draws `ChatRows` with one chat under the cursor and the open one marked.

    Whoever shows it has the keys that move the cursor.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "chats--mark", "chats--heading", "chats--open", "chats--tag", "chats--cursor",
    }  # fmt: skip

    DEFAULT_CSS = """
    ChatListView {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        background: $surface;
        color: $text-muted;
        & > .chats--mark { color: $accent; }
        & > .chats--open { color: $foreground; }
        & > .chats--heading { color: $glass-faint; }
        & > .chats--tag { color: $glass-faint; }
        & > .chats--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
        &:nocolor > .chats--cursor { text-style: bold underline; }
    }
    """

    @dataclass
    class Clicked(Message):
        """The user chose with the mouse."""

    def __init__(self) -> None:
        super().__init__(id="chats")
        self._pen = Pen(self)
        self._strips: dict[tuple[object, ...], Strip] = {}
        self._rows = ChatRows([])
        self._open_id = ""
        self._cursor_id: str | None = None
        self.shows_cursor = False
        """Whether the cursor is shown without the focus: a box above moves it."""
        self._empty = ""

    @property
    def cursor(self) -> Conversation | None:
        """The chat under the cursor."""
        found = self._rows.y_of(self._cursor_id) if self._cursor_id is not None else None
        row = self._rows.at(found) if found is not None else None
        return row if isinstance(row, Conversation) else None

    def show(self, rows: ChatRows, open_id: str, *, empty: str) -> None:
        """Show other rows; `empty` says that there are none.

        The cursor stays on its chat and in its place, or goes to the one that came there. While
        the focus is elsewhere it follows what is opened.
        """
        index = None if self._cursor_id is None else self._rows.index(self._cursor_id)
        y = self._y_of_cursor()
        is_in_sight = y is not None and 0 <= y - self.scroll_offset.y < self.size.height
        offset = (y or 0) - self.scroll_offset.y
        self._rows, self._empty = rows, empty
        follows = open_id != self._open_id and not self.has_focus
        if self._cursor_id is None or (follows and rows.index(open_id) is not None):
            self._cursor_id = open_id
        self._open_id = open_id
        if rows.index(self._cursor_id) is None:
            chat = rows.chat(index or 0)
            self._cursor_id = chat.id if chat else None
        self._fit()
        if is_in_sight and (moved := self._y_of_cursor()) is not None:
            self.scroll_to(y=moved - offset, animate=False, immediate=True)
        if follows:
            self._show_cursor()
        self.refresh()

    def put_cursor(self, index: int) -> None:
        """Put the cursor on the chat below so many others."""
        chat = self._rows.chat(index)
        if chat is not None:
            self._cursor_id = chat.id
            self._show_cursor()
            self.refresh()

    def move_cursor(self, step: int) -> None:
        """Move the cursor by so many chats."""
        index = None if self._cursor_id is None else self._rows.index(self._cursor_id)
        self.put_cursor((index or 0) + step)

    def on_resize(self) -> None:
        """Scroll by the new height."""
        self._fit()

    def on_click(self, event: events.Click) -> None:
        """Open the chat under the mouse."""
        row = self._rows.at(event.y + self.scroll_offset.y)
        if isinstance(row, Conversation):
            self._cursor_id = row.id
            self.refresh()
            self.post_message(self.Clicked())

    def render_line(self, y: int) -> Strip:
        """Return a heading, a chat or a blank row."""
        row, width = self._rows.at(y + self.scroll_offset.y), self.scrollable_content_region.width
        if self._rows.count == 0 and y == 0:
            return self._pen.draw(Line(Content(self._empty).truncate(width, ellipsis=True)), width)
        if isinstance(row, Conversation):
            is_marked = row.id == self._cursor_id and (self.has_focus or self.shows_cursor)
            is_open = row.id == self._open_id
            key = (row.title, row.tags, is_open, is_marked, width)
            return self._drawn(
                key, lambda: _chat_row(row, width, is_open=is_open, is_marked=is_marked)
            )
        if row:
            return self._drawn((row, width), lambda: Content.styled(row, ".chats--heading"))
        return self._pen.blank(width)

    def _drawn(self, key: tuple[object, ...], content: Callable[[], Content]) -> Strip:
        """Return a row as it was drawn before, or draw it: after a turn most are as they were."""
        if key not in self._strips:
            if len(self._strips) >= _MOST_STRIPS:
                self._strips.clear()
            line = Line(content())
            self._strips[key] = self._pen.draw(line, self.scrollable_content_region.width)
        return self._strips[key]

    def notify_style_update(self) -> None:
        """Forget the colours of before."""
        self._pen.forget()
        self._strips.clear()
        super().notify_style_update()

    def move_page(self, direction: int) -> None:
        """Move the cursor by what is in sight."""
        self.move_cursor(direction * max(self.size.height - 2, 1))

    def move_to_edge(self, direction: int) -> None:
        """Move the cursor to the first or the last chat."""
        self.put_cursor(0 if direction < 0 else self._rows.count - 1)

    def _fit(self) -> None:
        size = Size(self.scrollable_content_region.width, self._rows.height)
        if size != self.virtual_size:
            self.virtual_size = size

    def _y_of_cursor(self) -> int | None:
        return None if self._cursor_id is None else self._rows.y_of(self._cursor_id)

    def _show_cursor(self) -> None:
        y = self._y_of_cursor()
        if y is None:
            return
        # With the first chat, its heading.
        top = 0 if y <= 1 else y
        region = Region(0, top, self.scrollable_content_region.width, y - top + 1)
        self.scroll_to_region(region, animate=False, immediate=True, force=True)


def _chat_row(chat: Conversation, width: int, *, is_open: bool, is_marked: bool) -> Content:
    mark = Content.styled("▸ ", ".chats--mark") if is_open else Content("  ")
    tags = _tags(chat, width)
    title = Content(one_line(chat.title) or _("untitled"))
    room = max(width - mark.cell_length - tags.cell_length, 1)
    title = title.truncate(room, ellipsis=True).stylize(".chats--open" if is_open else "")
    row = mark + title + tags
    if not is_marked:
        return row
    row = row.pad_right(max(width - row.cell_length, 0))
    return Content(row.plain, [Span(0, len(row.plain), ".chats--cursor"), *row.spans])


def _tags(chat: Conversation, width: int) -> Content:
    """Return as many tags as there is room for beside the title, and how many there are more."""
    if not chat.tags or width < _MOST_TAG_CELLS + _LEAST_TITLE_CELLS:
        return Content("")
    first = Content(f"#{one_line(chat.tags[0])}").truncate(_MOST_TAG_CELLS, ellipsis=True)
    more = f" +{len(chat.tags) - 1}" if len(chat.tags) > 1 else ""
    return (Content(" ") + first + Content(more)).stylize(".chats--tag")
