"""The list of chats beside the page, and the box that filters it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from assistant.conversation import Conversation
from assistant.locales import N_, _
from assistant.tui.chat_list import ChatRows, Group, grouped
from assistant.tui.keys import CHATS
from assistant.tui.typed import leave_enter
from assistant.tui.widgets.chat_list_view import ChatListView

Change = Literal["pin", "rename", "tag", "archive"]
"""What can be done to a chat in the list, besides opening and deleting it."""


class Sidebar(Vertical):
    """All chats but the archived ones; typing after `/` leaves those whose titles match.

    `find` returns what matches, best first.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *CHATS.bindings,
        Binding("escape", "close_filter", N_("Show all"), show=True),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
    ]

    DEFAULT_CSS = """
    Sidebar {
        width: 28;
        height: 1fr;
        padding: 1 0 1 1;
        background: $surface;
        &:nocolor { border-right: solid $foreground; }
        & > Input {
            display: none;
            height: 1;
            margin: 0 1 1 0;
            border: none;
            padding: 0;
            background: $surface;
            &:focus { border: none; background: $surface; background-tint: transparent; }
            &:nocolor > .input--cursor { text-style: reverse; }
        }
    }
    """

    @dataclass
    class Opened(Message):
        """The user chose a chat."""

        conversation_id: str

    @dataclass
    class DeleteAsked(Message):
        """The user wants a chat gone."""

        conversation_id: str

    @dataclass
    class ChangeAsked(Message):
        """The user wants a chat changed."""

        chat: Conversation
        change: Change

    def __init__(self, find: Callable[[str], Awaitable[Sequence[Conversation]]]) -> None:
        super().__init__(id="sidebar")
        self._find = find
        self._box = Input(placeholder=_("part of a title"), select_on_focus=False, compact=True)
        # A blinking cursor is a timer that runs while nothing happens.
        self._box.cursor_blink = False
        leave_enter(self._box)
        self.list = ChatListView()
        self._chats: Sequence[Conversation] = ()
        self._matching: Sequence[Conversation] = ()
        self._open_id = ""
        self._now: datetime | None = None
        self._shows_archived = False
        self._shown: tuple[object, ...] = ()

    @property
    def is_filtering(self) -> bool:
        """Whether only some titles are wanted."""
        return bool(self._box.display)

    def compose(self) -> ComposeResult:
        """Put the box above the list."""
        yield self._box
        yield self.list

    def show(self, chats: Sequence[Conversation], open_id: str, now: datetime) -> None:
        """List chats, which come latest first; the cursor and what is in sight stay."""
        is_filtered = self.is_filtering and chats is not self._chats
        self._chats, self._open_id, self._now = chats, open_id, now
        if is_filtered:
            self._filter()
        else:
            self._show()

    def retell(self) -> None:
        """Say everything anew, in the language that is in use now."""
        self._box.placeholder = _("part of a title")
        self._shown = ()
        self._show()

    def take_focus(self) -> None:
        """Let the arrows walk through the list."""
        self.list.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Escape to others while there is no filter, and `/` to the box in it."""
        if action == "close_filter":
            return self.is_filtering
        if action == "filter":
            return not self._box.has_focus
        return super().check_action(action, parameters)

    def action_filter(self) -> None:
        """Begin to type part of a title."""
        self._box.display = True
        self._box.focus()
        self.list.shows_cursor = True
        self.list.refresh()

    def action_close_filter(self) -> None:
        """Show all again."""
        with self._box.prevent(Input.Changed):
            self._box.value = ""
        self._box.display = False
        self.list.shows_cursor = False
        self._show()
        self.list.focus()

    def action_toggle_archived(self) -> None:
        """Show what is archived too, or no longer."""
        self._shows_archived = not self._shows_archived
        self._show()

    def action_select(self) -> None:
        """Open the chat under the cursor."""
        chat = self.list.cursor
        if chat is not None:
            if self.is_filtering:
                self.action_close_filter()
            self.post_message(self.Opened(chat.id))

    def action_delete_chat(self) -> None:
        """Ask for the chat under the cursor to be deleted."""
        if (chat := self.list.cursor) is not None:
            self.post_message(self.DeleteAsked(chat.id))

    def action_change_chat(self, change: Change) -> None:
        """Ask for the chat under the cursor to be changed."""
        if (chat := self.list.cursor) is not None:
            self.post_message(self.ChangeAsked(chat, change))

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.list.move_cursor(step)

    def action_page(self, direction: int) -> None:
        """Move the cursor by what is in sight."""
        self.list.move_page(direction)

    def action_edge(self, direction: int) -> None:
        """Move the cursor to the first or the last chat."""
        self.list.move_to_edge(direction)

    @on(Input.Changed)
    def _type(self, event: Input.Changed) -> None:
        event.stop()
        self._filter()

    @work(exclusive=True, group="filter")
    async def _filter(self) -> None:
        """Show what matches; what is typed later takes the place of this."""
        wanted = self._box.value.strip()
        self._matching = await self._find(wanted) if wanted else ()
        self._show()
        if wanted:
            self.list.put_cursor(0)

    @on(ChatListView.Clicked)
    def _open(self, event: ChatListView.Clicked) -> None:
        event.stop()
        self.action_select()

    def _show(self) -> None:
        wanted, now = self._box.value.strip(), self._now
        if now is None:
            return
        # The headings are told in the language in use.
        # The headings are told in the language in use.
        language = _("today")
        told = (
            id(self._chats), self._open_id, now.date(), self._shows_archived,
            wanted, id(self._matching), language,
        )  # fmt: skip
        if told == self._shown:
            return
        self._shown = told
        if wanted:
            groups, empty = [Group("", self._matching)], _("No title matches.")
        else:
            groups = grouped(self._chats, now, shows_archived=self._shows_archived)
            empty = _("All chats are archived.") if self._chats else _("Your chats appear here.")
        self.list.show(ChatRows(groups), self._open_id, empty=empty)
