"""Opens memories for tests, with a clock that the test moves."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hash_embedder import HashEmbedder

from assistant_memory.long_term import LongTermMemory
from assistant_memory.values import Query, Round

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    """A minute passes whenever it is read."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


class Memories:
    """Opens the memory of a folder, and closes what is open at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self._open: list[LongTermMemory] = []

    def open(self, embedder: HashEmbedder | None = None) -> LongTermMemory:
        opened = LongTermMemory.open(self.folder, embedder or HashEmbedder(), clock=self.clock)
        self._open.append(opened)
        return opened

    def close(self, memory: LongTermMemory) -> None:
        self._open.remove(memory)
        memory.close()

    def reopen(
        self, memory: LongTermMemory, embedder: HashEmbedder | None = None
    ) -> LongTermMemory:
        self.close(memory)
        return self.open(embedder)

    def close_all(self) -> None:
        for memory in self._open:
            memory.close()


def settle(memory: LongTermMemory) -> None:
    while memory.settle():
        pass


def ask(text: str, **options: object) -> Query:
    return Query(text, now=START, **options)  # pyright: ignore[reportArgumentType]


def texts_recalled(memory: LongTermMemory, question: str, **options: object) -> list[str]:
    found = memory.recall(ask(question, **options)).found
    return [getattr(each.item, "text", None) or each.item.question for each in found]


def a_round(number: int, question: str, answer: str, conversation_id: str = "talk") -> Round:
    return Round(f"{number:032x}", conversation_id, question, answer, START)
