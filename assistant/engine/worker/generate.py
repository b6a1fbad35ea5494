"""The loop: read the prompt, sample tokens, say what happened."""

import ctypes
import math
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field

from assistant.engine.protocol import (
    EngineEvent,
    Finished,
    FinishReason,
    GenerateRequest,
    PromptBuilt,
    PromptProgress,
    Strictness,
)
from assistant.engine.worker.cache import ReadingStoppedError
from assistant.engine.worker.choosing import ConstrainedSampler, FreeSampler, Sampler
from assistant.engine.worker.closing import Closers
from assistant.engine.worker.grammars import Constraint
from assistant.engine.worker.library import llama
from assistant.engine.worker.model import LoadedModel
from assistant.engine.worker.prompt import BuiltPrompt
from assistant.engine.worker.reply_text import ReplyText
from assistant.engine.worker.sampler import SamplerChain
from assistant.errors import ContextOverflowError, InputError, ModelFileError
from assistant.locales import _

FLUSH_SECONDS = 0.05
"""Tokens are told in groups about as often as a screen is drawn."""
_HIGHEST_SEED = 0xFFFFFFFE


def generate(
    loaded: LoadedModel, request: GenerateRequest, is_stopped: Callable[[], bool]
) -> Iterator[EngineEvent]:
    """Yield what happens until `Finished`.

    Raises `ContextOverflowError`, `ModelFileError`, `EngineError`, and `InputError` for a schema
    that cannot be followed.
    """
    constraint = _constraint(loaded, request)
    built = loaded.builder.build(request)
    _check_prompt(loaded, built)
    prompt = list(built.ids)
    if request.only_reads:
        loaded.states.turn_to(request.conversation_id, prompt, keeps=not loaded.aside.put())
    else:
        loaded.aside.bring_back(prompt)
        loaded.states.turn_to(request.conversation_id, prompt)
    with loaded.cache.unchanged() if request.is_aside else nullcontext():
        yield from _answer(loaded, request, built, constraint, is_stopped)


def _answer(
    loaded: LoadedModel,
    request: GenerateRequest,
    built: BuiltPrompt,
    constraint: Constraint | None,
    is_stopped: Callable[[], bool],
) -> Iterator[EngineEvent]:
    prompt = list(built.ids)
    cached = loaded.cache.reuse(prompt)
    yield PromptBuilt(
        read_tokens=built.ids[built.history_length :],
        prompt_tokens=len(prompt),
        cached_tokens=cached,
        history_kept=built.history_length == len(request.history),
        spans=built.spans,
    )
    strictness = None if constraint is None else constraint.strictness
    run = _Run(loaded, request, len(prompt), cached, strictness=strictness)
    try:
        for done in loaded.cache.read(prompt[cached:], is_stopped):
            yield PromptProgress(done=done, total=len(prompt) - cached)
    except ReadingStoppedError:
        if request.only_reads:
            loaded.states.disregard()
        yield run.finished("stopped")
        return
    if request.only_reads:
        yield run.finished("end")
        return
    chain = SamplerChain(
        request.sampling,
        loaded.vocabulary,
        context_tokens=loaded.cache.size,
        seed=run.seed,
    )
    with closing(chain):
        text = _reply_text(loaded, request, built)
        if constraint is None:
            sampler: Sampler = FreeSampler(chain, loaded.context)
        else:
            vocabulary, grammars = loaded.vocabulary, loaded.grammars
            closers = Closers(vocabulary.piece, lambda: grammars.closing_ranks)
            sampler = ConstrainedSampler(chain, loaded.context, vocabulary, constraint, closers)
        yield from run.sample(sampler, text, is_stopped)


def _constraint(loaded: LoadedModel, request: GenerateRequest) -> Constraint | None:
    if request.json_schema is None:
        return None
    if request.continues:
        raise InputError(_("A reply to a schema cannot be continued. Ask for it again."))
    return loaded.grammars.constraint(request.json_schema)


def _reply_text(loaded: LoadedModel, request: GenerateRequest, built: BuiltPrompt) -> ReplyText:
    stop = request.sampling.stop
    if not request.continues:
        return ReplyText.new(stop, built.rendered_end)
    told = b"".join(map(loaded.vocabulary.piece, built.ids))
    return ReplyText.resumed(stop, told, request.messages[-1])


