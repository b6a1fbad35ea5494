"""What the search knows of each record, as it comes out of the database."""

import sqlite3
from dataclasses import dataclass

from assistant_memory.store.rows import memory_from_row, round_from_row
from assistant_memory.values import Memory, MemoryState, Round, Scope, ScopeKind


@dataclass(frozen=True, slots=True)
class Keys:
    """What a record is found by."""

    record_id: str
    terms_version: int
    terms: bytes
    embedder: int | None
    """`None`: there is no vector yet."""
    vector: bytes


@dataclass(slots=True)
class StoredEntry:
    """A record without its words; not frozen, because a hundred thousand are made at once."""

    id: str
    is_round: bool
    conversation_id: str
    """Where it comes from; empty for what was written down."""
    said_at: float
    """Seconds since 1970."""
    scope: tuple[ScopeKind, str]
    state: MemoryState
    superseded_by: str | None

    def is_in(self, scopes: frozenset[tuple[ScopeKind, str]]) -> bool:
        """Whether it is a memory of one of these scopes."""
        return not self.is_round and self.scope in scopes


def plain_scope(scope: Scope) -> tuple[ScopeKind, str]:
    """A scope as entries have it."""
    return scope.kind, scope.name


def stored_entry(row: sqlite3.Row) -> tuple[StoredEntry, Keys | None]:
    """Read a row of `ENTRIES`; never fails. Without keys it is not found yet."""
    (
        _, record_id, is_round, conversation_id, said_at, scope_kind, scope_name, state,
        superseded_by, terms_version, terms, embedder, vector,
    ) = row  # fmt: skip
    is_keyed = isinstance(terms, bytes) and isinstance(vector, bytes)
    entry = StoredEntry(
        record_id,
        bool(is_round),
        conversation_id or "",
        said_at / 1e6 if isinstance(said_at, int) else 0.0,
        (scope_kind, scope_name),
        state if state in {"superseded", "forgotten"} else "active",
        superseded_by,
    )
    return entry, Keys(record_id, terms_version, terms, embedder, vector) if is_keyed else None


def record_from_row(row: sqlite3.Row) -> Memory | Round:
    """Read a row of either table."""
    return memory_from_row(row) if "kind" in row.keys() else round_from_row(row)  # noqa: SIM118
