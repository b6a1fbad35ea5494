"""The one place that chooses implementations and puts them together."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant.conversation import ConversationStore
from assistant.data_folder import DataFolder
from assistant.engine import ChatEngine, ModelSource, states
from assistant.engine.client import WorkerEngine
from assistant.engine.system import EngineSystem
from assistant.errors import NotFoundError
from assistant.models import locate_model
from assistant.models.locate import DEFAULT_NAME
from assistant.settings import Settings
from assistant.turn import ChatSession


def build_session(settings: Settings, folder: DataFolder) -> ChatSession:
    """Return a session over the configured engine; nothing is opened or started yet."""
    return ChatSession(
        engine=build_engine(settings, folder),
        open_store=partial(open_store, folder),
        source_of=source_of(settings, folder),
        settings=settings,
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

    What the engine kept of conversations that are gone is removed.
    """
    store = ConversationStore.open(folder.database)
    for conversation_id in states.conversations_kept(folder.states):
        try:
            store.conversation(conversation_id)
        except NotFoundError:
            states.forget(folder.states, conversation_id)
    return store


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
