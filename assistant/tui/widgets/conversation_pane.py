"""The page: what was said, and the prompt below it."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalGroup
from textual.message import Message as TextualMessage
from textual.worker import Worker, WorkerError

from assistant.conversation import Message
from assistant.errors import InputError, StorageError
from assistant.terminal_text import printable
from assistant.tui.completion import Candidate
from assistant.tui.keys import key_of
from assistant.tui.options import ChatOptions
from assistant.tui.page import ConversationPage
from assistant.tui.widgets.completion_list import CompletionList
from assistant.tui.widgets.header import HeaderLine
from assistant.tui.widgets.prompt import Prompt
from assistant.tui.widgets.suggestions import Suggestions
from assistant.tui.widgets.transcript import Transcript
from assistant.tui.widgets.turn_view import TurnView
from assistant.tui.widgets.welcome import Welcome
from assistant.tui.wording import ending
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
        & > #writing { height: auto; align-horizontal: center; padding: 0 1 0 0; }
    }
    """

    @dataclass
    class Written(TextualMessage):
        """The user pressed Enter; the text is still in the prompt."""

        text: str

    @dataclass
    class TurnBegun(TextualMessage):
        """The user's words are saved and shown."""

    @dataclass
    class TurnOver(TextualMessage):
        """A turn has ended, whatever came of it."""

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
        self._completions = CompletionList(candidates_for)
        self.prompt = Prompt(self._completions, keymap)
        self._welcome = Welcome(str(options.models_folder))
        self._page = ConversationPage(
            note_of=self._note_of,
            unanswered=f"— not answered. {key_of('retry', keymap)} asks again",
            now=options.now,
            shows_reasoning=options.settings.interface.show_reasoning,
        )
        self.transcript = Transcript(self._page)
        retry_key = key_of("retry", self._keymap)
        self._turn_view = TurnView(
            self.transcript, header, model_ready=model_ready, retry_key=retry_key
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
            yield self._completions
            yield self.prompt

    def show(self, at: str | None = None) -> None:
        """Show what the session has open: its end, or with the mark on the message `at`."""
        self._page.show(self._session.messages)
        self._welcome.display = not self._session.messages
        self.transcript.show_conversation()
        if at is None or not self.transcript.reveal(at):
            self.prompt.focus()

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

    def send(self, text: str) -> None:
        """Take a turn with the user's words."""
        self._turn = self._answer(self._session.take_turn(text), text)

    def retry(self) -> None:
        """Answer the last message again."""
        if not any(message.role == "user" for message in self._session.messages):
            self.notify("There is no message to answer again.", markup=False)
            return
        self._page.drop_replies()
        self.transcript.show_page()
        self._turn = self._answer(self._session.retry(), "")

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
        if event.text.strip():
            self.post_message(self.Written(event.text))

    @on(Prompt.Changed)
    def _key_pressed(self) -> None:
        self._turn_view.key_pressed()

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
        self.prompt.put(event.candidate.text)

    @on(Prompt.LeftEmpty)
    def _leave_prompt(self, event: Prompt.LeftEmpty) -> None:
        event.stop()
        if self._welcome.display:
            self._welcome.suggestions.focus()
        else:
            self.screen.focus_next()

    @work(group="turn")
    async def _answer(self, events: AsyncGenerator[TurnEvent, None], text: str) -> None:
        """Show a turn; a text that could not be saved returns to the prompt."""
        unsaved = [text]

        def saved() -> None:
            unsaved.clear()
            self._welcome.display = False
            self.post_message(self.TurnBegun())

        self.refresh_bindings()
        try:
            await self._turn_view.show(events, saved)
        except (StorageError, InputError) as error:
            self.prompt.give_back("".join(unsaved))
            self.notify(printable(str(error)), severity="error", markup=False)
        finally:
            self.post_message(self.TurnOver())

    def _note_of(self, message: Message) -> str:
        return ending(message, key_of("retry", self._keymap), key_of("new", self._keymap))
