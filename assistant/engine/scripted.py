"""A model that says what it is told: for tests, demonstrations and screenshots.

It satisfies `ChatEngine` honestly: it counts tokens, keeps a prefix, reports progress, obeys `stop`
and limits, and records the requests it was given. It only does not think.
"""

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
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
    PromptMeasured,
    PromptProgress,
    ReplyGrew,
    Segment,
    SegmentSpan,
)
from assistant.engine.retrieval import Embedded, TextKind
from assistant.engine.scripted_texts import SCRIPTED_DIMENSIONS, scripted_scores, scripted_vector
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


_SILENT = ScriptedReply("")
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
    return tuple(map(_id_of, _PIECE.findall(text)))


def _id_of(piece: str) -> int:
    return crc32(piece.encode()) >> 1 | 1


@dataclass
class ScriptedEngine:
    """Gives replies in order, over and over."""

    replies: Sequence[ScriptedReply]
    context_tokens: int = 8192
    requests: list[GenerateRequest] = field(default_factory=list[GenerateRequest])
    _model: ModelInfo | None = None
    _cache: tuple[int, ...] = ()
    _given: int = 0
    _texts: dict[int, str] = field(default_factory=lambda: {END_OF_TURN: ""})
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
        reply = _SILENT if request.only_reads else self._next_reply(request)
        started = time.monotonic()
        read, spans = self._built(request)
        prompt = request.history + read
        cached = common_prefix(prompt, self._cache)
        yield PromptBuilt(
            read_tokens=read,
            prompt_tokens=len(prompt),
            cached_tokens=cached,
            history_kept=True,
            spans=spans,
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
            ids = self._ids(text or reasoning)
            generated += len(ids)
            self._cache += ids
            yield ReplyGrew(tokens=ids, text=text, reasoning=reasoning)
            await _pace(1, reply.tokens_per_second)
        if reply.error:
            raise EngineError(reply.error)
        if reason == "end" and not request.only_reads:
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

    async def measure(self, request: GenerateRequest) -> PromptMeasured:
        """Build the prompt that would be read."""
        if self._model is None:
            raise EngineError(_("No model is loaded."))
        read, spans = self._built(request)
        return PromptMeasured(
            tokens=len(request.history) + len(read), spans=spans, history_kept=True
        )

    async def pieces(self, ids: Sequence[int]) -> list[bytes]:
        """Return the texts that these ids were made of."""
        try:
            return [self._texts[token].encode() for token in ids]
        except KeyError as error:
            raise EngineError(_("The stored tokens are not this model's.")) from error

    async def embed(self, path: Path, texts: Sequence[str], kind: TextKind) -> Embedded:
        """Count words into vectors: texts are as alike as the words that they share."""
        del kind
        vectors = b"".join(map(scripted_vector, texts))
        return Embedded(
            fingerprint=f"scripted-{path.stem}", dimensions=SCRIPTED_DIMENSIONS, vectors=vectors
        )

    async def rerank(
        self, path: Path | None, question: str, passages: Sequence[str], *, seconds: float
    ) -> tuple[float, ...]:
        """Return the share of the question's words that each passage has; in no time, none."""
        del path
        return scripted_scores(question, passages) if seconds > 0 else ()

    async def close(self) -> None:
        """Nothing was started."""

    def _ids(self, text: str) -> tuple[int, ...]:
        self._texts.update((_id_of(piece), piece) for piece in _PIECE.findall(text))
        return scripted_tokens(text)

    def _built(self, request: GenerateRequest) -> tuple[tuple[int, ...], tuple[SegmentSpan, ...]]:
        """Make the ids that follow the history, and tell which segments they are of."""
        fresh = request.messages[len(request.messages) - request.fresh :]
        if not any(message.segments for message in fresh):
            return self._ids(_render(fresh, is_open=request.continues or request.only_reads)), ()
        ids: list[int] = []
        spans: list[SegmentSpan] = []
        for name, key, text in _parts(fresh, is_open=request.continues or request.only_reads):
            new = self._ids(text)
            start = len(request.history) + len(ids)
            ids.extend(new)
            if new and spans and (spans[-1].name, spans[-1].id) == (name, key):
                spans[-1] = spans[-1].model_copy(update={"end": start + len(new)})
            elif new:
                spans.append(SegmentSpan(name=name, id=key, start=start, end=start + len(new)))
        return tuple(ids), tuple(spans)


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


def _parts(messages: Sequence[ChatMessage], *, is_open: bool) -> Iterator[tuple[str, str, str]]:
    """Name, id and text of each segment; what is written around them belongs to them."""
    for number, message in enumerate(messages):
        is_cut = is_open and number == len(messages) - 1
        segments = message.segments or (Segment(name="", text=message.content),)
        for at, segment in enumerate(segments):
            begin = "" if at else f"{message.role}: "
            end = "\n" if at == len(segments) - 1 and not is_cut else ""
            yield segment.name, segment.id, f"{begin}{segment.text}{end}"


async def _pace(tokens: int, tokens_per_second: float) -> None:
    await asyncio.sleep(tokens / tokens_per_second if tokens_per_second > 0 else 0)
