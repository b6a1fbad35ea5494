"""The page: what was said, and the prompt below it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import partial

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalGroup
from textual.message import Message as TextualMessage
from textual.worker import Worker, WorkerError

from assistant.conversation import Message
from assistant.errors import InputError, StorageError
from assistant.terminal_text import printable
from assistant.tui.attachments import Attachments
from assistant.tui.completion import Candidate
from assistant.tui.keys import key_of
from assistant.tui.options import ChatOptions
from assistant.tui.page import ConversationPage
from assistant.tui.widgets.above_prompt import PromptNote, QueueView
from assistant.tui.widgets.attachments_line import AttachmentsLine
from assistant.tui.widgets.branch_facts import BranchFacts
from assistant.tui.widgets.completion_list import CompletionList
from assistant.tui.widgets.header import HeaderLine
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.proposal_view import ProposalView
from assistant.tui.widgets.suggestions import Suggestions
from assistant.tui.widgets.transcript import Transcript
from assistant.tui.widgets.turn_view import TurnView
from assistant.tui.widgets.welcome import Welcome
from assistant.turn import ChatSession, TurnEvent

LONGEST_STOP_SECONDS = 5.0
"""An engine that does not obey is left to be ended with the program."""


class ConversationPane(Vertical):
    """Shows the open conversation of a session, and its turns while they happen.

    `candidates_for` completes commands; `model_ready` waits for a load in progress.
    """

    DEFAULT_CSS = """
    ConversationPane {
        padding-left: 1;
        & > #writing { dock: bottom; height: auto; align-horizontal: center; padding: 0 1 0 0; }
    }
    """

    @dataclass
    class Written(TextualMessage):
        """The user pressed Enter; the text, if there is any, is still in the prompt."""

        text: str

    @dataclass
    class TurnBegun(TextualMessage):
        """The user's words are saved and shown."""

    @dataclass
    class TurnOver(TextualMessage):
        """A turn has ended, whatever came of it."""

        went_well: bool
        """Whether there is a reply that ended by itself or at its limit."""

    def __init__(
        self,
        session: ChatSession,
        header: HeaderLine,
        options: ChatOptions,
        keymap: Mapping[str, str],
        *,
        candidates_for: Callable[[str], Sequence[Candidate]],
        model_ready: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(id="conversation")
        self._session = session
        self._keymap = keymap
        self.facts = BranchFacts(session, keymap)
        self._completions = CompletionList(candidates_for)
        self.prompt = Prompt(self._completions, keymap)
        self.note = PromptNote()
        self.proposal = ProposalView()
        self._attachments = Attachments(session, options.folder)
        self._attachments_line = AttachmentsLine(self._attachments, lambda: self.prompt.full_text)
        self._welcome = Welcome(str(options.models_folder))
        self._page = ConversationPage(
            note_of=self.facts.note_of,
            version_of=self.facts.version_of,
            unanswered=self.facts.unanswered,
            now=options.now,
            shows_reasoning=options.settings.interface.show_reasoning,
        )
        self.transcript = Transcript(self._page)
        retry_key = key_of("retry", keymap)
        self._turn_view = TurnView(
            self.transcript,
            header,
            model_ready=model_ready,
            show_branch=self._show_branch,
            retry_key=retry_key,
        )
        self._turn: Worker[None] | None = None

    @property
    def is_answering(self) -> bool:
        """Whether a reply is being written."""
        return self._turn is not None and not self._turn.is_finished

    def compose(self) -> ComposeResult:
        """Put the prompt below what was said, and the completions over both."""
        self._welcome.display = False
        yield self._welcome
        yield self.transcript
        with VerticalGroup(id="writing"):
            yield QueueView()
            yield self.proposal
            yield self.note
            yield self._completions
            yield self._attachments_line
            yield self.prompt

    def show(self, at: str | None = None, *, is_marked: bool = False) -> None:
        """Show what the session has open: its end, or a message, marked if need be."""
        self._attachments.keep(())
        self._page.show(self._session.messages)
        self._welcome.display = not self._session.messages
        self.note.say(str)
        self.transcript.show_conversation()
        if not (at and self.transcript.reveal(at, is_marked=is_marked) and is_marked):
            self.prompt.focus()

    async def retell(self) -> None:
        """Say everything anew, in the language that is in use now."""
        await self._welcome.recompose()
        self.prompt.retell()
        self._page.retell()
        self.transcript.show_page()

    def show_notice(self, title: str, text: str, step: str = "") -> None:
        """Show something the user must know, until it is settled."""
        self._page.show_notice(title, text, step)
        self.transcript.show_page()
        self.transcript.follow()

    def settle(self, title: str) -> None:
        """Take a notice away: it is settled."""
        self._page.settle(title)
        self.transcript.show_page()

    def toggle_reasoning(self) -> None:
        """Open or close the reasoning of all messages."""
        self._page.toggle_reasoning()
        self.transcript.show_page()

    def put_back(self, message: Message) -> None:
        """Put what was sent back into the prompt, with the files that went with it."""
        self._attachments.keep(message.attachments)
        self.prompt.put(message.text)

    def send(self, text: str) -> None:
        """Take a turn with the user's words and the files that they name."""
        self._turn = self._answer(self._turn_with(text), text)

    def send_queued(self, text: str) -> None:
        """Take a turn with words that are kept elsewhere until they are saved."""
        self._turn = self._answer(self._turn_with(text), "")

    def edit(self, message: Message, text: str) -> None:
        """Take a turn with other words in place of a message, and the files that they name."""
        self._cut(self._session.opened.index(message.id))
        self._turn = self._answer(self._turn_with(text, message), text)

    def retry(self, message_id: str | None = None) -> None:
        """Answer a message again, or the one that a reply is to; the last for `None`."""
        try:
            asked = self._session.opened.question_index(message_id)
        except InputError as error:
            self.notify(printable(str(error)), markup=False)
            return
        self._cut(asked + 1)
        self._turn = self._answer(self._session.retry(message_id), "")

    def continue_reply(self) -> None:
        """Go on with the last reply."""
        self._turn = self._answer(self._session.continue_reply(), "")

    def stop(self) -> None:
        """End the reply in progress; what was said of it stays."""
        self._session.stop()
        if self._turn is not None and self._turn_view.awaits_model:
            self._turn.cancel()

    async def stopped(self) -> None:
        """Stop, and wait until what was said is kept."""
        if self._turn is not None and self.is_answering:
            self.stop()
            with suppress(WorkerError, TimeoutError):
                async with asyncio.timeout(LONGEST_STOP_SECONDS):
                    await self._turn.wait()

    @on(Prompt.Submitted)
    def _submit(self, event: Prompt.Submitted) -> None:
        event.stop()
        self.post_message(self.Written(event.text))

    @on(Prompt.Changed)
    def _key_pressed(self) -> None:
        self._turn_view.key_pressed()
        self._attachments_line.text_changed()

    @on(Prompt.NameBegun)
    def _name_begun(self, event: Prompt.NameBegun) -> None:
        event.stop()
        self._offer_names(event.before, event.after)

    @work(group="names", exclusive=True)
    async def _offer_names(self, before: str, after: str) -> None:
        found = await self._attachments.candidates(before, after)
        if self.prompt.before_cursor == before:
            self._completions.show(found, before)

    @on(Suggestions.Chosen)
    def _try_suggestion(self, event: Suggestions.Chosen) -> None:
        event.stop()
        if not self.is_answering:
            self.prompt.focus()
            self.prompt.inputs.add(event.text)
            self.send(event.text)

    @on(CompletionList.Clicked)
    def _complete(self, event: CompletionList.Clicked) -> None:
        event.stop()
        self.prompt.choose(event.candidate)

    @on(Prompt.LeftEmpty)
    def _leave_prompt(self, event: Prompt.LeftEmpty) -> None:
        event.stop()
        if self.proposal.display:
            self.proposal.focus()
        elif self._welcome.display:
            self._welcome.suggestions.focus()
        else:
            self.screen.focus_next()

    async def _turn_with(
        self, text: str, edited: Message | None = None
    ) -> AsyncGenerator[TurnEvent, None]:
        parts = await self._attachments.read(text, () if edited is None else edited.attachments)
        session = self._session
        take = session.take_turn if edited is None else partial(session.edit, edited.id)
        async with aclosing(take(text, parts)) as events:
            async for event in events:
                yield event

    @work(group="turn")
    async def _answer(self, events: AsyncGenerator[TurnEvent, None], text: str) -> None:
        """Show a turn; a text that could not be saved returns to the prompt."""
        unsaved = [text]

        def saved() -> None:
            unsaved.clear()
            self._attachments.keep(())
            self._welcome.display = False
            self.post_message(self.TurnBegun())

        self.note.say(str)
        self.refresh_bindings()
        went_well = False
        try:
            reply = await self._turn_view.show(events, saved)
            went_well = reply is not None and reply.state == "complete"
        except (StorageError, InputError) as error:
            self._show_branch()
            self.prompt.give_back("".join(unsaved))
            self.notify(printable(str(error)), severity="error", markup=False)
        finally:
            self.post_message(self.TurnOver(went_well))

    def _cut(self, length: int) -> None:
        """Take from the page what follows its first messages: something else will."""
        self._page.show(self._session.messages[:length])
        self._page.note_unanswered(is_wanted=False)
        self.transcript.show_conversation()

    def _show_branch(self) -> None:
        """Show the branch as it is, when the page ends otherwise."""
        there = self._session.messages
        if not self._page.ends_with(there[-1].id if there else None):
            self._page.show(there)
            self.transcript.show_conversation()
