"""The chat: one conversation, the list of all, and the keys for everything."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from assistant.errors import InputError
from assistant.tui.chat.branches import BranchActions
from assistant.tui.chat.conversations import ConversationActions
from assistant.tui.chat.models import ModelActions
from assistant.tui.chat.moving import MovingActions
from assistant.tui.chat.organising import OrganisingActions
from assistant.tui.chat.preferences import PreferenceActions
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.chat.writing import WritingActions
from assistant.tui.commands import find_command
from assistant.tui.keys import CONVERSATION, READING
from assistant.tui.options import ChatOptions
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
        self._stage = stage = Stage(self, session, options, keymap)
        self._conversations = ConversationActions(stage)
        self._branches = BranchActions(stage)
        self._models = ModelActions(stage)
        self._organising = OrganisingActions(stage)
        self._moving = MovingActions(stage)
        areas = (
            self._conversations,
            self._branches,
            self._models,
            self._organising,
            self._moving,
            WritingActions(stage),
            PreferenceActions(stage),
        )
        self._commands: dict[str, Action] = {}
        for area in areas:
            self._commands.update(area.commands)
        self._stop_reply = self._commands["stop"]
        self._commands["stop"] = self._stop

    def compose(self) -> ComposeResult:
        """Lay out the page and its margins."""
        yield self._stage.header
        with Horizontal(id="body"):
            yield self._stage.sidebar
            yield self._stage.pane
        yield self._moving.line
        yield KeyLine()

    def on_mount(self) -> None:
        """Paint first; everything else comes after."""
        self.call_after_refresh(lambda: self.run_worker(self._start(), group="model"))

    async def _start(self) -> None:
        """Open what was open before, then load the model."""
        await self._conversations.open_latest()
        await self._models.load_first()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop only what runs."""
        if action == "command" and parameters == ("stop",):
            return self._stage.pane.is_answering or self._moving.is_importing
        return super().check_action(action, parameters)

    @on(ConversationPane.Written)
    async def _read_line(self, event: ConversationPane.Written) -> None:
        await self._stage.opened()
        prompt = self._stage.pane.prompt
        try:
            call = find_command(event.text)
        except InputError as error:
            self._stage.complain(error)
            return
        if call is not None:
            prompt.take(event.text)
            command, argument = call
            await self._commands[command.name](argument)
        elif not self._stage.is_busy():
            prompt.take(event.text)
            self._stage.pane.send(event.text)

    @on(ConversationPane.TurnBegun)
    async def _begin_turn(self) -> None:
        await self._stage.list_chats()

    @on(ConversationPane.TurnOver)
    async def _end_turn(self) -> None:
        self.refresh_bindings()
        await self._stage.show_margins()

    @on(Sidebar.Opened)
    async def _open_chat(self, event: Sidebar.Opened) -> None:
        await self._conversations.open(event.conversation_id)

    @on(Sidebar.DeleteAsked)
    async def _ask_delete(self, event: Sidebar.DeleteAsked) -> None:
        await self._conversations.ask_delete(event.conversation_id)

    @on(Sidebar.ChangeAsked)
    async def _change_chat(self, event: Sidebar.ChangeAsked) -> None:
        await self._organising.change(event.chat, event.change)

    async def _stop(self, argument: str) -> None:
        if self._stage.pane.is_answering:
            await self._stop_reply(argument)
        else:
            self._moving.stop()

    async def finish(self) -> None:
        """Stop what runs and wait until it is kept."""
        await self._moving.stopped()
        await self._stage.pane.stopped()

    async def action_command(self, name: str) -> None:
        """Run a slash command by its key."""
        await self._stage.opened()
        await self._commands[name]("")

    def action_conversations(self) -> None:
        """Go to the list of conversations, showing it if need be; from there, hide it."""
        sidebar = self._stage.sidebar
        if sidebar.has_focus_within:
            self.toggle_class("-turned")
            self.action_back()
            return
        if not sidebar.display:
            self.toggle_class("-turned")
        sidebar.take_focus()

    def action_back(self) -> None:
        """Return to the prompt."""
        self._stage.pane.prompt.focus()

    def action_reasoning(self) -> None:
        """Open or close the reasoning of all messages."""
        self._stage.pane.toggle_reasoning()

    def action_page(self, direction: int) -> None:
        """Scroll by a page."""
        self._stage.pane.transcript.scroll_by(direction)

    def action_edge(self, direction: int) -> None:
        """Scroll to the beginning or the end."""
        transcript = self._stage.pane.transcript
        if direction < 0:
            transcript.go_to_beginning()
        else:
            transcript.follow()

    def action_message(self, direction: int) -> None:
        """Move the focus to the message above or below."""
        self._stage.pane.transcript.focus_message(direction)
