"""A model that says what it is told: for tests, demonstrations and screenshots.

It satisfies `ChatEngine` honestly: it counts tokens, keeps a prefix, reports progress, obeys `stop`
and limits, and records the requests it was given. It only does not think.
"""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, ClassVar
from zlib import crc32

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from assistant.engine.prefixes import common_prefix
from assistant.engine.protocol import (
    ChatMessage,
    EngineEvent,
    Finished,
    FinishReason,
    GenerateRequest,
    ModelInfo,
    ModelSource,
    PromptBuilt,
    PromptProgress,
    ReplyGrew,
)
from assistant.errors import EngineError, SettingsError
from assistant.locales import _

_PIECE = re.compile(r"\s*\S{1,6}|\s+")
_READ_CHUNK_TOKENS = 64
END_OF_TURN = 0
"""Token id that ends a scripted reply."""


@dataclass(frozen=True, slots=True)
class ScriptedReply:
    """One reply, and how fast it comes."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    text: str
    reasoning: str = ""
    tokens_per_second: float = 0.0
    """0: as fast as possible."""
    read_tokens_per_second: float = 0.0
    error: str = ""
    """When set, the engine fails with this sentence after the text."""


_SCRIPT = TypeAdapter(Annotated[list[ScriptedReply], Field(min_length=1)])


def read_script(path: Path) -> list[ScriptedReply]:
    """Read replies from a JSON array of objects with the fields of `ScriptedReply`.

    Raises `SettingsError` when the file is not that.
    """
    try:
        return _SCRIPT.validate_json(path.read_bytes())
    except ValidationError as error:
        (problem, *_others) = error.errors(include_url=False)
        where = ".".join(map(str, problem["loc"]))
        told = f"{where}: {problem['msg']}" if where else problem["msg"]
        raise SettingsError(
            _("{path} is not a script of replies: {told}.").format(path=path, told=told)
        ) from error
    except OSError as error:
        raise SettingsError(
            _("{path} is not a script of replies: {strerror}.").format(
                path=path, strerror=error.strerror
            )
        ) from error


def scripted_tokens(text: str) -> tuple[int, ...]:
    """The ids of a text: one for about six characters, equal for equal pieces."""
    return tuple(crc32(piece.encode()) >> 1 | 1 for piece in _PIECE.findall(text))


@dataclass
class ScriptedEngine:
    """Gives replies in order, over and over."""

    replies: Sequence[ScriptedReply]
    context_tokens: int = 8192
    requests: list[GenerateRequest] = field(default_factory=list[GenerateRequest])
    _model: ModelInfo | None = None
    _cache: tuple[int, ...] = ()
    _given: int = 0
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def model(self) -> ModelInfo | None:
        """The pretended model."""
        return self._model

    async def load(
        self, source: ModelSource, on_progress: Callable[[float], None] | None = None
    ) -> ModelInfo:
        """Pretend to load any path."""
        if on_progress is not None:
            on_progress(1.0)
        self._model = ModelInfo(
            name=source.path.stem or "scripted",
            path=source.path,
            architecture="scripted",
            quantisation="none",
            file_bytes=0,
            parameters=0,
            layers=0,
            context_tokens=source.context_tokens or self.context_tokens,
            trained_context_tokens=self.context_tokens,
            gpu_layers=0,
            device="script",
            placement_reason=_("Replies come from a script; nothing runs."),
            threads=1,
            fingerprint=f"scripted-{source.path.stem}",
        )
        return self._model

    async def generate(self, request: GenerateRequest) -> AsyncGenerator[EngineEvent, None]:
        """Yield the next reply of the script."""
        if self._model is None:
            raise EngineError(_("No model is loaded."))
        self.requests.append(request)
        self._stop.clear()
        reply = self._next_reply(request)
        started = time.monotonic()
        fresh = request.messages[len(request.messages) - request.fresh :]
        read = scripted_tokens(_render(fresh, is_open=request.continues))
        prompt = request.history + read
        cached = common_prefix(prompt, self._cache)
        yield PromptBuilt(
            read_tokens=read,
            prompt_tokens=len(prompt),
            cached_tokens=cached,
            history_kept=True,
        )
        for done in range(cached, len(prompt), _READ_CHUNK_TOKENS):
            if self._stop.is_set():
                break
            yield PromptProgress(done=done - cached, total=len(prompt) - cached)
            await _pace(_READ_CHUNK_TOKENS, reply.read_tokens_per_second)
        reading_ended = time.monotonic()
        self._cache = prompt
        generated = 0
        reason: FinishReason = "stopped" if self._stop.is_set() else "end"
        limit = request.max_reply_tokens or self.context_tokens
        for text, reasoning in _pieces(reply):
            if self._stop.is_set() or generated >= limit:
                reason = "stopped" if self._stop.is_set() else "length"
                break
            ids = scripted_tokens(text or reasoning)
            generated += len(ids)
            self._cache += ids
            yield ReplyGrew(tokens=ids, text=text, reasoning=reasoning)
            await _pace(1, reply.tokens_per_second)
        if reply.error:
            raise EngineError(reply.error)
        if reason == "end":
            self._cache += (END_OF_TURN,)
            yield ReplyGrew(tokens=(END_OF_TURN,))
        yield Finished(
            reason=reason,
            prompt_tokens=len(prompt),
            cached_tokens=cached,
            reply_tokens=generated,
            prompt_seconds=reading_ended - started,
            reply_seconds=time.monotonic() - reading_ended,
            seed=request.sampling.seed or 0,
        )

    def _next_reply(self, request: GenerateRequest) -> ScriptedReply:
        """Return the next of the script, or the rest of the last one that begins with a cut one."""
        if request.continues:
            said = [self.replies[(self._given - 1) % len(self.replies)], *self.replies]
            rests = (_rest(reply, request.messages[-1]) for reply in said)
            found = next((rest for rest in rests if rest is not None), None)
            if found is not None:
                return found
        self._given += 1
        return self.replies[(self._given - 1) % len(self.replies)]

    def stop(self) -> None:
        """End the reply at its next piece."""
        self._stop.set()

    async def count_tokens(self, text: str) -> int:
        """Count pieces."""
        if self._model is None:
            raise EngineError(_("No model is loaded."))
        return len(scripted_tokens(text))

    async def close(self) -> None:
        """Nothing was started."""


def _pieces(reply: ScriptedReply) -> list[tuple[str, str]]:
    thoughts = [("", piece) for piece in _PIECE.findall(reply.reasoning)]
    return thoughts + [(piece, "") for piece in _PIECE.findall(reply.text)]


def _rest(reply: ScriptedReply, cut: ChatMessage) -> ScriptedReply | None:
    """Return what is left to say of a reply; `None` when it does not begin with the cut one."""
    if not cut.content and reply.reasoning.startswith(cut.reasoning):
        return replace(reply, reasoning=reply.reasoning[len(cut.reasoning) :])
    if reply.text.startswith(cut.content) and reply.reasoning == cut.reasoning:
        return replace(reply, reasoning="", text=reply.text[len(cut.content) :])
    return None


def _render(messages: Sequence[ChatMessage], *, is_open: bool) -> str:
    rendered = "".join(f"{message.role}: {message.content}\n" for message in messages)
    return rendered[:-1] if is_open else rendered


async def _pace(tokens: int, tokens_per_second: float) -> None:
    await asyncio.sleep(tokens / tokens_per_second if tokens_per_second > 0 else 0)
