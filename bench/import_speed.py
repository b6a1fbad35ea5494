"""How long 20,000 messages of another program take to come in, and what takes the time."""

import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from figure import Figure
from large_exports import write_chatgpt_export

from assistant.conversation import Conversation, ConversationStore, Message
from assistant.transfer import import_file

CONVERSATIONS, MESSAGES = 800, 25
LIMIT_SECONDS = 20.0


class _Nowhere:
    """A store that keeps nothing: what is left is the reading."""

    def add_tree(self, conversation: Conversation, messages: Sequence[Message]) -> int:  # noqa: ARG002 - as the store takes it
        return len(messages)


async def measure() -> list[Figure]:
    """Import once into a fresh database, beside reading alone, bare JSON, and bare disk writes."""
    with TemporaryDirectory() as folder:
        export = Path(folder) / "conversations.json"
        write_chatgpt_export(export, CONVERSATIONS, MESSAGES)
        parsing = _seconds(lambda: json.loads(export.read_bytes()))
        reading = _seconds(lambda: list(import_file(export, _Nowhere(), datetime.now(UTC))))
        syncing = _seconds(lambda: _synced_writes(Path(folder) / "bare"))
        with closing(ConversationStore.open(Path(folder) / "data" / "glassbox.db")) as store:
            steps = 0

            def run() -> None:
                nonlocal steps
                steps = len(list(import_file(export, store, datetime.now(UTC))))

            importing = _seconds(run)
            stored = sum(len(store.messages(each.id)) for each in store.conversations())
    assert stored == CONVERSATIONS * MESSAGES
    return [
        Figure(
            what=f"import of {stored:,} messages, progress shown",
            measured=f"{importing:.1f} s, reading {reading / importing:.0%} of it; {steps:,} steps",
            target=f"≤ {LIMIT_SECONDS:.0f} s",
            met=importing <= LIMIT_SECONDS,
            compared_with=f"`json.loads` {parsing:.1f} s, {CONVERSATIONS} bare synced writes "
            f"{syncing:.1f} s",
        )
    ]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _synced_writes(path: Path) -> None:
    """As many writes that reach the disk as an import makes, of about the same size."""
    with path.open("wb", buffering=0) as file:
        for _ in range(CONVERSATIONS):
            file.write(b"x" * 40_000)
            os.fsync(file.fileno())
