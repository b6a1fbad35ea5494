"""The chat: one conversation, the list of all, and the keys for everything."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from assistant.errors import InputError
from assistant.tui.commands import COMMANDS, find_command
from assistant.tui.keys import CONVERSATION, READING
from assistant.tui.options import ChatOptions
from assistant.tui.screens.chat_host import ChatHost
from assistant.tui.widgets.conversation_pane import ConversationPane
from assistant.tui.widgets.key_line import KeyLine
from assistant.tui.widgets.sidebar import Sidebar
from assistant.turn import ChatSession


class ChatScreen(Screen[None]):
    """Lays out the page and its margins, and passes on what the user wants."""

    BINDINGS: ClassVar[list[BindingType]] = CONVERSATION.for_widget + READING.for_widget
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual's type
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012 - Textual's type
    AUTO_FOCUS = "#prompt"

    DEFAULT_CSS = """
    ChatScreen {
        &.-narrow #sidebar { display: none; }
        &.-wide.-turned #sidebar { display: none; }
        &.-narrow.-turned #sidebar { display: block; }
        &.-tall Prompt { padding: 1 1; }
        &.-tall #writing { padding: 0 1 1 0; }
    }
    """

    def __init__(
        self, session: ChatSession, options: ChatOptions, keymap: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._host = ChatHost(self, session, options, keymap)

    def compose(self) -> ComposeResult:
        """Lay out the page and its margins."""
        yield self._host.header
        with Horizontal(id="body"):
            yield self._host.sidebar
            yield self._host.pane
        yield KeyLine()

    def on_mount(self) -> None:
        """Paint first; everything else comes after."""
        self.call_after_refresh(lambda: self.run_worker(self._host.start(), group="model"))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop only what runs."""
        if action == "command" and parameters == ("stop",):
            return self._host.pane.is_answering
        return super().check_action(action, parameters)

    @on(ConversationPane.Written)
    async def _read_line(self, event: ConversationPane.Written) -> None:
        await self._host.opened()
        prompt = self._host.pane.prompt
        try:
            call = find_command(event.text)
        except InputError as error:
            self._host.complain(error)
            return
        if call is not None:
            prompt.take(event.text)
            command, argument = call
            await command.run(self._host, argument)
        elif not self._host.is_busy():
            prompt.take(event.text)
            self._host.pane.send(event.text)

    @on(ConversationPane.TurnBegun)
    async def _begin_turn(self) -> None:
        await self._host.list_chats()

    @on(ConversationPane.TurnOver)
    async def _end_turn(self) -> None:
        self.refresh_bindings()
        await self._host.show_margins()

    @on(Sidebar.Opened)
    async def _open_chat(self, event: Sidebar.Opened) -> None:
        await self._host.open_chat(event.conversation_id)

    @on(Sidebar.DeleteAsked)
    async def _ask_delete(self, event: Sidebar.DeleteAsked) -> None:
        await self._host.ask_delete(event.conversation_id)

    async def finish(self) -> None:
        """Stop what runs and wait until it is kept."""
        await self._host.pane.stopped()

    async def action_command(self, name: str) -> None:
        """Run a slash command by its key."""
        await self._host.opened()
        command = next(command for command in COMMANDS if command.name == name)
        await command.run(self._host, "")

    def action_conversations(self) -> None:
        """Go to the list of conversations, showing it if need be; from there, hide it."""
        sidebar = self._host.sidebar
        if sidebar.has_focus:
            self.toggle_class("-turned")
            self.action_back()
            return
        if not sidebar.display:
            self.toggle_class("-turned")
        sidebar.focus()

    def action_back(self) -> None:
        """Return to the prompt."""
        self._host.pane.prompt.focus()

    def action_reasoning(self) -> None:
        """Open or close the reasoning of all messages."""
        self._host.pane.toggle_reasoning()

    def action_page(self, direction: int) -> None:
        """Scroll by a page."""
        self._host.pane.transcript.scroll_by(direction)

    def action_edge(self, direction: int) -> None:
        """Scroll to the beginning or the end."""
        transcript = self._host.pane.transcript
        if direction < 0:
            transcript.go_to_beginning()
        else:
            transcript.follow()

    def action_message(self, direction: int) -> None:
        """Move the focus to the message above or below."""
        self._host.pane.transcript.focus_message(direction)
