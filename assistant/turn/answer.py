"""The second half of a turn: from a saved question to a saved answer."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from assistant.context import Budget, Prompt, count_history_tokens, prompt_key, prompt_record
from assistant.conversation import Message, MessageState, PromptRecord, TextPart, TokenSpan
from assistant.engine import (
    ChatEngine,
    Finished,
    GenerateRequest,
    ModelInfo,
    PromptBuilt,
    PromptProgress,
    ReplyGrew,
)
from assistant.errors import AssistantError, EngineError, StorageError
from assistant.locales import _
from assistant.turn.events import PromptReading, ReplyExtended, ReplyStarted, TurnEnded, TurnEvent
from assistant.turn.fitting import prompt_of, request_of
from assistant.turn.question import Question
from assistant.turn.reply import GrowingReply


class Answer:
    """One answer in the making.

    `save_new` and `save` put a message on disk; what they raise is told, and never stops the words.
    """

    def __init__(
        self,
        engine: ChatEngine,
        question: Question,
        *,
        save_new: Callable[[Message], Awaitable[None]],
        save: Callable[[Message], Awaitable[None]],
    ) -> None:
        self._engine = engine
        self._question = question
        self._save_new = save_new
        self._save = save
        self._reply: GrowingReply | None = None
        self._is_stored = False
        self._is_told = False
        self._writing = asyncio.Lock()
        self._storage_error = ""
        self._context_used = count_history_tokens(question.branch)

    async def events(self, model: ModelInfo) -> AsyncGenerator[TurnEvent, None]:
        """Generate, yielding events until `TurnEnded`; closing early keeps what there is."""
        key = prompt_key(model.fingerprint, self._question.system_prompt)
        finished: Finished | None = None
        error = ""
        state: MessageState = "stopped"
        prompt = prompt_of(self._question, model)
        request = request_of(self._question, prompt)
        try:
            async with aclosing(self._engine.generate(request)) as stream:
                reading_since = time.monotonic()
                async for event in stream:
                    match event:
                        case PromptBuilt():
                            await self._begin(event, prompt, _span(request, event, key), model)
                        case PromptProgress():
                            yield _reading(event, time.monotonic() - reading_since)
                        case ReplyGrew():
                            async for told in self._grow(event):
                                yield told
                        case Finished():
                            finished = event
                            state = "stopped" if event.reason == "stopped" else "complete"
        except AssistantError as problem:
            error, state = str(problem), "failed"
        finally:
            ended = asyncio.ensure_future(self._end(state, error, finished))
            reply = await asyncio.shield(ended)
        yield TurnEnded(reply, error or self._storage_error, self._context_used)

    async def _begin(
        self, built: PromptBuilt, prompt: Prompt, span: TokenSpan, model: ModelInfo
    ) -> None:
        """Remember what the user's message became, and prepare the reply."""
        last = self._question.branch[-1]
        goes_on = self._question.continues
        if built.read_tokens and not goes_on:
            await self._store(self._save, replace(last, tokens=span))
        self._context_used = built.prompt_tokens
        started = Message(
            id=uuid4().hex,
            conversation_id=last.conversation_id,
            parent_id=last.parent_id if goes_on else last.id,
            role="assistant",
            parts=last.parts if goes_on else (TextPart(""),),
            created_at=datetime.now(UTC),
            state="streaming",
            model=model.name,
            record=last.record if goes_on else self._record(built, prompt, span, model),
        )
        so_far = _continued_span(last, built, span) if goes_on else TokenSpan(span.key, ())
        self._reply = GrowingReply(started, so_far, built.prompt_tokens)

    def _record(
        self, built: PromptBuilt, prompt: Prompt, span: TokenSpan, model: ModelInfo
    ) -> PromptRecord:
        question = self._question
        budget = Budget(model.context_tokens, question.max_reply_tokens)
        return prompt_record(
            question.branch, prompt, built, span, budget=budget, left_out=question.left_out
        )

    async def _grow(self, grown: ReplyGrew) -> AsyncGenerator[TurnEvent, None]:
        reply = self._reply
        if reply is None:
            raise EngineError(_("The engine answered before it read the question. Try again."))
        reply.add(grown)
        self._context_used = reply.context_used
        if reply.is_empty:
            return
        if not self._is_told:
            message = reply.message("streaming")
            await self._store_reply(message)
            self._is_told = True
            yield ReplyStarted(replace(message, parts=reply.parts_before))
        elif reply.is_due:
            await self._store_reply(reply.message("streaming"))
        yield ReplyExtended(
            text=grown.text,
            reasoning=grown.reasoning,
            reply_tokens=reply.reply_tokens,
            context_used=reply.context_used,
            tokens_per_second=reply.tokens_per_second,
        )

    async def _end(
        self, state: MessageState, error: str, finished: Finished | None
    ) -> Message | None:
        """Put the final state on disk; nothing is kept of a reply in which nothing was said."""
        reply = self._reply
        if reply is None or (reply.is_empty and state != "complete"):
            return None
        message = reply.message(state, note=error, finished=finished)
        await self._store_reply(message)
        return message

    async def _store_reply(self, message: Message) -> None:
        """Put the reply on disk, to the end even when nobody waits: it must not be added twice."""
        await asyncio.shield(asyncio.ensure_future(self._write_reply(message)))

    async def _write_reply(self, message: Message) -> None:
        async with self._writing:
            began = time.monotonic()
            await self._store(self._save if self._is_stored else self._save_new, message)
            self._is_stored = self._is_stored or not self._storage_error
            if self._reply is not None:
                self._reply.mark_saved(time.monotonic() - began)

    async def _store(self, save: Callable[[Message], Awaitable[None]], message: Message) -> None:
        try:
            await save(message)
            self._storage_error = ""
        except StorageError as problem:
            self._storage_error = str(problem)
        except AssistantError as problem:  # e.g. the conversation was deleted meanwhile
            self._storage_error = _("The reply could not be saved: {problem}").format(
                problem=problem
            )


def _span(request: GenerateRequest, built: PromptBuilt, key: str) -> TokenSpan:
    """What the user's message added; the whole prompt when more was added than its own words."""
    if built.history_kept and request.history and request.fresh <= 1:
        return TokenSpan(key, built.read_tokens)
    kept = request.history if built.history_kept else ()
    return TokenSpan(key, kept + built.read_tokens, starts_anew=True)


def _continued_span(reply: Message, built: PromptBuilt, span: TokenSpan) -> TokenSpan:
    """The tokens of a reply that goes on, before it does."""
    if built.read_tokens or reply.tokens is None:
        return TokenSpan(span.key, built.read_tokens, starts_anew=True)
    return reply.tokens


def _reading(progress: PromptProgress, elapsed_seconds: float) -> PromptReading:
    left = None
    if progress.done > 0:
        left = elapsed_seconds / progress.done * (progress.total - progress.done)
    return PromptReading(progress.done, progress.total, left)
