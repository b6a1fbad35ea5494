"""What the commands do: the session on one side, the chat's regions on the other."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.screen import Screen

from assistant.conversation import Conversation
from assistant.errors import AssistantError, SettingsError
from assistant.locales import N_, _
from assistant.terminal_text import printable
from assistant.tui.completion import Candidate, Vocabulary, candidates
from assistant.tui.history import PromptHistory
from assistant.tui.keys import key_of
from assistant.tui.options import ChatOptions
from assistant.tui.parameters import parse_assignments
from assistant.tui.screens.cards import (
    delete_question,
    language_picker,
    model_picker,
    parameters_card,
    system_card,
    theme_picker,
)
from assistant.tui.status_view import StatusView
from assistant.tui.theme import theme_names
from assistant.tui.typed import app_of
from assistant.tui.widgets.conversation_pane import ConversationPane
from assistant.tui.widgets.header import HeaderLine
from assistant.tui.widgets.sidebar import Sidebar
from assistant.turn import ChatSession

_NO_MODEL = N_("The model could not be loaded")


@dataclass
class ThemeWanted(Message):
    """The user chose a theme."""

    name: str


@dataclass
class LanguageWanted(Message):
    """The user chose a language, or `system`."""

    name: str


class ChatHost:
    """The host of the commands. It makes the regions; the screen lays them out."""

    def __init__(
        self,
        screen: Screen[None],
        session: ChatSession,
        options: ChatOptions,
        keymap: Mapping[str, str],
    ) -> None:
        self._screen = screen
        self._session = session
        self._options = options
        self._keymap = keymap
        self._is_open = asyncio.Event()
        self.header = HeaderLine()
        self.sidebar = Sidebar(id="sidebar", markup=False)
        self._status = StatusView(session, self.header)
        self.pane = ConversationPane(
            session,
            self.header,
            options,
            keymap,
            candidates_for=self._candidates,
            model_ready=self._status.model_ready,
        )

    async def start(self) -> None:
        """Open what was open before, then load the model."""
        try:
            await self._session.open_latest()
            self.pane.prompt.inputs = PromptHistory(await self._session.prompt_history())
        except AssistantError as error:
            self.pane.show_notice(N_("Conversations cannot be read"), str(error))
        else:
            await self.show_conversation()
        self._is_open.set()
        await self._load_model(None)
        # What is there now stays: a collection that looks at all of it again takes 50 to 90 ms,
        # and while a reply streams there is one every few seconds.
        gc.freeze()

    async def opened(self) -> None:
        """Wait until the conversation of before is shown: a key may be faster than the disk."""
        await self._is_open.wait()

    async def show_conversation(self) -> None:
        """Show what the session has open."""
        self.pane.show()
        await self.show_margins()

    async def show_margins(self) -> None:
        """Show what is open and what there is beside it."""
        self._status.tell()
        await self.list_chats()

    async def list_chats(self) -> None:
        """Show the title of what is open, and all there is."""
        self.header.title_text = self._session.conversation.title
        try:
            conversations = await self._session.conversations()
        except AssistantError as error:
            self.complain(error)
        else:
            now = self._options.now()
            self.sidebar.show(conversations, self._session.conversation.id, now)

    def complain(self, error: AssistantError) -> None:
        """Show what went wrong."""
        self._screen.notify(printable(str(error)), severity="error", markup=False)

    def is_busy(self) -> bool:
        """Tell the user, when it is so, that a reply must end first."""
        if self.pane.is_answering:
            stop = key_of("stop", self._keymap)
            text = _("A reply is still being written. {key} stops it.").format(key=stop)
            self._screen.notify(text, markup=False)
        return self.pane.is_answering

    async def open_chat(self, conversation_id: str) -> None:
        """Open another conversation."""
        if not self.is_busy():
            await self._try(self._session.open(conversation_id))
            await self.show_conversation()

    async def new_chat(self) -> None:
        """Start a new conversation."""
        if not self.is_busy():
            await self._session.open_new()
            await self.show_conversation()

    async def ask_delete(self, conversation_id: str) -> None:
        """Delete a conversation, once the user has confirmed it."""
        if self.is_busy():
            return
        try:
            conversations = await self._session.conversations()
        except AssistantError as error:
            self.complain(error)
            return
        asked = next((each for each in conversations if each.id == conversation_id), None)
        if asked is None:
            self._screen.notify(_("This conversation is empty: there is nothing to delete."))
        else:
            self._confirm_delete(asked)

    async def delete_chat(self) -> None:
        """Delete the open conversation, once the user has confirmed it."""
        await self.ask_delete(self._session.conversation.id)

    async def choose_model(self, name: str) -> None:
        """Load a model by name or path; without one, show those there are."""
        if self.is_busy():
            return
        if name:
            self._start_loading(name)
            return
        folder = str(self._options.models_folder)
        picker = model_picker(self._session, self._options.models, folder)
        app_of(self._screen).push_screen(picker, self._start_loading)

    async def change_system_prompt(self, text: str) -> None:
        """Change what the model is told first; without a text, show it."""
        if not text:
            app_of(self._screen).push_screen(system_card(self._session))
        elif not self.is_busy():
            wanted = None if text == "default" else text
            await self._change(self._session.set_system_prompt(wanted))

    async def change_parameters(self, assignments: str) -> None:
        """Change sampling parameters of this conversation; without any, show them."""
        if not assignments:
            app_of(self._screen).push_screen(parameters_card(self._session))
            return
        try:
            changes = parse_assignments(assignments, self._options.settings.sampling)
        except SettingsError as error:
            self.complain(error)
        else:
            await self._change(self._session.set_sampling(changes))

    async def change_theme(self, name: str) -> None:
        """Use another theme; without a name, show those there are."""
        if name:
            self._want_theme(name)
            return
        app = app_of(self._screen)
        app.push_screen(theme_picker(self._themes(), app.theme), self._want_theme)

    async def change_language(self, name: str) -> None:
        """Speak another language; without a name, show those there are."""
        if name:
            self._want_language(name)
            return
        app_of(self._screen).push_screen(language_picker(), self._want_language)

    async def retell(self) -> None:
        """Say everything anew, in the language that is in use now."""
        await self.pane.retell()
        self.header.refresh()
        await self.show_margins()

    async def retry(self) -> None:
        """Answer the last message again."""
        if not self.is_busy():
            self.pane.retry()

    async def stop(self) -> None:
        """End the reply in progress."""
        self.pane.stop()

    async def copy_reply(self) -> None:
        """Put the last reply on the clipboard."""
        replies = [each.text for each in self._session.messages if each.role == "assistant"]
        if replies:
            app_of(self._screen).copy_to_clipboard(printable(replies[-1]))
        told = _("The last reply was copied.") if replies else _("There is no reply to copy.")
        self._screen.notify(told)

    async def show_help(self) -> None:
        """Show keys and commands."""
        await self._screen.run_action("app.help")

    async def quit(self) -> None:
        """End the program; what was said is kept."""
        await self._screen.run_action("app.quit")

    def _candidates(self, text: str) -> Sequence[Candidate]:
        words = Vocabulary(self._options.models, self._themes(), self._session.sampling)
        return candidates(text, words)

    def _themes(self) -> list[str]:
        return theme_names(app_of(self._screen).available_themes)

    def _want_theme(self, name: str | None) -> None:
        if name:
            self._screen.post_message(ThemeWanted(name))

    def _want_language(self, name: str | None) -> None:
        if name:
            self._screen.post_message(LanguageWanted(name))

    def _start_loading(self, name: str | None) -> None:
        if name:
            self._screen.run_worker(self._load_model(name), group="model", exclusive=True)

    async def _load_model(self, name: str | None) -> None:
        trouble = await self._status.load_model(name)
        if trouble:
            step = _("/model chooses another. What you write is kept meanwhile.")
            self.pane.show_notice(_NO_MODEL, trouble, step)
        else:
            self.pane.settle(_NO_MODEL)

    async def _try(self, change: Awaitable[None]) -> bool:
        try:
            await change
        except AssistantError as error:
            self.complain(error)
            return False
        return True

    async def _change(self, change: Awaitable[None]) -> None:
        if await self._try(change):
            self._screen.notify(_("Changed for this conversation, from the next message on."))

    def _confirm_delete(self, conversation: Conversation) -> None:
        async def answered(yes: bool | None) -> None:  # noqa: FBT001 - the screen's result
            if yes and await self._try(self._session.delete(conversation.id)):
                await self.show_conversation()

        answer: Callable[[bool | None], Awaitable[None]] = answered
        app_of(self._screen).push_screen(delete_question(conversation), answer)
