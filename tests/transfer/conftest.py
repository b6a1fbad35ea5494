import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from imports import NOW, Memory

from assistant.conversation import Conversation, ConversationStore, Message
from assistant.transfer import ImportProgress, import_file

Import = Callable[..., ImportProgress]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    with closing(ConversationStore.open(tmp_path / "data" / "history.db")) as opened:
        yield opened


@pytest.fixture
def import_all(tmp_path: Path, store: ConversationStore) -> Import:
    """Imports bytes, or values as JSON, from a file of any name; returns the last progress."""

    def run(content: object, name: str = "some.json") -> ImportProgress:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        *_, last = import_file(path, store, NOW)
        return last

    return run


@pytest.fixture
def read_one(tmp_path: Path) -> Callable[[object], tuple[Conversation, tuple[Message, ...]]]:
    """Reads one conversation of an export."""

    def run(found: object) -> tuple[Conversation, tuple[Message, ...]]:
        path = tmp_path / "one.json"
        path.write_text(json.dumps([found]), "utf-8")
        memory = Memory()
        *_, last = import_file(path, memory, NOW)
        assert last.problems == ()
        [tree] = memory.trees
        return tree

    return run
