"""A memory that keeps its promises in a few lines: for tests of everything around it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant_memory.errors import NoMemoryError
from assistant_memory.outcomes import Change, ImportReport, MemoryFilter, Remembered
from assistant_memory.values import Memory, NewMemory, Query, Recalled, Recollection, Round


@dataclass(frozen=True)
class SmallTrace:
    path: Path
    what: str
    offset: int


@dataclass(frozen=True)
class SmallProof:
    files_scanned: int
    bytes_scanned: int
    found: tuple[SmallTrace, ...] = ()
    searched_for: int = 1
    unreadable: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()
    texts_not_searched: int = 0

    @property
    def is_clean(self) -> bool:
        return not self.found


@dataclass
class SmallMemory:
    """Memories in a dictionary. Recalls what shares a word with the question."""

    now: datetime = datetime(2026, 3, 5, 9, 41, tzinfo=UTC)
    notices: Sequence[str] = ()
    memories: dict[str, Memory] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    asked: list[Query] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    """Ids of which no trace is to be left."""
    is_closed: bool = False
    _done: list[tuple[str, dict[str, Memory]]] = field(default_factory=list)
    _undone: list[tuple[str, dict[str, Memory]]] = field(default_factory=list)

    def close(self, *, at_once: bool = False) -> None:
        self.is_closed = True

    def unsettled_count(self) -> int:
        return 0

    def settle(self) -> bool:
        return False

    def remember(self, new: NewMemory) -> Remembered:
        for each in self.memories.values():
            if each.text.casefold() == new.text.casefold() and each.state == "active":
                return Remembered(each, "merged", each)
        self._note("remember")
        said_at = new.said_at or self.now
        memory = Memory(
            id=f"{len(self.memories) + 1:032x}", text=new.text, kind=new.kind, scope=new.scope,
            subject=new.subject, said_at=said_at, holds_from=new.holds_from,
            holds_until=new.holds_until, source=new.source, confidence=new.confidence,
            pinned=new.pinned, state="active", superseded_by=None, created_at=said_at,
            updated_at=said_at,
        )  # fmt: skip
        self.memories[memory.id] = memory
        return Remembered(memory, "added")

    def edit(self, memory_id: str, text: str) -> Memory:
        return self._change("edit", memory_id, text=text)

    def pin(self, memory_id: str, *, pinned: bool) -> Memory:
        return self._change("pin", memory_id, pinned=pinned)

    def put_away(self, memory_id: str) -> Memory:
        return self._change("put_away", memory_id, state="forgotten")

    def undo(self) -> Change | None:
        return self._swap(self._done, self._undone)

    def redo(self) -> Change | None:
        return self._swap(self._undone, self._done)

    def get(self, memory_id: str) -> Memory:
        if memory_id not in self.memories:
            raise NoMemoryError("there is no such memory")
        return self.memories[memory_id]

    def list(self, wanted: MemoryFilter) -> Sequence[Memory]:
        found = [
            each
            for each in self.memories.values()
            if each.state in wanted.states and wanted.text.casefold() in each.text.casefold()
        ]
        return sorted(found, key=lambda each: each.said_at, reverse=True)[: wanted.limit]

    def export(self) -> Iterator[Mapping[str, object]]:
        for each in self.memories.values():
            yield {"id": each.id, "text": each.text}

    def import_(self, lines: Iterable[str]) -> ImportReport:
        count = 0
        for line in lines:
            self.remember(NewMemory(json.loads(line)["text"]))
            count += 1
        return ImportReport(memories=count)

    def keep_rounds(self, rounds: Sequence[Round]) -> None:
        self.rounds.update({each.id: each for each in rounds})

    def drop_rounds(self, conversation_id: str) -> None:
        self.rounds = {
            name: each
            for name, each in self.rounds.items()
            if each.conversation_id != conversation_id
        }

    def drop_for_good(self, ids: Sequence[str]) -> None:
        self.erased += ids
        for each in ids:
            self.rounds.pop(each, None)

    def rounds_of(self, conversation_id: str) -> Sequence[Round]:
        return [each for each in self.rounds.values() if each.conversation_id == conversation_id]

    def conversation_ids(self) -> Sequence[str]:
        return list({each.conversation_id for each in self.rounds.values()})

    def recall(self, query: Query) -> Recollection:
        self.asked.append(query)
        words = set(query.text.casefold().split())
        memories = [
            Recalled(each, 0.9, is_relevant=bool(words & set(each.text.casefold().split())))
            for each in self.memories.values()
            if each.state == "active" and each.scope in query.scopes
        ]
        rounds = [
            Recalled(each, 0.8, is_relevant=bool(words & set(each.question.casefold().split())))
            for each in self.rounds.values()
            if each.conversation_id != query.not_conversation_id
        ]
        found = [*memories, *rounds][: query.limit]
        return Recollection(tuple(sorted(found, key=lambda each: not each.is_relevant)))

    def round_ids(self, conversation_id: str) -> Sequence[str]:
        return [
            name for name, each in self.rounds.items() if each.conversation_id == conversation_id
        ]

    def erase(self, ids: Sequence[str], roots: Sequence[Path] = ()) -> SmallProof:
        words = [self.memories[each].text.encode() for each in ids if each in self.memories]
        for each in ids:
            self.memories.pop(each, None)
            self.rounds.pop(each, None)
        self._done.clear()
        self._undone.clear()
        files = [
            each for root in roots for each in ((root,) if root.is_file() else root.rglob("*"))
        ]
        contents = {file: file.read_bytes() for file in files if file.is_file()}
        found = tuple(
            SmallTrace(file, "text", data.index(word))
            for file, data in contents.items()
            for word in words
            if word in data
        )
        return SmallProof(len(files), sum(map(len, contents.values())), found)

    def _change(self, kind: str, memory_id: str, **fields: object) -> Memory:
        memory = replace(self.get(memory_id), **fields)
        self._note(kind)
        self.memories[memory_id] = memory
        return memory

    def _note(self, kind: str) -> None:
        self._done.append((kind, dict(self.memories)))
        self._undone.clear()

    def _swap(self, taken, put) -> Change | None:
        if not taken:
            return None
        kind, before = taken.pop()
        now = self.memories
        put.append((kind, now))
        self.memories = before
        touched = [each for name, each in before.items() if now.get(name) != each]
        return Change(kind, self.now, tuple(touched))
