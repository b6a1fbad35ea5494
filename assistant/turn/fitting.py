"""Before a question is answered: what is given with it, and whether all of it has room."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.context import (
    Budget,
    Candidate,
    Prompt,
    build_prompt,
    given_tokens,
    offered,
    prompt_key,
    to_leave_out,
    too_much,
    without,
)
from assistant.conversation import Message
from assistant.engine import ChatEngine, GenerateRequest, ModelInfo, PromptMeasured
from assistant.errors import ContextOverflowError
from assistant.locales import _
from assistant.turn.question import Question


async def fitted(
    engine: ChatEngine, model: ModelInfo, question: Question, candidates: Sequence[Candidate] = ()
) -> Question:
    """Return the question with what is given with it, and without the messages it has no room for.

    Raises `ContextOverflowError` when the question alone has no room.
    """
    if question.continues:
        return question
    fitting = _Fitting(engine, model, question)
    if candidates:
        fitting.give(candidates)
    return await fitting.fitted()


def prompt_of(question: Question, model: ModelInfo) -> Prompt:
    """What the model is to read."""
    return build_prompt(
        question.branch,
        system_prompt=question.system_prompt,
        key=prompt_key(model.fingerprint, question.system_prompt),
        continues=question.continues,
        left_out={each.message_id for each in question.left_out},
    )


def request_of(question: Question, prompt: Prompt) -> GenerateRequest:
    """What the engine is asked."""
    return GenerateRequest(
        history=prompt.history,
        messages=prompt.messages,
        fresh=prompt.fresh,
        sampling=question.sampling,
        max_reply_tokens=question.max_reply_tokens,
        continues=question.continues,
        conversation_id=question.branch[-1].conversation_id,
    )


class _Fitting:
    """Measures, takes something out, and measures again until all fits."""

    def __init__(self, engine: ChatEngine, model: ModelInfo, question: Question) -> None:
        self._engine = engine
        self._model = model
        self._question = question
        self._budget = Budget(model.context_tokens, question.max_reply_tokens)

    def give(self, candidates: Sequence[Candidate]) -> None:
        """Offer the model what was found."""
        self._change(replace(self._last, given=offered(candidates)))

    async def fitted(self) -> Question:
        measured = await self._measured()
        while measured.tokens - given_tokens(measured.spans) > self._budget.limit:
            measured = await self._with_less_history()
        while dropped := too_much(self._last.given, measured, self._budget):
            self._change(replace(self._last, given=without(self._last.given, dropped)))
            measured = await self._measured()
        return self._question

    async def _with_less_history(self) -> PromptMeasured:
        # As text: what is left out cannot be cut out of tokens.
        forgetful = tuple(
            replace(message, tokens=None)
            for message in self._question.branch
            if message.id not in {each.message_id for each in self._question.left_out}
        )
        whole = await self._measured(replace(self._question, branch=forgetful, left_out=()))
        left_out = to_leave_out(forgetful, whole, self._budget)
        if not left_out:
            raise ContextOverflowError(
                _(
                    "The message has {tokens:,} tokens with what the model is always told, and the "
                    "context holds {size:,}, answer included. Shorten it, or raise "
                    "`model.context_tokens`."
                ).format(tokens=whole.tokens, size=self._budget.context_tokens)
            )
        self._question = replace(self._question, left_out=(*self._question.left_out, *left_out))
        return await self._measured()

    async def _measured(self, question: Question | None = None) -> PromptMeasured:
        asked = question or self._question
        return await self._engine.measure(request_of(asked, prompt_of(asked, self._model)))

    @property
    def _last(self) -> Message:
        return self._question.branch[-1]

    def _change(self, last: Message) -> None:
        self._question = replace(self._question, branch=(*self._question.branch[:-1], last))
