"""Folds the events of a turn into what is on the screen."""

from asyncio import CancelledError
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import assert_never

from assistant.conversation import Message
from assistant.locales import N_, _
from assistant.tui.pace import Pace
from assistant.tui.page import ReplyEntry
from assistant.tui.widgets.header import HeaderLine
from assistant.tui.widgets.transcript import Transcript
from assistant.tui.wording import loading_text, reading_text
from assistant.turn import (
    MessagesLeftOut,
    ModelLoading,
    PromptReading,
    QuestionGiven,
    ReplyExtended,
    ReplyStarted,
    ToolEvent,
    TurnEnded,
    TurnEvent,
    UserMessageSaved,
    WordEvent,
)

TEXT_SECONDS = 1 / 12
"""The words are drawn at most so often; in between they are collected."""


class TurnView:
    """Shows one turn at a time.

    `model_ready` waits for a load in progress; `show_branch` shows what there is when no reply came
    to take the place of another.
    """

    def __init__(
        self,
        transcript: Transcript,
        header: HeaderLine,
        *,
        model_ready: Callable[[], Awaitable[None]],
        show_branch: Callable[[], None],
        retry_key: str,
    ) -> None:
        self._transcript = transcript
        self._page = transcript.page
        self._header = header
        self._model_ready = model_ready
        self._show_branch = show_branch
        self._retry_key = retry_key
        self.awaits_model = False
        """Whether the turn cannot go on before a model is loaded."""
        self._reply: ReplyEntry | None = None
        self._text: list[str] = []
        self._reasoning: list[str] = []
        self._pace = Pace(TEXT_SECONDS, self._draw, transcript.set_timer)

    async def show(
        self, events: AsyncGenerator[TurnEvent, None], on_saved: Callable[[], None]
    ) -> Message | None:
        """Show a turn to its end, and return the reply; `on_saved`: the question cannot be lost.

        Raises `StorageError` or `InputError` when nothing happened.
        """
        reply: Message | None = None
        try:
            async with aclosing(events) as stream:
                async for event in stream:
                    if isinstance(event, UserMessageSaved):
                        on_saved()
                    elif isinstance(event, TurnEnded):
                        reply = event.reply
                    await self._fold(event)
        except CancelledError:
            self._show_branch()
            self._page.note_unanswered(is_wanted=True)
            self._transcript.show_page()
            raise
        finally:
            self._pace.flush()
            self._reply = None
            self.awaits_model = False
            self._header.tell(replace(self._header.latest, activity=""))
        return reply

    def key_pressed(self) -> None:
        """Draw in the gaps between the keys: the user is typing."""
        self._pace.key_pressed()

    async def _fold(self, event: TurnEvent) -> None:
        if not isinstance(event, ToolEvent):
            await self._fold_words(event)

    async def _fold_words(self, event: WordEvent) -> None:
        header = self._header
        match event:
            case UserMessageSaved(message):
                self._add(message)
                self._transcript.follow()
                self.awaits_model = True
                await self._model_ready()
            case ModelLoading(share):
                header.tell(replace(header.latest, activity=loading_text(share)))
            case QuestionGiven() | MessagesLeftOut():
                self._tell(event)
            case PromptReading(done, total, seconds_left):
                self.awaits_model = False
                activity = reading_text(done, total, seconds_left)
                header.tell(replace(header.latest, activity=activity))
            case ReplyStarted(message):
                self.awaits_model = False
                self._reply = self._add(message)
            case ReplyExtended():
                self._collect(event)
            case TurnEnded():
                self._end(event)
            case _:
                assert_never(event)

    def _tell(self, event: QuestionGiven | MessagesLeftOut) -> None:
        """Say what the model is shown, and what not."""
        if isinstance(event, QuestionGiven):
            self._page.give(event.message)
            self._transcript.show_page()
        else:
            self._transcript.notify(event.sentence, markup=False)

    def _collect(self, extended: ReplyExtended) -> None:
        self._text.append(extended.text)
        self._reasoning.append(extended.reasoning)
        self._pace.ask()
        status = replace(
            self._header.latest,
            activity="",
            context_used=extended.context_used,
            tokens_per_second=extended.tokens_per_second,
        )
        self._header.tell(status)

    def _add(self, message: Message) -> ReplyEntry | None:
        entry = self._page.add(message)
        self._transcript.show_page()
        return entry

    def _end(self, ended: TurnEnded) -> None:
        self._pace.flush()
        if ended.reply is not None and self._reply is not None:
            self._page.finish(self._reply, ended.reply)
            self._transcript.show_changed(self._reply)
        elif ended.reply is not None:
            self._add(ended.reply)
        else:
            self._show_branch()
            self._page.note_unanswered(is_wanted=not ended.error)
            self._transcript.show_page()
        already_told = ended.reply.note if ended.reply is not None else ""
        if ended.error and ended.error != already_told:
            step = _("Your words are safe. {key} tries again.").format(key=self._retry_key)
            self._page.show_notice(N_("No answer"), ended.error, step)
            self._transcript.show_page()

    def _draw(self) -> None:
        text, reasoning = "".join(self._text), "".join(self._reasoning)
        self._text.clear()
        self._reasoning.clear()
        if self._reply is not None:
            self._reply.append(text, reasoning)
            self._transcript.show_changed(self._reply)
