"""Changes of what is remembered, each one step that is on disk and can be undone."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

from assistant_memory.errors import AssistantMemoryError
from assistant_memory.exchange import MOST_TEXT, RefusedError, clean, read_line
from assistant_memory.keys import KeyMaker
from assistant_memory.outcomes import Change, ChangeKind, ImportReport, Remembered
from assistant_memory.revision.decision import decide, merged, superseded
from assistant_memory.store.store import MemoryStore
from assistant_memory.values import Memory, NewMemory, Round, Scope
from assistant_memory.vectors.index import Vector

_COMPARED = 100
_IMPORT_BATCH = 500
_MOST_REASONS = 20


class MemoryWriter:
    """Writes memories and rounds; nothing of it is in an index yet."""

    def __init__(
        self,
        store: MemoryStore,
        keys: KeyMaker,
        neighbours: Callable[[Vector, Scope, int], Sequence[str]],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._neighbours = neighbours
        self._keys = keys
        self._clock = clock

    def remember(self, new: NewMemory) -> Remembered:
        """Add a memory, unless one says the same; what it contradicts gives way."""
        memory = self._made(new)
        # Before the lock: nobody waits for an embedder.
        keys = self._keys.keys([memory])
        close = self._neighbours(self._keys.vector(keys[0]), memory.scope, _COMPARED)
        with self._store.transaction():
            decision = decide(memory, self._others(memory, close))
            other = decision.other
            match decision.action:
                case "merge" if other is not None:
                    known = merged(memory, other, memory.created_at)
                    self._put("merge", known)
                    return Remembered(known, "merged", other)
                case "supersede" if other is not None:
                    return self._supersede(other, memory)
                case "add_superseded" if other is not None:
                    memory = superseded(memory, other, memory.created_at)
                case _:
                    pass
            self._put("remember", memory)
            self._store.put_keys(keys)
        return Remembered(memory, "added", other)

    def supersede(self, old_id: str, new: NewMemory) -> Remembered:
        """Add a memory in the place of another; both are kept."""
        memory = self._made(new)
        with self._store.transaction():
            return self._supersede(self._store.memory(old_id), memory)

    def edit(self, memory_id: str, text: str) -> Memory:
        """Change the words of a memory."""
        text = _checked(text)
        with self._store.transaction():
            memory = self._store.memory(memory_id)
            changed = replace(memory, text=text, updated_at=self._clock())
            self._put("edit", changed)
            self._store.put_keys(self._keys.keys([changed]))
        return changed

    def pin(self, memory_id: str, *, pinned: bool) -> Memory:
        """Pin a memory, or let go of it."""
        with self._store.transaction():
            memory = self._store.memory(memory_id)
            changed = replace(memory, pinned=pinned, updated_at=self._clock())
            self._put("pin", changed)
        return changed

    def put_away(self, memory_id: str) -> Memory:
        """Recall a memory no more; it is kept, until it is brought back or erased."""
        with self._store.transaction():
            memory = self._store.memory(memory_id)
            changed = replace(memory, state="forgotten", pinned=False, updated_at=self._clock())
            self._put("put_away", changed)
        return changed

    def undo(self) -> Change | None:
        """Take back the last change, by whichever program; `None` when there is none."""
        with self._store.transaction():
            action = self._store.last_action()
            return None if action is None else self._with_keys(self._store.undo(action))

    def redo(self) -> Change | None:
        """Do again what was undone last; `None` when there is nothing."""
        with self._store.transaction():
            action = self._store.next_action()
            return None if action is None else self._with_keys(self._store.redo(action))

    def keep_rounds(self, rounds: Sequence[Round]) -> None:
        """Keep rounds, in place of those with the same ids."""
        sound = [
            replace(
                each,
                question=clean(each.question),
                answer=clean(each.answer),
                title=clean(each.title),
            )
            for each in rounds
        ]
        keys = self._keys.keys(sound)
        with self._store.transaction():
            self._store.put_rounds(sound, keys)

    def drop_rounds(self, conversation_id: str) -> None:
        """Delete the rounds of a conversation."""
        with self._store.transaction():
            self._store.drop_rounds(conversation_id)

    def import_(self, lines: Iterable[str | bytes]) -> ImportReport:
        """Add what an export holds and is not there yet; undone in one step."""
        report, action = ImportReport(), 0
        batch: list[Memory | Round] = []
        for number, line in enumerate(lines, 1):
            try:
                record = read_line(line)
            except RefusedError as error:
                report = _refused(report, f"line {number:,}: {error}")
                continue
            if record is not None:
                batch.append(record)
            if len(batch) >= _IMPORT_BATCH:
                report, action = self._import_batch(batch, report, action)
                batch = []
        return self._import_batch(batch, report, action)[0]

    def _import_batch(
        self, batch: Sequence[Memory | Round], report: ImportReport, action: int
    ) -> tuple[ImportReport, int]:
        there = self._store.records(record.id for record in batch)
        fresh = {record.id: record for record in batch if record.id not in there}
        keys = self._keys.keys(list(fresh.values()))
        memories = [record for record in fresh.values() if isinstance(record, Memory)]
        rounds = [record for record in fresh.values() if isinstance(record, Round)]
        with self._store.transaction():
            if memories and not action:
                action = self._store.begin("import", self._clock())
            self._store.put(action, memories, [])
            self._store.put_rounds(rounds, keys)
        report = replace(
            report,
            memories=report.memories + len(memories),
            rounds=report.rounds + len(rounds),
            already_there=report.already_there + len(batch) - len(fresh),
        )
        return report, action

    def _supersede(self, old: Memory, memory: Memory) -> Remembered:
        gone = superseded(old, memory, memory.created_at)
        action = self._store.begin("supersede", memory.created_at)
        self._store.put(action, [gone, memory], self._keys.keys([memory]))
        return Remembered(memory, "superseded", old)

    def _others(self, memory: Memory, close: Sequence[str]) -> list[Memory]:
        """What a memory is compared with: the closest and the latest on its subject."""
        found = self._store.in_slot(memory.scope, memory.subject, _COMPARED)
        others = {each.id: each for each in found}
        for each in self._store.records(close).values():
            if isinstance(each, Memory) and _is_on(each, memory.subject):
                others[each.id] = each
        return sorted(others.values(), key=lambda other: other.said_at, reverse=True)

    def _put(self, kind: ChangeKind, memory: Memory) -> None:
        self._store.put(self._store.begin(kind, self._clock()), [memory], [])

    def _with_keys(self, change: Change) -> Change:
        """Make keys anew for the words that are back."""
        self._store.put_keys(self._keys.keys(change.memories))
        return change

    def _made(self, new: NewMemory) -> Memory:
        now = self._clock()
        is_number = math.isfinite(new.confidence)
        return Memory(
            id=uuid4().hex,
            text=_checked(new.text),
            kind=new.kind,
            scope=replace(new.scope, name=clean(new.scope.name)),
            subject=" ".join(clean(new.subject).split()),
            said_at=new.said_at or now,
            holds_from=new.holds_from,
            holds_until=new.holds_until,
            source=new.source and replace(new.source, quote=clean(new.source.quote)),
            confidence=min(1.0, max(0.0, new.confidence)) if is_number else 0.0,
            pinned=new.pinned,
            state="active",
            superseded_by=None,
            created_at=now,
            updated_at=now,
        )


def _checked(text: str) -> str:
    """The text as it is kept; raises `AssistantMemoryError` for one that cannot be a memory."""
    text = clean(text).strip()
    if not text:
        raise AssistantMemoryError("There is nothing to remember. Say it in a few words.")
    if len(text) > MOST_TEXT:
        raise AssistantMemoryError(
            f"A memory has at most {MOST_TEXT:,} characters. Keep a longer text as a document."
        )
    return text


def _is_on(memory: Memory, subject: str) -> bool:
    return memory.state == "active" and memory.subject.casefold() == subject.casefold()


def _refused(report: ImportReport, reason: str) -> ImportReport:
    reasons = (*report.reasons, reason)[:_MOST_REASONS]
    return replace(report, refused=report.refused + 1, reasons=reasons)
