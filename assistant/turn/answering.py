"""From a saved question to the end of its turn: load, find, fit, answer."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from assistant.context import Candidate, ContextProvider, count_history_tokens
from assistant.conversation import Message
from assistant.engine import ChatEngine, ModelInfo
from assistant.errors import AssistantError
from assistant.turn.answer import Answer
from assistant.turn.events import (
    MessagesLeftOut,
    ModelLoading,
    QuestionGiven,
    TurnEnded,
    TurnEvent,
)
from assistant.turn.fitting import fitted
from assistant.turn.opened import OpenConversation
from assistant.turn.question import Question


class Answering:
    """Answers questions of the open conversation, one at a time."""

    def __init__(
        self,
        engine: ChatEngine,
        opened: OpenConversation,
        load: Callable[[], AsyncGenerator[float, None]],
        providers: Sequence[ContextProvider],
    ) -> None:
        self._engine = engine
        self._opened = opened
        self._load = load
        self._providers = providers
        self._is_stopping = False

    def begin(self) -> None:
        """Forget a stop that was meant for an earlier turn."""
        self._is_stopping = False

    def stop(self) -> None:
        """End the turn as soon as may be."""
        self._is_stopping = True
        self._engine.stop()

    async def events(
        self, question: Question, *, is_new: bool = False
    ) -> AsyncGenerator[TurnEvent, None]:
        """Yield what happens until `TurnEnded`; for what `is_new`, something to give is found."""
        try:
            async for loading in self._loaded():
                yield loading
            ready = await self._prepared(question, is_new=is_new)
        except AssistantError as error:
            yield self._ended(str(error))
            return
        if ready is None or self._is_stopping:
            yield self._ended("")
            return
        model, fit = ready
        if fit.branch[-1].given != question.branch[-1].given:
            yield QuestionGiven(fit.branch[-1])
        if fit.left_out:
            yield MessagesLeftOut(len(fit.left_out))
        async with aclosing(self._answer(fit).events(model)) as events:
            async for event in events:
                yield event

    async def _loaded(self) -> AsyncGenerator[ModelLoading, None]:
        if self._engine.model is None:
            async with aclosing(self._load()) as shares:
                async for share in shares:
                    yield ModelLoading(share)

    async def _prepared(
        self, question: Question, *, is_new: bool
    ) -> tuple[ModelInfo, Question] | None:
        """Decide what the model is shown, and keep with the question what is given with it."""
        model = self._engine.model
        if model is None or self._is_stopping:
            return None
        candidates = await self._found(question.branch) if is_new else ()
        fit = await fitted(self._engine, model, question, candidates)
        if fit.branch[-1].given != question.branch[-1].given:
            await self._opened.save(fit.branch[-1])
        return model, fit

    def _ended(self, error: str) -> TurnEnded:
        return TurnEnded(None, error, count_history_tokens(self._opened.messages))

    async def _found(self, branch: Sequence[Message]) -> list[Candidate]:
        """Ask each provider in turn for what may be given with the last message."""
        conversation = self._opened.conversation
        return [
            candidate
            for provider in self._providers
            for candidate in await provider.candidates(conversation, branch)
        ]

    def _answer(self, question: Question) -> Answer:
        save_new, save = self._opened.save_new, self._opened.save
        return Answer(self._engine, question, save_new=save_new, save=save)
