"""The engine that lives in a child process: llama.cpp may crash, the chat may not."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from assistant.engine.frames import (
    CountTokens,
    Describe,
    Failure,
    LoadProgress,
    MeasurePrompt,
    ShowTokens,
    Stop,
    TokenCount,
    TokenTexts,
)
from assistant.engine.log import EngineLog
from assistant.engine.patience import Patience, seconds_left
from assistant.engine.process import EngineProcess
from assistant.engine.protocol import (
    EngineEvent,
    Finished,
    GenerateRequest,
    ModelInfo,
    ModelSource,
    PromptBuilt,
    PromptMeasured,
    PromptProgress,
    ReplyGrew,
)
from assistant.engine.retrieval import (
    Embedded,
    EmbedRequest,
    Reranked,
    RerankRequest,
    TextKind,
    joined,
    portions,
)
from assistant.engine.states import forget
from assistant.engine.system import EngineSystem
from assistant.engine.value import Value
from assistant.errors import AssistantError, EngineDiedError, EngineError
from assistant.locales import _
from assistant.threads import OwnerThread

V = TypeVar("V", bound=Value)
_Answer = TypeVar("_Answer", Embedded, Reranked)

STOP_SECONDS = 10.0
"""A worker that has not stopped after this long is ended and started anew."""


class WorkerEngine:
    """Speaks to one worker process, and starts another when it dies.

    Requests are answered one at a time; a second one waits for the first.
    """

    def __init__(self, log_file: Path, *, stop_seconds: float = STOP_SECONDS) -> None:
        self._log = EngineLog(log_file)
        self._patience = Patience(stop_seconds)
        self._log_thread = OwnerThread("engine-log")
        self._process: EngineProcess | None = None
        self._source: ModelSource | None = None
        self._model: ModelInfo | None = None
        self._busy = asyncio.Lock()

    @property
    def model(self) -> ModelInfo | None:
        """The loaded model; `None` before `load` and after a crash."""
        return self._model

    @property
    def process_id(self) -> int | None:
        """Process id of the worker; `None` while there is none."""
        return None if self._process is None else self._process.pid

    async def load(
        self, source: ModelSource, on_progress: Callable[[float], None] | None = None
    ) -> ModelInfo:
        """Load a model, replacing the present one; see `ChatEngine.load`."""
        async with self._turn():
            self._source = source
            return await self._load(source, on_progress)

    async def generate(self, request: GenerateRequest) -> AsyncGenerator[EngineEvent, None]:
        """Yield what happens until `Finished`; see `ChatEngine.generate`."""
        async with self._turn():
            process = await self._ready()
            began = ended = False
            try:
                await self._send(process, request)
                while not ended:
                    event = await self._receive_event(process)
                    began, ended = True, isinstance(event, Finished)
                    yield event
            except AssistantError as error:
                ended = True
                if isinstance(error, EngineDiedError) and not began:
                    await self._distrust(request.conversation_id)
                raise
            finally:
                if not ended:
                    await self._abandon(process)

    def stop(self) -> None:
        """End the reply in progress; a worker that does not obey is ended itself."""
        if self._process is None or not self._busy.locked():
            return
        self._process.send_soon(Stop())
        self._patience.lose_after_all(partial(self._process.kill, _("it did not obey a stop")))

    async def count_tokens(self, text: str) -> int:
        """Count the tokens of a text; see `ChatEngine.count_tokens`."""
        return (await self._ask(CountTokens(text=text), TokenCount)).tokens

    async def measure(self, request: GenerateRequest) -> PromptMeasured:
        """Build a prompt without reading it; see `ChatEngine.measure`."""
        return await self._ask(MeasurePrompt(request=request), PromptMeasured)

    async def pieces(self, ids: Sequence[int]) -> list[bytes]:
        """Return what tokens stand for; see `ChatEngine.pieces`."""
        answer = await self._ask(ShowTokens(ids=tuple(ids)), TokenTexts)
        return [text.encode("latin-1") for text in answer.texts]

    async def embed(self, path: Path, texts: Sequence[str], kind: TextKind) -> Embedded:
        """Return a vector of each text; see `RetrievalEngine.embed`."""
        requests = [EmbedRequest(path=path, texts=each, kind=kind) for each in portions(texts)]
        return joined([await self._measured(each, Embedded) for each in requests])

    async def rerank(
        self, path: Path | None, question: str, passages: Sequence[str], *, seconds: float
    ) -> tuple[float, ...]:
        """Return how relevant the first passages are; see `RetrievalEngine.rerank`."""
        left = await seconds_left(self._busy, seconds)
        if left is None:
            return ()
        request = RerankRequest(
            path=path, question=question, passages=tuple(passages), seconds=left
        )
        return (await self._measured(request, Reranked)).scores

    async def describe_system(self) -> EngineSystem:
        """Ask the worker what llama.cpp was built with and sees; raises `EngineDiedError`."""
        async with self._turn():
            process = await self._start()
            with self._ended_if_cancelled(process):
                await self._send(process, Describe())
                answer = await self._receive(process)
            if not isinstance(answer, EngineSystem):
                raise self._confused(process)
            return answer

    async def close(self) -> None:
        """End the worker."""
        self._patience.calm()
        self._model = None
        if self._process is not None:
            process, self._process = self._process, None
            await process.close()
        self._log_thread.close()

    async def _ask(self, question: Value, kind: type[V]) -> V:
        """Ask the loaded model something that has one answer."""
        async with self._turn():
            process = self._process
            if process is None or self._model is None:
                raise EngineError(_("No model is loaded. Choose one with `/model`."))
            with self._ended_if_cancelled(process):
                await self._send(process, question)
                answer = await self._receive(process)
            if not isinstance(answer, kind):
                raise self._confused(process)
            return answer

    async def _measured(
        self, request: EmbedRequest | RerankRequest, kind: type[_Answer]
    ) -> _Answer:
        """Ask about texts; whoever does not wait for the answer has it stopped, not the worker."""
        async with self._turn():
            process = await self._start()
            await self._send(process, request)
            try:
                answer = await self._receive(process)
            except asyncio.CancelledError:
                self.stop()
                with suppress(AssistantError), self._ended_if_cancelled(process):
                    await self._receive(process)
                raise
            if not isinstance(answer, kind):
                raise self._confused(process)
            return answer

    async def _load(
        self, source: ModelSource, on_progress: Callable[[float], None] | None
    ) -> ModelInfo:
        self._model = None
        process = await self._start()
        try:
            with self._ended_if_cancelled(process):
                await self._send(process, source)
                while isinstance(answer := await self._receive(process), LoadProgress):
                    if on_progress is not None:
                        on_progress(answer.share)
        except EngineDiedError as death:
            raise EngineDiedError(
                _("{name} could not be loaded. {death}").format(name=source.path.name, death=death)
            ) from death
        if not isinstance(answer, ModelInfo):
            raise self._confused(process)
        self._model = answer
        return answer

    @asynccontextmanager
    async def _turn(self) -> AsyncGenerator[None, None]:
        """Wait until the worker is free, and leave it without a stop that is still awaited."""
        async with self._busy:
            try:
                yield
            finally:
                self._patience.calm()

    @contextmanager
    def _ended_if_cancelled(self, process: EngineProcess) -> Generator[None, None, None]:
        """End the worker when nobody will hear its answer: the next request must not."""
        try:
            yield
        except asyncio.CancelledError:
            self._end(process, _("it was not needed any more"))
            raise

    async def _ready(self) -> EngineProcess:
        """Return a worker with the model loaded, loading it again after a crash."""
        if self._process is not None and not self._process.is_alive:
            self._forget()
        if self._model is None:
            if self._source is None:
                raise EngineError(_("No model is loaded. Choose one with `/model`."))
            await self._load(self._source, None)
        return await self._start()

    async def _start(self) -> EngineProcess:
        if self._process is None or not self._process.is_alive:
            self._forget()
            self._process = await EngineProcess.start(self._log, self._log_thread)
        return self._process

    async def _send(self, process: EngineProcess, value: Value) -> None:
        try:
            await process.send(value)
        except EngineDiedError:
            self._forget()
            raise

    async def _receive(self, process: EngineProcess) -> Value:
        """Return the next value; what the worker reports as a failure is raised."""
        try:
            value = await process.receive()
        except EngineDiedError:
            self._forget()
            raise
        if isinstance(value, Failure):
            raise value.error()
        return value

    async def _receive_event(self, process: EngineProcess) -> EngineEvent:
        event = await self._receive(process)
        if not isinstance(event, PromptBuilt | PromptProgress | ReplyGrew | Finished):
            raise self._confused(process)
        return event

    async def _abandon(self, process: EngineProcess) -> None:
        """Stop a reply nobody listens to any more, and read its stream to the end."""
        self.stop()
        with suppress(AssistantError), self._ended_if_cancelled(process):
            while not isinstance(await self._receive(process), Finished):
                pass

    async def _distrust(self, conversation_id: str) -> None:
        """Forget what was kept of a conversation whose prompt a worker died of."""
        if self._source is not None and self._source.states_folder is not None:
            await self._log_thread.call(forget, self._source.states_folder, conversation_id)

    def _confused(self, process: EngineProcess) -> EngineError:
        """End a worker whose answers are not those to our questions."""
        self._end(process, _("it answered something else"))
        return EngineError(_("The engine answered something else. Try again, it starts anew."))

    def _end(self, process: EngineProcess, because: str) -> None:
        process.kill(because)
        self._forget()

    def _forget(self) -> None:
        self._process, self._model = None, None
