"""The chat: one conversation, the list of all, and the keys for everything."""

import time
from collections.abc import Mapping
from functools import partial
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import TextArea

from assistant.errors import InputError
from assistant.locales import _
from assistant.tui.attention import LONG_SECONDS
from assistant.tui.chat.branches import BranchActions
from assistant.tui.chat.conversations import ConversationActions
from assistant.tui.chat.documents import DocumentActions
from assistant.tui.chat.finding import FindingActions
from assistant.tui.chat.given import GivenDesk
from assistant.tui.chat.models import ModelActions
from assistant.tui.chat.moving import MovingActions
from assistant.tui.chat.organising import OrganisingActions
from assistant.tui.chat.preferences import PreferenceActions
from assistant.tui.chat.remembering import RememberingActions
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.chat.undo import UndoActions
from assistant.tui.chat.why import WhyActions
from assistant.tui.chat.writing import WritingActions
from assistant.tui.commands import find_command
from assistant.tui.keys import CONVERSATION, HISTORY, READING
from assistant.tui.options import ChatOptions
from assistant.tui.typed import start_latest
from assistant.tui.widgets.above_prompt import QueueView
from assistant.tui.widgets.conversation_pane import ConversationPane
from assistant.tui.widgets.key_line import KeyLine
from assistant.tui.widgets.proposal_view import ProposalView
from assistant.tui.widgets.sidebar import Sidebar
from assistant.tui.widgets.transcript import Transcript
from assistant.turn import ChatSession


