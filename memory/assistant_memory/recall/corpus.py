"""What the search holds in memory of the database, and how it stays in step with it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from assistant_memory.ranking.corpus import Corpus as Rows
from assistant_memory.ranking.corpus import Entry
from assistant_memory.recall.groups import Groups
from assistant_memory.store.entries import Keys, StoredEntry, plain_scope
from assistant_memory.store.store import MemoryStore
from assistant_memory.text import TERMS_VERSION
from assistant_memory.values import Query, Scope
from assistant_memory.vectors.encoding import decode
from assistant_memory.vectors.exact import ExactIndex
from assistant_memory.vectors.index import Vector

T = TypeVar("T")
_BATCH = 4000


class Corpus:
    """Every record that can be found, with its terms and its vector."""

    def __init__(self, dimensions: int, embedder: int) -> None:
        self.rows = Rows(dimensions)
        self.exact = ExactIndex(self.rows)
        self.generation = 0
        self._dimensions = dimensions
        self._embedder = embedder
        self._entries: dict[str, StoredEntry] = {}
        self._groups = Groups()
        self._version: int = -1
        self._unsound: set[str] = set()

    def synchronise(self, store: MemoryStore, *, has_written: bool = False) -> Sequence[str] | None:
        """Take in what changed in the database, by whomever; return what, `None` for everything."""
        version = store.version()
        if version == self._version and not has_written:
            return ()
        generation = store.generation()
        changed = store.changed_since(self.generation) if self._version >= 0 else None
        if changed is None:
            self._load(store)
        elif changed:
            self._forget(changed)
            self._take(store.entries_of(changed))
        self._version, self.generation = version, generation
        return changed

    def successor(self, record_id: str) -> str | None:
        """The active memory that took the place of a superseded one."""
        seen = {record_id}
        entry = self._entries.get(record_id)
        while entry is not None and entry.superseded_by and entry.superseded_by not in seen:
            seen.add(entry.superseded_by)
            entry = self._entries.get(entry.superseded_by)
        is_other = entry is not None and entry.id != record_id and entry.state == "active"
        return entry.id if entry is not None and is_other else None

    def left_out(self, query: Query) -> frozenset[str]:
        """Records that may not be recalled for a question."""
        return self._groups.left_out(query)

    def neighbours(self, vector: Vector, scope: Scope, limit: int) -> list[str]:
        """The active memories of a scope that lie closest, closest first."""
        scopes, entries = frozenset({plain_scope(scope)}), self._entries

        def allowed(record_id: str) -> bool:
            entry = entries.get(record_id)
            return entry is not None and entry.state == "active" and entry.is_in(scopes)

        return [match.id for match in self.exact.search(vector, limit, allowed)]

    def drop(self, ids: Sequence[str], store: MemoryStore) -> None:
        """Let go of what was just erased, having been in step before."""
        if store.version() == self._version:
            self._forget(ids)
            self.generation = store.generation()

    def count(self) -> int:
        """How many records there are."""
        return len(self._entries)

    def embedded_count(self) -> int:
        """How many of them have a vector of the embedder in use."""
        return self.exact.count()

    def unsound(self) -> Sequence[str]:
        """Records with vectors that cannot be."""
        return sorted(self._unsound)

    def _load(self, store: MemoryStore) -> None:
        self._entries.clear()
        self._groups = Groups()
        self._unsound.clear()
        self.rows.clear()
        self._take(store.entries())

    def _forget(self, ids: Sequence[str]) -> None:
        for each in ids:
            entry = self._entries.pop(each, None)
            if entry is not None:
                self._groups.remove(entry)
        self._unsound.difference_update(ids)
        self.rows.remove(ids)

    def _take(self, entries: Iterable[tuple[StoredEntry, Keys | None]]) -> None:
        for batch in _batches(entries, _BATCH):
            self._entries.update((entry.id, entry) for entry, _ in batch)
            self._groups.add(entry for entry, _ in batch)
            keyed = [(entry, keys) for entry, keys in batch if keys is not None]
            embedded = [keys for _, keys in keyed if keys.embedder == self._embedder]
            vectors, places = decode([keys.vector for keys in embedded], self._dimensions)
            believed = {
                embedded[i].record_id: vector for i, vector in zip(places, vectors, strict=True)
            }
            self._unsound.update(
                keys.record_id for keys in embedded if keys.record_id not in believed
            )
            self.rows.put(
                [
                    Entry(
                        id=entry.id,
                        terms=keys.terms if keys.terms_version == TERMS_VERSION else b"",
                        session=_session(entry),
                        place=entry.said_at,
                        said_at=entry.said_at,
                        vector=believed.get(entry.id),
                    )
                    for entry, keys in keyed
                ]
            )


def _session(entry: StoredEntry) -> str:
    return entry.conversation_id if entry.is_round else ""


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
