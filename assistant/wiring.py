"""The one place that chooses implementations and puts them together."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import ConversationStore
from assistant.data_folder import DataFolder
from assistant.engine import ChatEngine, ModelSource, states
from assistant.engine.client import WorkerEngine
from assistant.engine.system import EngineSystem
from assistant.errors import NotFoundError
from assistant.models import locate_model
from assistant.models.locate import DEFAULT_NAME
from assistant.recollection import Gone, MemoryKeeper
from assistant.recollection.measuring import Measuring, MeasuringEngine
from assistant.settings import Settings
from assistant.threads import BackgroundLoop
from assistant.turn import ChatSession
from assistant.turn.memory import MemoryHome

if TYPE_CHECKING:  # they load numpy, which the first picture does not wait for
    from assistant_memory.documents.library import DocumentLibrary
    from assistant_memory.embedding.static import StaticEmbedder
    from assistant_memory.ranking import RelatedTerms


def build_session(
    settings: Settings, folder: DataFolder, loop: asyncio.AbstractEventLoop
) -> ChatSession:
    """Return a session over the configured engine, which will live in this event loop.

    Nothing is opened or started yet.
    """
    engine = build_engine(settings, folder)
    return ChatSession(
        engine=engine,
        open_store=partial(open_store, folder),
        source_of=source_of(settings, folder),
        settings=settings,
        memory=memory_home(settings, folder, session_measuring(settings, folder, engine, loop)),
    )


def build_engine(settings: Settings, folder: DataFolder) -> ChatEngine:
    """Return the configured engine; it starts nothing before its first use."""
    if settings.engine.kind == "worker":
        return WorkerEngine(folder.engine_log)
    # Only demonstrations and tests wait for it.
    from assistant.demonstration import DEMONSTRATION  # noqa: PLC0415
    from assistant.engine.scripted import ScriptedEngine, read_script  # noqa: PLC0415

    script = settings.engine.script
    return ScriptedEngine(DEMONSTRATION if script is None else read_script(Path(script)))


async def describe_engine(log_file: Path) -> EngineSystem:
    """Ask the engine process what llama.cpp was built with; raises `EngineError`."""
    engine = WorkerEngine(log_file)
    try:
        return await engine.describe_system()
    finally:
        await engine.close()


def open_store(folder: DataFolder) -> ConversationStore:
    """Open the conversations of a data folder, on the calling thread.

    What the engine kept of conversations that are gone is removed, and the memory is to follow.
    """
    store = ConversationStore.open(folder.database)
    Gone(folder.memory).note(store.purged)
    for conversation_id in states.conversations_kept(folder.states):
        try:
            store.conversation(conversation_id)
        except NotFoundError:
            states.forget(folder.states, conversation_id)
    return store


def session_measuring(
    settings: Settings, folder: DataFolder, engine: ChatEngine, loop: asyncio.AbstractEventLoop
) -> Measuring:
    """Return the models of the memory beside a chat; only llama.cpp can measure texts."""
    shared = engine if isinstance(engine, WorkerEngine) else None
    measuring_engine = MeasuringEngine(
        shared or WorkerEngine(folder.engine_log),
        lambda: loop,
        has_chat=lambda: shared is not None and shared.model is not None,
        is_own=shared is None,
    )
    return Measuring(settings.memory, folder.models, measuring_engine, built_in_embedder)


@contextmanager
def measuring_alone(settings: Settings, folder: DataFolder) -> Generator[Measuring]:
    """Give the models of the memory to a command that runs without the chat.

    An engine is started when there is something to measure, and ends with the block.
    """
    loop = BackgroundLoop("engine")
    engine = MeasuringEngine(WorkerEngine(folder.engine_log), loop.loop, is_own=True)
    measuring = Measuring(settings.memory, folder.models, engine, built_in_embedder, is_alone=True)
    try:
        yield measuring
    finally:
        loop.close(measuring.close)


def memory_home(
    settings: Settings, folder: DataFolder, measuring: Measuring | None = None
) -> MemoryHome:
    """Say where the memory and the documents of a data folder are; nothing is opened yet."""
    return MemoryHome(
        open=partial(open_memory, folder, measuring),
        folder=folder.memory,
        open_library=partial(open_library, folder, settings, measuring),
        measuring=measuring,
        library=folder.documents_database,
        started_in=Path.cwd(),
        files=partial(files_with_words, folder),
        forget_states=partial(states.forget, folder.states),
    )


def open_memory(folder: DataFolder, measuring: Measuring | None = None) -> MemoryKeeper:
    """Open the memory of a data folder, on the calling thread; loading it takes a moment.

    Without `measuring` texts are compared by what the program brings.
    """
    # Numpy and what else it loads: not before it is needed.
    from assistant_memory.long_term import LongTermMemory  # noqa: PLC0415

    embedder = built_in_embedder() if measuring is None else measuring.embedder()
    reranker = None if measuring is None else measuring.reranker()
    return LongTermMemory.open(folder.memory, embedder, reranker=reranker, related=related_words())


@cache
def built_in_embedder() -> "StaticEmbedder":
    """Load what compares texts, as the program brings it."""
    from assistant_memory.embedding.static import StaticEmbedder  # noqa: PLC0415 - loads numpy

    return StaticEmbedder.load()


@cache
def related_words() -> "RelatedTerms":
    """Load the words that stand for others, as the program brings them."""
    from assistant_memory.ranking.built_in import built_in_thesaurus  # noqa: PLC0415 - loads numpy

    return built_in_thesaurus()


def files_with_words(folder: DataFolder) -> list[Path]:
    """Return everything of a data folder that can hold what the user said: all but the models."""
    return [each for each in folder.root.iterdir() if each not in (folder.models, folder.memory)]


def open_library(
    folder: DataFolder, settings: Settings, measuring: Measuring | None = None
) -> "DocumentLibrary":
    """Open the documents of a data folder, on the calling thread; as `open_memory`."""
    from assistant_memory.documents.indexing.run import RunLimits  # noqa: PLC0415 - loads numpy
    from assistant_memory.documents.library import DocumentLibrary  # noqa: PLC0415
    from assistant_memory.documents.passage_index import PassageIndex  # noqa: PLC0415

    limits = RunLimits(file_bytes=settings.documents.max_file_megabytes * 1024 * 1024)
    embedder = built_in_embedder() if measuring is None else measuring.embedder()
    searcher = PassageIndex(embedder, related_words())
    return DocumentLibrary.open(folder.documents_database, searcher, embedder, limits)


def source_of(settings: Settings, folder: DataFolder) -> Callable[[str], ModelSource]:
    """Return what finds a model by name or path and says how to load it."""

    def find(name: str) -> ModelSource:
        is_scripted = settings.engine.kind == "scripted"
        return ModelSource(
            path=Path("demonstration") if is_scripted else locate_model(name, folder.models),
            context_tokens=settings.model.context_tokens,
            gpu_layers=settings.model.gpu_layers,
            threads=settings.model.threads,
            tuning_file=folder.tuning,
            states_folder=folder.states,
            states_bytes=settings.engine.saved_states_megabytes * 1_000_000,
        )

    return find


def model_names(folder: DataFolder) -> list[str]:
    """Return the names that can be chosen, without opening a file."""
    return [DEFAULT_NAME, *sorted(file.stem for file in folder.models.glob("*.gguf"))]