def _check_prompt(loaded: LoadedModel, built: BuiltPrompt) -> None:
    size, length = loaded.cache.size, len(built.ids)
    if not built.ids:
        raise InputError(_("The prompt is empty. Write something first."))
    if not all(0 <= token < loaded.vocabulary.size for token in built.ids):
        raise ModelFileError(_("The stored tokens are not this model's. Start a new conversation."))
    if length >= size:
        raise ContextOverflowError(
            _(
                "The prompt has {length:,} tokens and the context holds {size:,}. "
                "Start a new conversation, shorten the text, or raise `model.context_tokens`."
            ).format(length=length, size=size)
        )


@dataclass
class _Run:
    """One reply: its clock, its counts and its text."""

    loaded: LoadedModel
    request: GenerateRequest
    prompt_tokens: int
    cached_tokens: int
    strictness: Strictness | None = None
    seed: int = 0
    reply_tokens: int = 0
    started: float = field(default_factory=time.monotonic)
    read_at: float = 0.0

    def __post_init__(self) -> None:
        chosen = self.request.sampling.seed
        self.seed = secrets.randbelow(_HIGHEST_SEED) if chosen is None else chosen

    def sample(
        self, sampler: Sampler, text: ReplyText, is_stopped: Callable[[], bool]
    ) -> Iterator[EngineEvent]:
        """Generate until the model, a limit or the user ends the reply."""
        self.read_at = time.monotonic()
        _check_logits(self.loaded)
        reason: FinishReason | None = None
        told_at = 0.0
        while reason is None:
            token = sampler.next_token(
                expects_answer=text.expects_answer, tokens_left=self._tokens_left
            )
            self.reply_tokens += 1
            text.add(token, self.loaded.vocabulary.piece(token))
            reason = sampler.reason_to_end or self._reason_to_end(token, text, is_stopped)
            now = time.monotonic()
            if reason is None and now - told_at >= FLUSH_SECONDS:
                told_at = now
                yield text.take()
            if reason is None or reason in ("length", "stopped"):
                # A reply that goes on later goes on from a cache that holds all of it.
                self.loaded.cache.append(token)
        yield text.take_last()
        yield self.finished(reason)

    def finished(self, reason: FinishReason) -> Finished:
        """Return the end of the reply with its counts and timings."""
        now = time.monotonic()
        read_at = self.read_at or now
        return Finished(
            reason=reason,
            prompt_tokens=self.prompt_tokens,
            cached_tokens=self.cached_tokens,
            reply_tokens=self.reply_tokens,
            prompt_seconds=read_at - self.started,
            reply_seconds=now - read_at,
            seed=self.seed,
            strictness=self.strictness,
        )

    @property
    def _tokens_left(self) -> int:
        room = self.loaded.cache.size - self.prompt_tokens
        limit = self.request.max_reply_tokens
        return (room if limit is None else min(limit, room)) - self.reply_tokens

    def _reason_to_end(
        self, token: int, text: ReplyText, is_stopped: Callable[[], bool]
    ) -> FinishReason | None:
        limit = self.request.max_reply_tokens
        if self.loaded.vocabulary.is_end(token):
            return "end"
        if text.is_stopped:
            return "stop_string"
        if is_stopped():
            return "stopped"
        if limit is not None and self.reply_tokens >= limit:
            return "length"
        if self.prompt_tokens + self.reply_tokens >= self.loaded.cache.size:
            return "context_full"
        return None


def _check_logits(loaded: LoadedModel) -> None:
    """Refuse a model whose arithmetic broke: damaged weights give numbers that are none."""
    logits = llama.llama_get_logits_ith(loaded.context, -1)
    size = ctypes.sizeof(ctypes.c_float) * loaded.vocabulary.size
    total = sum(memoryview(ctypes.string_at(logits, size)).cast("f")[:: max(1, size // 4096)])
    if not math.isfinite(total):
        raise ModelFileError(
            _(
                "{name} computes no numbers: the file is damaged. "
                "Download it again, or choose another model."
            ).format(name=loaded.info.path.name)
        )
