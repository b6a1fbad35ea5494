"""What every action of the chat works with: the session, the regions, and ways to tell the user."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar

from textual.screen import Screen

from assistant.conversation import Conversation, Message
from assistant.errors import AssistantError
from assistant.locales import N_, _
from assistant.terminal_text import printable
from assistant.tui.attention import notification
from assistant.tui.chat.drafts import DraftKeeper
from assistant.tui.chat.queue import PromptQueue
from assistant.tui.completion import Candidate, Vocabulary, candidates
from assistant.tui.keys import key_of
from assistant.tui.options import ChatOptions
from assistant.tui.status_view import StatusView
from assistant.tui.theme import theme_names
from assistant.tui.typed import app_of, write_to_terminal
from assistant.tui.widgets.conversation_pane import ConversationPane
from assistant.tui.widgets.header import HeaderLine
from assistant.tui.widgets.sidebar import Sidebar
from assistant.tui.wording import header_mark
from assistant.turn import ChatSession

R = TypeVar("R")

PICTURE_SECONDS = 0.5
"""So long the disk waits for the first picture."""
IDLE_SECONDS = 1.0
"""After a reply, before anything is done that nobody asked for."""

Action = Callable[[str], Awaitable[None]]
"""What a command does with its argument."""


class Stage:
    """Makes the regions, which the screen lays out, and keeps them in step with the session."""

    def __init__(
        self,
        screen: Screen[None],
        session: ChatSession,
        options: ChatOptions,
        keymap: Mapping[str, str],
    ) -> None:
        self.screen = screen
        self.session = session
        self.options = options
        self.keymap = keymap
        self._is_painted = asyncio.Event()
        self._is_open = asyncio.Event()
        self._told: set[str] = set()
        self.header = HeaderLine()
        self.sidebar = Sidebar(self._find_titles)
        self.status = StatusView(session, self.header)
        self.pane = ConversationPane(
            session,
            self.header,
            options,
            keymap,
            candidates_for=self._candidates,
            model_ready=self.status.model_ready,
        )
        self.drafts = DraftKeeper(
            session, self.pane.prompt, soon=self._keep_draft_soon, after=screen.set_timer
        )
        self.queue = PromptQueue(self.pane, self.drafts, keymap, self._keep_draft)

    @property
    def themes(self) -> list[str]:
        """The colours there are."""
        return theme_names(app_of(self.screen).available_themes)

    def mark_painted(self) -> None:
        """The first picture is there."""
        self._is_painted.set()

    async def painted(self) -> None:
        """Wait for the first picture, but not for long.

        A key that came before it waits until all is open, and the picture waits for the key.
        """
        with suppress(TimeoutError):
            await asyncio.wait_for(self._is_painted.wait(), PICTURE_SECONDS)

    def mark_opened(self) -> None:
        """The conversation of before is shown, or cannot be: from now on commands are obeyed."""
        self._is_open.set()

    async def opened(self) -> None:
        """Wait until what is open is shown as a whole: a key may be faster than the disk."""
        await self._is_open.wait()
        await self.attempt(self.session.opened.whole())

    async def show_conversation(self, at: str | None = None, *, is_marked: bool = False) -> None:
        """Show what the session has open, and what was being written there.

        The page begins at its end, or at a message, which is marked if need be.
        """
        self.queue.leave()
        self.pane.show(at, is_marked=is_marked)
        rest = self._show_rest(self.session.messages)
        self.screen.run_worker(self.attempt(rest), group="rest", exclusive=True)
        await self.attempt(self.drafts.show())
        self.queue.show()
        await self.show_margins()

    async def _show_rest(self, shown: Sequence[Message]) -> None:
        """Show also what comes before the end of a long conversation."""
        await self.session.opened.whole()
        messages = self.session.messages
        before = len(messages) - len(shown)
        if shown and before > 0 and messages[before].id == shown[0].id:
            self.pane.transcript.page.prepend(messages[:before])
            self.pane.transcript.show_page()
            self.status.tell()

    async def show_margins(self) -> None:
        """Show what is open and what there is beside it."""
        self.status.tell()
        await self.list_chats()

    async def list_chats(self) -> None:
        """Show the title of what is open, and all there is."""
        self.header.title_text = self.session.conversation.title
        self.header.mark = header_mark(self.session.conversation)
        try:
            conversations = await self.session.chats.listed()
        except AssistantError as error:
            self.complain(error)
        else:
            now = self.options.now()
            self.sidebar.show(conversations, self.session.conversation.id, now)

    async def compact(self) -> None:
        """Make the conversation shorter for the model if need be, and say so."""
        await asyncio.sleep(IDLE_SECONDS)
        try:
            added = await self.session.compact()
        except AssistantError as error:
            self.complain(error)
            return
        if added is not None and added.id == self.session.conversation.head_id:
            self.pane.transcript.page.add(added)
            self.pane.transcript.show_page()
            self.status.tell()
            undo = key_of("undo", self.keymap)
            told = _("Earlier messages are summarised for the model. {undo} takes it back.")
            self.tell(told.format(undo=undo))

    async def retell(self) -> None:
        """Say everything anew, in the language that is in use now."""
        await self.pane.retell()
        self.pane.note.retell()
        self.queue.retell()
        self.sidebar.retell()
        self.header.refresh()
        await self.show_margins()

    def show_notices(self) -> None:
        """Show what became of a database that turned out to be damaged, at once or in use."""
        while trouble := self.session.memory.take_trouble():
            self.tell_once(trouble)
        for notice in self.session.memory.memories.take_notices():
            self.pane.show_notice(N_("About the memory"), notice)
        for notice in self.session.chats.take_notices():
            self.pane.show_notice(N_("Saved what could be read"), notice)

    def tell_once(self, trouble: str) -> None:
        """Warn of something that will not change by itself, the first time that it shows."""
        if trouble not in self._told:
            self._told.add(trouble)
            self.screen.notify(printable(trouble), severity="warning", markup=False)

    def tell(self, text: str) -> None:
        """Show something at the edge of the screen for a while."""
        self.screen.notify(printable(text), markup=False)

    def call_user(self) -> None:
        """Say that a reply has ended, to somebody who is in another window."""
        how = self.options.settings.interface.notify
        app = app_of(self.screen)
        if app.app_focus or how == "off":
            return
        app.bell()
        if how == "desktop":
            title = self.session.conversation.title
            text = _("The reply is there: {title}").format(title=title)
            write_to_terminal(self.screen, notification(text, os.environ))

    def complain(self, error: AssistantError) -> None:
        """Show what went wrong."""
        self.screen.notify(printable(str(error)), severity="error", markup=False)

    def is_busy(self) -> bool:
        """Tell the user, when it is so, that a reply must end first."""
        if self.pane.is_answering:
            stop = key_of("stop", self.keymap)
            self.tell(_("A reply is still being written. {key} stops it.").format(key=stop))
        return self.pane.is_answering

    def open(
        self,
        screen: Screen[R],
        answered: Callable[[R | None], None] | Callable[[R | None], Awaitable[None]] | None = None,
    ) -> None:
        """Open a dialogue over the chat; `answered` is told its result."""
        app_of(self.screen).push_screen(screen, answered)

    async def attempt(self, change: Awaitable[object]) -> bool:
        """Do something that may fail, and show how; returns whether it was done."""
        try:
            await change
        except AssistantError as error:
            self.complain(error)
            return False
        return True

    def _keep_draft_soon(self) -> None:
        self.screen.run_worker(self._keep_draft(), group="draft")

    async def _keep_draft(self) -> None:
        await self.attempt(self.drafts.keep())

    async def _find_titles(self, typed: str) -> Sequence[Conversation]:
        try:
            return [hit.conversation for hit in await self.session.chats.jumps(typed)]
        except AssistantError as error:
            self.complain(error)
            return ()

    def _candidates(self, text: str) -> Sequence[Candidate]:
        words = Vocabulary(self.options.models, self.themes, self.session.sampling)
        return candidates(text, words)
