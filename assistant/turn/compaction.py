"""Makes a conversation shorter for the model while nothing else is done."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from assistant.context import (
    Budget,
    build_prompt,
    count_history_tokens,
    prompt_key,
    prompt_record,
    visible,
)
from assistant.context.compaction import (
    INSTRUCTION,
    Plan,
    bare,
    is_due,
    planned,
    summary_tokens,
)
from assistant.context.extract import extract, is_usable
from assistant.conversation import Message, Role, SummaryPart, TextPart, TokenSpan
from assistant.engine import (
    ChatEngine,
    Finished,
    GenerateRequest,
    ModelInfo,
    PromptBuilt,
    PromptMeasured,
    ReplyGrew,
)
from assistant.errors import AssistantError
from assistant.turn.fitting import prompt_of, request_of
from assistant.turn.opened import OpenConversation
from assistant.turn.question import Question

_TRY_AGAIN_SECONDS = 0.05


class Compaction:
    """Puts a summary at the end of the shown branch, with what it stands for already read.

    A turn that begins meanwhile ends it, and goes on from what the model had read before.
    """

    def __init__(
        self,
        engine: ChatEngine,
        opened: OpenConversation,
        question_for: Callable[..., Question],
    ) -> None:
        self._engine = engine
        self._opened = opened
        self._question_for = question_for
        self._work: asyncio.Task[Message | None] | None = None
        self._is_wanted = True

    async def run(self) -> Message | None:
        """Make the open conversation shorter if that is due; return the summary that was added."""
        if self._work is not None and not self._work.done():
            return None
        self._is_wanted = True
        self._work = asyncio.ensure_future(self._compacted())
        # The engine is asked to stop; a request that is given up would cost it its life.
        return await asyncio.shield(self._work)

    async def make_way(self) -> None:
        """End the work in progress: something else is wanted."""
        self._is_wanted = False
        while self._work is not None and not self._work.done():
            self._engine.stop()
            await asyncio.wait([self._work], timeout=_TRY_AGAIN_SECONDS)

    async def _compacted(self) -> Message | None:
        opened, model = self._opened, self._engine.model
        branch = opened.messages
        if model is None or not opened.is_whole or not _is_complete(branch):
            return None
        if not is_due(count_history_tokens(branch), model.context_tokens):
            return None
        question = self._question_for(*branch)
        try:
            plan = await self._planned(question, model)
            summary = None if plan is None else await self._summarised(question, plan, model)
            node = None if summary is None else await self._prepared(question, summary, model)
        except AssistantError:
            return None  # the next turn, or the rules, will do
        if node is None or not self._is_wanted or opened.messages[-1:] != branch[-1:]:
            return None
        await opened.save_new(node)
        return node

    async def _planned(self, question: Question, model: ModelInfo) -> Plan | None:
        branch = question.branch
        lighter = bare(branch)
        shown = branch if lighter is None else (*branch, _node(branch[-1], lighter))
        if not self._is_wanted:
            return None
        measured = await self._measured(replace(question, branch=shown), model)
        return planned(branch, lighter, measured, model.context_tokens)

    async def _measured(self, question: Question, model: ModelInfo) -> PromptMeasured:
        return await self._engine.measure(_whole(question, model))

    async def _summarised(
        self, question: Question, plan: Plan, model: ModelInfo
    ) -> SummaryPart | None:
        """Let the model write the summary, going on from what it has read."""
        if plan.kind == "bare":
            return plan.summary
        most = summary_tokens(model.context_tokens)
        asked = _message(question.branch[-1], "user", TextPart(INSTRUCTION.format(words=most // 2)))
        aside = replace(question, branch=(*question.branch, asked), max_reply_tokens=most)
        request = request_of(aside, prompt_of(aside, model))
        try:
            words = await self._words(request)
        except AssistantError:
            words = ""
        if not self._is_wanted:
            return None
        if is_usable(words, plan.covered):
            return replace(plan.summary, text=words)
        before = visible(question.branch).summary
        text = "" if before is None or before.summary is None else before.summary.text
        return replace(plan.summary, text=extract(plan.covered, text, most), is_extract=True)

    async def _words(self, request: GenerateRequest) -> str:
        async with aclosing(self._engine.generate(request)) as events:
            pieces = [event.text async for event in events if isinstance(event, ReplyGrew)]
        return "".join(pieces).strip()

    async def _prepared(
        self, question: Question, summary: SummaryPart, model: ModelInfo
    ) -> Message | None:
        """Read what the next turn goes on from."""
        node = _node(question.branch[-1], summary)
        branch = (*question.branch, node)
        if not self._is_wanted:
            return None
        built: PromptBuilt | None = None
        is_read = False
        after = replace(question, branch=branch)
        async with aclosing(self._engine.generate(_whole(after, model))) as events:
            async for event in events:
                if isinstance(event, PromptBuilt):
                    built = event
                is_read = isinstance(event, Finished) and event.reason == "end"
        if built is None or not is_read:
            return None
        key = prompt_key(model.fingerprint, question.system_prompt)
        span = TokenSpan(key, built.read_tokens, starts_anew=True)
        record = prompt_record(
            branch,
            build_prompt(branch, system_prompt=question.system_prompt, key=key),
            built,
            span,
            budget=Budget(model.context_tokens, question.max_reply_tokens),
        )
        return replace(node, tokens=span, record=record)


def _whole(question: Question, model: ModelInfo) -> GenerateRequest:
    """Ask to read all that is shown, as text, up to the end of the last reply."""
    branch = tuple(replace(message, tokens=None) for message in question.branch)
    prompt = prompt_of(replace(question, branch=branch), model)
    request = request_of(replace(question, branch=branch), prompt)
    return request.model_copy(update={"only_reads": True})


def _is_complete(branch: Sequence[Message]) -> bool:
    last = branch[-1] if branch else None
    return last is not None and last.role == "assistant" and bool(last.text.strip())


def _node(after: Message, summary: SummaryPart) -> Message:
    return _message(after, "system", summary)


def _message(after: Message, role: Role, part: TextPart | SummaryPart) -> Message:
    return Message(
        id=uuid4().hex,
        conversation_id=after.conversation_id,
        parent_id=after.id,
        role=role,
        parts=(part,),
        created_at=datetime.now(UTC),
    )