class ChatScreen(Screen[None]):
    """Lays out the page and its margins, and passes on what the user wants."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *CONVERSATION.bindings,
        *HISTORY.bindings,
        *READING.bindings,
    ]
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
        writing = WritingActions(stage)
        self._documents = DocumentActions(stage)
        self._why = WhyActions(stage, GivenDesk(stage, self._documents))
        self._branches = BranchActions(stage, writing, self._documents.show_sources)
        self._models = ModelActions(stage)
        self._organising = OrganisingActions(stage)
        self._moving = MovingActions(stage)
        self._finding = FindingActions(stage)
        self._remembering = RememberingActions(stage, self._documents.keep_up)
        areas = (
            self._conversations,
            self._branches,
            UndoActions(stage),
            self._models,
            self._organising,
            self._moving,
            self._finding,
            self._remembering,
            self._documents,
            self._why,
            writing,
            PreferenceActions(stage),
        )
        self._turn_began = 0.0
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
        yield self._documents.line
        yield self._remembering.line
        yield KeyLine()

    def on_mount(self) -> None:
        """Paint first; everything else comes after."""
        self.call_after_refresh(self._stage.mark_painted)
        self.run_worker(self._start(), group="model")

    async def _start(self) -> None:
        """Open what was open before, then load the model."""
        await self._stage.painted()
        await self._conversations.open_latest()
        await self._models.load_first()
        self.run_worker(self._finding.learn(), group="index")
        start_latest(self, self._remembering.keep_up, "memory")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop only what runs, and what can be done to the marked message."""
        if action == "command" and parameters == ("stop",):
            is_working = self._moving.is_importing or self._documents.is_indexing
            return self._stage.pane.is_answering or is_working
        if action == "branch":
            return self._branches.offers(str(parameters[0]))
        if action == "leave_edit":
            return self._stage.queue.edited is not None and self._stage.pane.prompt.has_focus
        return super().check_action(action, parameters)

    @on(ConversationPane.Written)
    async def _read_line(self, event: ConversationPane.Written) -> None:
        await self._stage.opened()
        stage, prompt = self._stage, self._stage.pane.prompt
        try:
            call = find_command(event.text)
        except InputError as error:
            self._stage.complain(error)
            return
        if call is not None:
            prompt.take(event.text)
            command, argument = call
            await self._commands[command.name](argument)
        elif stage.queue.edited is not None:
            await self._branches.finish_edit(event.text)
        elif not event.text.strip():
            stage.queue.send_next()
        elif stage.pane.is_answering:
            prompt.take(event.text)
            await stage.queue.add(event.text)
        else:
            prompt.take(event.text)
            stage.pane.send(event.text)

    @on(TextArea.Changed, "#prompt")
    def _keep_draft(self) -> None:
        self._stage.drafts.changed()

    @on(ConversationPane.TurnBegun)
    async def _begin_turn(self) -> None:
        self._stage.drafts.moved()
        self._turn_began = time.monotonic()
        await self._stage.queue.turn_begun()
        await self._stage.list_chats()

    @on(ConversationPane.TurnOver)
    async def _end_turn(self, event: ConversationPane.TurnOver) -> None:
        self.refresh_bindings()
        if time.monotonic() - self._turn_began >= LONG_SECONDS:
            self._stage.call_user()
        self._stage.show_notices()
        await self._stage.show_margins()
        self._stage.queue.turn_over(went_well=event.went_well)
        after = partial(self._remembering.after_turn, went_well=event.went_well)
        start_latest(self, after, "memory")
        if not self._stage.pane.is_answering:
            self.run_worker(self._stage.compact(), group="compaction")

    @on(QueueView.Chosen)
    def _edit_queued(self, event: QueueView.Chosen) -> None:
        self._stage.queue.edit_queued(event.index)

    @on(QueueView.Dropped)
    async def _drop_queued(self, event: QueueView.Dropped) -> None:
        await self._stage.queue.drop(event.index)
        self._stage.tell(_("Dropped. Up in the empty prompt brings it back."))

    @on(Transcript.SourceWanted)
    def _show_source(self, event: Transcript.SourceWanted) -> None:
        self._documents.show_source(event.message_id, event.number)

    @on(Transcript.VersionWanted)
    async def _switch_version(self, event: Transcript.VersionWanted) -> None:
        await self._branches.switch(event.message_id, event.step)

    @on(Sidebar.Opened)
    async def _open_chat(self, event: Sidebar.Opened) -> None:
        await self._conversations.open(event.conversation_id)

    @on(Sidebar.DeleteAsked)
    async def _delete(self, event: Sidebar.DeleteAsked) -> None:
        await self._conversations.delete(event.conversation_id)

    @on(Sidebar.ChangeAsked)
    async def _change_chat(self, event: Sidebar.ChangeAsked) -> None:
        await self._organising.change(event.chat, event.change)

    @on(ProposalView.Answered)
    async def _answer_proposal(self, event: ProposalView.Answered) -> None:
        await self._remembering.answer(event.answer)

    @on(ProposalView.Left)
    def _leave_proposal(self) -> None:
        self.action_back()

    async def _stop(self, argument: str) -> None:
        if self._stage.pane.is_answering:
            await self._stop_reply(argument)
        else:
            self._moving.stop()
            self._documents.stop()

    async def finish(self) -> None:
        """Stop what runs and wait until all is kept."""
        await self._moving.stopped()
        await self._documents.stopped()
        await self._stage.pane.stopped()
        await self._stage.attempt(self._stage.drafts.keep())

    async def retell(self) -> None:
        """Say everything anew, in the language that is in use now."""
        await self._stage.retell()
        self.query_one(KeyLine).read_bindings()

    def on_key(self, event: events.Key) -> None:
        """Say why a key of the marked message does nothing."""
        if self._stage.pane.transcript.has_focus:
            self._branches.refuse(event.key)

    async def action_branch(self, name: str) -> None:
        """Do something to the marked message."""
        await self._stage.opened()
        if name == "why":
            await self._why.explain()
        else:
            await self._branches.on_marked(name)

    def action_leave_edit(self) -> None:
        """Leave what is edited in the prompt as it was."""
        self._stage.queue.leave()

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

    def action_proposal(self) -> None:
        """Go to what is proposed to be remembered."""
        if self._stage.pane.proposal.display:
            self._stage.pane.proposal.focus()

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
        go = transcript.go_to_beginning if direction < 0 else transcript.follow
        go()

    def action_message(self, direction: int) -> None:
        """Move the focus to the message above or below."""
        self._stage.pane.transcript.focus_message(direction)
