from collections.abc import Iterator
from pathlib import Path

import pytest
from open_memories import Memories

from assistant_memory.long_term import LongTermMemory


@pytest.fixture
def memories(tmp_path: Path) -> Iterator[Memories]:
    opener = Memories(tmp_path / "memory")
    yield opener
    opener.close_all()


@pytest.fixture
def memory(memories: Memories) -> LongTermMemory:
    return memories.open()
