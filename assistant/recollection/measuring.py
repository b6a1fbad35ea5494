"""The models that the memory compares and ranks texts by, as the settings name them."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.engine.embedders import check_reranker, read_embedder
from assistant.engine.retrieval import RetrievalEngine
from assistant.errors import AssistantError, ModelFileError, NotFoundError
from assistant.locales import _
from assistant.models import locate_model
from assistant.recollection.engine_reranker import EngineReranker
from assistant.recollection.engine_vectors import EngineVectors, Lines, Patience
from assistant.settings import MemorySettings
from assistant.threads import LoopCalls

if TYPE_CHECKING:  # it loads numpy, which the first picture does not wait for
    from assistant_memory.protocols import Embedder

BUILT_IN, OFF, CHAT = "built-in", "off", "chat"
_QUESTION_SHARE, _QUESTION_SHARE_BESIDE_RERANKER = 0.6, 0.2
"""Of the time that an answer waits for the memory, what a question's vector may take."""
_TEXTS_SECONDS = 2.0
"""A reply may be under way, and whoever adds a memory does not wait for its end."""
_LOADING_SECONDS = 60.0


class ClosableEngine(RetrievalEngine, Protocol):
    """What `assistant.engine.client.WorkerEngine` is, too."""

    async def close(self) -> None:
        """Release everything that was started for it."""
        ...


@dataclass(frozen=True, slots=True)
class MeasuringEngine:
    """An engine, and the event loop that it lives in."""

    engine: ClosableEngine
    loop: Callable[[], asyncio.AbstractEventLoop]
    has_chat: Callable[[], bool] = lambda: False
    """Whether a chat model is loaded."""
    is_own: bool = False
    """Nobody else closes it."""


class Measuring:
    """Makes the embedder and the reranker of one program; they ask its engine.

    `embedder` and `reranker` are called on the threads of the memory and the documents, the rest in
    the event loop. `is_alone`: a command waits for what it asks for, and nothing is loaded before
    it is needed.
    """

    def __init__(
        self,
        settings: MemorySettings,
        models_folder: Path,
        engine: MeasuringEngine,
        built_in: "Callable[[], Embedder]",
        *,
        is_alone: bool = False,
    ) -> None:
        self._settings = settings
        self._models_folder = models_folder
        self._engine = engine
        self._built_in = built_in
        self._is_alone = is_alone
        self._questions, self._texts = LoopCalls(engine.loop), LoopCalls(engine.loop)
        self._ranking = LoopCalls(engine.loop)
        self._questions_in_progress = 0
        self._reranker: EngineReranker | None = None
        self.stands_in = False
        """Whether the built-in embedder does what another one was to do."""
        self._told: set[str] = set()
        self._notices: list[str] = []

    def embedder(self) -> "Embedder":
        """Return what the settings name; what comes with the program when that cannot be used."""
        name = self._settings.embedder.strip()
        if name.lower() == BUILT_IN:
            return self._built_in()
        try:
            return self._engine_embedder(name)
        except (NotFoundError, ModelFileError) as error:
            told = _("memory.embedder: {problem} This time the built-in embedder compares texts.")
            self._tell(told.format(problem=error))
            self.stands_in = True
            return self._built_in()

    def reranker(self) -> EngineReranker | None:
        """Return what the settings name; `None` for nothing, or when that cannot be used."""
        name = self._settings.reranker.strip()
        if name.lower() == OFF:
            return None
        try:
            path = None if name.lower() == CHAT else locate_model(name, self._models_folder)
            if path is not None:
                check_reranker(path)
        except AssistantError as error:
            told = _("memory.reranker: {problem} This time what is found is not read again.")
            self._tell(told.format(problem=error))
            return None
        self._reranker = EngineReranker(
            self._engine.engine,
            path,
            self._ranking,
            self._engine.has_chat,
            self._tell,
            loads=self._is_alone,
        )
        if not self._is_alone:
            self._ranking.start(self._reranker.warm_up)
        return self._reranker

    def chat_model_loaded(self) -> None:
        """Make the chat model ready to judge, if it is to."""
        if self._reranker is not None and self._reranker.asks_chat_model:
            self._ranking.start(self._reranker.warm_up)

    @contextmanager
    def making_way(self) -> Generator[None]:
        """Let nothing but the question itself be measured until the block ends."""
        self._questions_in_progress += 1
        self._texts.call_off()
        try:
            yield
        finally:
            self._questions_in_progress -= 1

    def take_notice(self) -> str:
        """What the user should know, one sentence at a time; each is told once."""
        return self._notices.pop(0) if self._notices else ""

    async def close(self) -> None:
        """Ask the engine nothing more; threads that wait for it go on at once."""
        for calls in (self._questions, self._texts, self._ranking):
            calls.close()
        if self._engine.is_own:
            await self._engine.engine.close()

    def _engine_embedder(self, name: str) -> "Embedder":
        """Return the model of a name; raises `NotFoundError` or `ModelFileError`."""
        from assistant_memory.embedding.packed import PackedEmbedder  # noqa: PLC0415 - loads numpy

        patience = Patience(_LOADING_SECONDS, _LOADING_SECONDS, _LOADING_SECONDS)
        if not self._is_alone:
            has_reranker = self._settings.reranker.strip().lower() != OFF
            share = _QUESTION_SHARE_BESIDE_RERANKER if has_reranker else _QUESTION_SHARE
            question = self._settings.wait_milliseconds / 1000 * share
            patience = replace(patience, question=question, texts=_TEXTS_SECONDS)
        vectors = EngineVectors(
            self._engine.engine,
            read_embedder(locate_model(name, self._models_folder)),
            Lines(self._questions, self._texts),
            patience,
            lambda: self._questions_in_progress > 0,
            self._tell,
        )
        try:
            if not self._is_alone:
                vectors.load()
        except (NotFoundError, ModelFileError):
            raise
        except AssistantError as error:
            self._tell(str(error))
        return PackedEmbedder(vectors)

    def _tell(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._notices.append(sentence)
