"""What disks, power cuts and accidents do to files."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.conversation import Conversation, ConversationStore, Draft, Message, TextPart
from assistant.errors import DamageError

PAGE_BYTES = 4096
Damage = Callable[[bytearray, random.Random], None]


def build_history(path: Path, conversations: int = 6, messages: int = 9) -> dict[str, Message]:
    """Make a database of conversations with short and long messages; return them by id."""
    said: dict[str, Message] = {}
    with closing(ConversationStore.open(path)) as store:
        now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
        for name in (f"c{number}" for number in range(conversations)):
            last: str | None = None
            for number in range(messages):
                text = f"{name}/{number} 서울에서 words " * (3 if number % 4 else 400)
                role = "assistant" if number % 2 else "user"
                message = Message(
                    f"{name}-{number}", name, last, role, (TextPart(text.strip()),), now
                )
                if last is None:
                    store.add_first_message(Conversation(name, f"about {name}", now, now), message)
                else:
                    store.add_message(message)
                last = message.id
                said[message.id] = message
        store.drafts.save("c1", Draft("half a thought"))
    return said


def copy_as_after_a_kill(path: Path, target: Path, *, index: bool = False) -> None:
    """Copy a database and its log while a program has it open: so a kill would leave them.

    With the index of the log, so that its last use is known; a crash of the system loses that.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal", "-shm") if index else ("", "-wal"):
        source = path.with_name(path.name + suffix)
        if source.exists():
            shutil.copy(source, target.with_name(target.name + suffix))


def zero_pages(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(max(1, len(data))) // PAGE_BYTES * PAGE_BYTES
        piece = data[start : start + PAGE_BYTES]
        data[start : start + PAGE_BYTES] = bytes(len(piece))


def scribble(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(max(1, len(data)))
        size = min(chance.choice([8, 300, 9000]), len(data) - start)
        data[start : start + size] = chance.randbytes(size)


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) * 3 // 4, len(data)) :]


def spoil_the_head(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(96)
    size = min(chance.randint(1, 100 - start), len(data) - start)
    data[start : start + size] = chance.randbytes(size)


DAMAGES: dict[str, Damage] = {
    "zeroed pages": zero_pages,
    "random bytes": scribble,
    "a cut end": cut,
    "a spoilt head": spoil_the_head,
}


def pages_of(path, query: str, *parameters: str) -> list[int]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(query, parameters)]


def root_of(path, name: str) -> int:
    return pages_of(path, "SELECT rootpage FROM sqlite_master WHERE name = ?", name)[0]


def leaves_of(path, name: str) -> list[int]:
    query = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno"
    return pages_of(path, query, name)


def overflow_of(path) -> list[int]:
    query = "SELECT pageno FROM dbstat WHERE name = 'messages' AND pagetype = 'overflow'"
    return pages_of(path, query)


def overwrite(path, number: int, content: bytes = bytes(PAGE_BYTES)) -> None:
    with path.open("r+b") as file:
        file.seek((number - 1) * PAGE_BYTES)
        file.write(content)


def all_messages(store: ConversationStore) -> dict[str, Message]:
    return {each.id: each for c in store.conversations() for each in store.messages(c.id)}


def heal(path) -> tuple[dict[str, Message], tuple[str, ...]]:
    """Start programs one after another until one finds nothing wrong, as a user would."""
    notices: list[str] = []
    for _ in range(3):
        with closing(ConversationStore.open(path)) as store:
            notices += store.notices
            try:
                store.check()
                found = all_messages(store)
                for conversation in store.conversations():
                    store.branch(conversation.head_id)
            except DamageError:
                continue
        return found, tuple(notices)
    pytest.fail("the damage stays")


def assert_is_sound(path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.execute("PRAGMA integrity_check")) == [("ok",)]
        assert list(connection.execute("PRAGMA foreign_key_check")) == []
