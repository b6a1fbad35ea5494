"""A memory and documents for a session under test."""

from collections.abc import Callable, Sequence
from pathlib import Path

from plain_search import PlainSearcher

from assistant.recollection import MemoryKeeper
from assistant.turn.memory import MemoryHome
from assistant_memory.documents.library import DocumentLibrary


def memory_home(
    memory: MemoryKeeper, folder: Path, files: Callable[[], Sequence[Path]] = tuple
) -> MemoryHome:
    """Return where a session has its memory; documents are real ones, searched by their words."""
    library = folder / "documents.db"
    return MemoryHome(
        open=lambda: memory,
        folder=folder,
        open_library=lambda: DocumentLibrary.open(library, PlainSearcher()),
        library=library,
        files=files,
    )
