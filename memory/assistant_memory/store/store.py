"""Memories, rounds and what they are found by: every change is on disk when the call returns."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from sqlite3 import Connection, Row

from assistant_memory.errors import NoMemoryError
from assistant_memory.outcomes import Change, ChangeKind, MemoryFilter
from assistant_memory.store import statements
from assistant_memory.store.database import Database
from assistant_memory.store.entries import Keys, StoredEntry, record_from_row, stored_entry
from assistant_memory.store.journal import Action, Journal
from assistant_memory.store.listing import selection
from assistant_memory.store.rows import memory_from_row, round_from_row, round_row
from assistant_memory.values import Memory, Round, Scope

_BATCH = 2000
_LEAST_FREE_PAGES = 1000
_KEPT_CHANGES = 20_000
"""Who is further behind reads everything anew."""


class MemoryStore:
    """The tables of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._journal = Journal(database)

    def transaction(self) -> AbstractContextManager[Connection]:
        """What is read and changed inside is one step; others wait."""
        return self._database.transaction()

    def close(self, *, at_once: bool = False) -> None:
        """End the use of the database; at once, it leaves its log to the next one."""
        if at_once:
            self._database.close_at_once()
        else:
            self._database.close()

    # Memories

    def memory(self, memory_id: str) -> Memory:
        """Return a memory; raises `NoMemoryError`."""
        found = self._database.rows(statements.MEMORY, memory_id)
        if not found:
            raise NoMemoryError(f"There is no memory {memory_id}; it may have been erased.")
        return memory_from_row(found[0])

    def records(self, ids: Iterable[str]) -> dict[str, Memory | Round]:
        """Return those memories and rounds that exist."""
        found: dict[str, Memory | Round] = {}
        for each in ids:
            for query in (statements.MEMORY, statements.ROUND):
                for row in self._database.rows(query, each):
                    found[each] = record_from_row(row)
        return found

    def in_slot(self, scope: Scope, subject: str, limit: int) -> list[Memory]:
        """The active memories on a subject in a scope, the latest first."""
        rows = self._database.rows(statements.IN_SLOT, scope.kind, scope.name, subject, limit)
        return [memory_from_row(row) for row in rows]

    def listed(self, wanted: MemoryFilter) -> list[Memory]:
        """What a filter lets through."""
        chosen = selection(wanted)
        return [
            memory_from_row(row) for row in self._database.rows(chosen.query, *chosen.parameters)
        ]

    def all_memories(self) -> Iterator[Memory]:
        """Every memory, in the order of arrival."""
        return (memory_from_row(row) for row in self._pages(statements.MEMORIES))

    def all_rounds(self) -> Iterator[Round]:
        """Every round, in the order of arrival."""
        return (round_from_row(row) for row in self._pages(statements.ROUNDS))

    def begin(self, kind: ChangeKind, now: datetime) -> int:
        """Begin an action that can be undone; inside a transaction."""
        return self._journal.begin(kind, now)

    def put(self, action: int, memories: Sequence[Memory], keys: Sequence[Keys]) -> None:
        """Store memories, new or changed, as part of an action; inside a transaction."""
        self._journal.put(action, memories)
        self.put_keys(keys)

    def last_action(self) -> Action | None:
        """What would be undone."""
        return self._journal.last()

    def next_action(self) -> Action | None:
        """What would be done again."""
        return self._journal.next()

    def undo(self, action: Action) -> Change:
        """Put back how its memories were; inside a transaction."""
        return self._journal.undo(action)

    def redo(self, action: Action) -> Change:
        """Do it again; inside a transaction."""
        return self._journal.redo(action)

    # Rounds

    def put_rounds(self, rounds: Sequence[Round], keys: Sequence[Keys]) -> None:
        """Store rounds, in place of those with the same ids; inside a transaction."""
        with self._database.transaction_in_progress() as connection:
            connection.executemany(statements.PUT_ROUND, map(round_row, rounds))
        self.put_keys(keys)

    def drop_rounds(self, conversation_id: str) -> None:
        """Delete the rounds of a conversation; inside a transaction."""
        with self._database.transaction_in_progress() as connection:
            connection.execute(statements.DELETE_ROUNDS_OF, (conversation_id,))

    def round_ids(self, conversation_id: str) -> list[str]:
        """Ids of the rounds of a conversation."""
        return [row[0] for row in self._database.rows(statements.IDS_OF_ROUNDS, conversation_id)]

    def rounds_of(self, conversation_id: str) -> list[Round]:
        """The rounds of a conversation, in the order of arrival."""
        return list(map(round_from_row, self._database.rows(statements.ROUNDS_OF, conversation_id)))

    def conversation_ids(self) -> list[str]:
        """The conversations that there are rounds of."""
        return [row[0] for row in self._database.rows(statements.CONVERSATIONS)]

    # What they are found by

    def put_keys(self, keys: Sequence[Keys]) -> None:
        """Store what records are found by; inside a transaction."""
        with self._database.transaction_in_progress() as connection:
            connection.executemany(
                statements.PUT_KEYS,
                ((k.record_id, k.terms_version, k.terms, k.embedder, k.vector) for k in keys),
            )

    def embedder(self, fingerprint: str) -> int:
        """Return the number that stands for an embedder; inside a transaction."""
        found = self._database.rows(statements.EMBEDDER, fingerprint)
        if found:
            return int(found[0][0])
        with self._database.transaction_in_progress() as connection:
            return int(connection.execute(statements.ADD_EMBEDDER, (fingerprint,)).lastrowid or 0)

    def forget_other_embedders(self, embedder: int) -> None:
        """Drop the names of those of which no vector is left; inside a transaction."""
        with self._database.transaction_in_progress() as connection:
            connection.execute(statements.FORGET_OTHER_EMBEDDERS, (embedder,))

    def unkeyed(self, embedder: int, terms_version: int, limit: int) -> list[str]:
        """Ids of records whose keys are missing or were made by others."""
        rows = self._database.rows(statements.UNKEYED, embedder, terms_version, limit)
        return [row[0] for row in rows]

    def entries(self) -> Iterator[tuple[StoredEntry, Keys | None]]:
        """Every record, as the search knows it."""
        for query in statements.ENTRIES:
            yield from map(stored_entry, self._pages(query))

    def entries_of(self, ids: Iterable[str]) -> Iterator[tuple[StoredEntry, Keys | None]]:
        """Those of these records that exist."""
        for each in ids:
            yield from map(stored_entry, self._database.rows(statements.ENTRY, each))

    # Following

    def version(self) -> int:
        """Changes whenever another program has changed something."""
        return self._database.number("PRAGMA data_version")

    def generation(self) -> int:
        """How many changes there have been."""
        return self._database.number(statements.GENERATION)

    def changed_since(self, generation: int) -> list[str] | None:
        """Ids of the records that changed since; `None` when that is not known any more."""
        if not self._database.number(statements.FORGOTTEN_CHANGES) <= generation:
            return None
        return [row[0] for row in self._database.rows(statements.CHANGED_SINCE, generation)]

    def forget_old_changes(self) -> None:
        """Keep the list of changes short."""
        oldest = self.generation() - _KEPT_CHANGES
        if oldest > self._database.number(statements.FORGOTTEN_CHANGES):
            with self.transaction():
                self._forget_changes(oldest)

    # Erasure

    def note_erasure(self, ids: Iterable[str]) -> None:
        """Remember that these are to be erased, whatever happens."""
        with self.transaction() as connection:
            connection.executemany(statements.NOTE_ERASURE, ((each,) for each in ids))

    def drop_for_good(self, ids: Sequence[str]) -> None:
        """Delete rounds, and remember to erase what is left of them."""
        with self.transaction() as connection:
            connection.executemany(statements.NOTE_ERASURE, ((each,) for each in ids))
            connection.executemany(statements.DELETE_ROUND, ((each,) for each in ids))

    def noted_erasures(self) -> list[str]:
        """Ids of what is still to be erased."""
        return [row[0] for row in self._database.rows(statements.ERASURES)]

    def wordings(self, ids: Sequence[str]) -> list[Memory | Round]:
        """These records as they are and as they were, as far as that is known."""
        return [*self.records(ids).values(), *self._journal.earlier_versions(ids)]

    def erase(self, ids: Sequence[str]) -> None:
        """Delete records, what they are found by, and what could bring them back."""
        with self.transaction() as connection:
            self._journal.forget(ids)
            for each in ids:
                connection.execute(statements.UNLINK, (each,))
                connection.execute(statements.DELETE_MEMORY, (each,))
                connection.execute(statements.DELETE_ROUND, (each,))
            self._forget_changes(self.generation())

    def wipe(self) -> None:
        """Leave no byte of what was deleted in the files; raises `MemoryBusyError`."""
        self._database.wipe()

    def end_erasure(self) -> None:
        """Forget that something was to be erased, without a trace; raises `MemoryBusyError`."""
        with self.transaction() as connection:
            connection.execute(statements.FORGET_ERASURES)
        self._database.empty_log()

    def compact(self) -> bool:
        """Give back the room of what was deleted, if it is much; return whether it was.

        Raises `MemoryBusyError`.
        """
        free = self._database.number("PRAGMA freelist_count")
        if free < max(_LEAST_FREE_PAGES, self._database.number("PRAGMA page_count") // 4):
            return False
        self._database.wipe()
        return True

    def _forget_changes(self, generation: int) -> None:
        with self._database.transaction_in_progress() as connection:
            connection.execute(statements.MARK_FORGOTTEN_CHANGES, (generation,))
            connection.execute(statements.FORGET_CHANGES, (generation,))

    def _pages(self, query: str) -> Iterator[Row]:
        last = -1 << 63
        while rows := self._database.rows(query, last, _BATCH):
            yield from rows
            last = rows[-1]["seq"]
