"""The tables, and how a database of any age becomes one of today."""

import sqlite3
from pathlib import Path

from assistant_memory.errors import MemoryStorageError, NewerMemoryError

APPLICATION_ID = 0x476C6D65
"""Marks an SQLite file as this library's: "Glme"."""

_RECORDS = ("memories", "rounds")
_NOTE_CHANGE = """
    CREATE TRIGGER note_{event}_{table} AFTER {event} ON {table}
    BEGIN INSERT INTO changes (record_id) VALUES ({row}.id); END
"""
_NOTE_KEYS = """
    CREATE TRIGGER note_{event}_search_keys AFTER {event} ON search_keys
    BEGIN INSERT INTO changes (record_id) VALUES (new.record_id); END
"""
_DROP_KEYS = """
    CREATE TRIGGER drop_keys_{table} AFTER DELETE ON {table}
    BEGIN DELETE FROM search_keys WHERE record_id = old.id; END
"""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # Times are microseconds since 1970, UTC. `seq` is the order of arrival. The number of
        # columns tells the tables apart when pages are all that is left: no two have the same.
        """
        CREATE TABLE memories (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            text TEXT NOT NULL,
            kind TEXT NOT NULL,
            scope_kind TEXT NOT NULL,
            scope_name TEXT NOT NULL,
            subject TEXT NOT NULL,
            said_at INTEGER NOT NULL,
            holds_from INTEGER,
            holds_until INTEGER,
            conversation_id TEXT,
            message_id TEXT,
            quote TEXT,
            confidence REAL NOT NULL,
            pinned INTEGER NOT NULL,
            state TEXT NOT NULL,
            superseded_by TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        )
        """,
        """
        CREATE INDEX memories_by_slot
        ON memories (scope_kind, scope_name, subject COLLATE NOCASE, state, said_at)
        """,
        """
        CREATE TABLE rounds (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversation_id TEXT NOT NULL,
            question TEXT NOT NULL,
            answer TEXT NOT NULL,
            said_at INTEGER NOT NULL,
            title TEXT NOT NULL
        )
        """,
        "CREATE INDEX rounds_by_conversation ON rounds (conversation_id)",
        "CREATE TABLE embedders (seq INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE)",
        # What a memory or a round is found by; all of it can be made again from the words.
        """
        CREATE TABLE search_keys (
            record_id TEXT PRIMARY KEY,
            terms_version INTEGER NOT NULL,
            terms BLOB NOT NULL,
            embedder INTEGER REFERENCES embedders (seq),
            vector BLOB -- float16, little-endian
        )
        """,
        # Which records changed, in order: whoever holds them in memory follows it.
        """
        CREATE TABLE changes (
            generation INTEGER PRIMARY KEY AUTOINCREMENT,
            record_id TEXT NOT NULL
        )
        """,
        # `forgotten_changes`: up to there, the changes are not told any more.
        "CREATE TABLE marks (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
        "INSERT INTO marks VALUES ('forgotten_changes', 0)",
        # What can be undone.
        """
        CREATE TABLE actions (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            undone INTEGER NOT NULL DEFAULT 0 -- 0: in force; else the order of the undoing
        )
        """,
        # `before` and `after` are JSON objects of columns; NULL where there was no memory. What
        # came after is only noted when it is undone.
        """
        CREATE TABLE action_memories (
            action INTEGER NOT NULL REFERENCES actions (seq) ON DELETE CASCADE,
            memory_id TEXT NOT NULL,
            before TEXT,
            after TEXT,
            PRIMARY KEY (action, memory_id)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX action_memories_by_memory ON action_memories (memory_id)",
        # Records that are to be erased, until nothing is left of them.
        "CREATE TABLE erasures (record_id TEXT PRIMARY KEY) WITHOUT ROWID",
        *(_NOTE_CHANGE.format(table=table, event="INSERT", row="new") for table in _RECORDS),
        *(_NOTE_CHANGE.format(table=table, event="UPDATE", row="new") for table in _RECORDS),
        *(_NOTE_CHANGE.format(table=table, event="DELETE", row="old") for table in _RECORDS),
        *(_DROP_KEYS.format(table=table) for table in _RECORDS),
        *(_NOTE_KEYS.format(event=event) for event in ("INSERT", "UPDATE")),
        f"PRAGMA application_id = {APPLICATION_ID}",
    ),
)
"""Statements that bring a database from version i to version i + 1."""

_CREDIBLE_VERSION = 10_000
"""More than this library will ever know."""


class DamagedError(MemoryStorageError):
    """The database cannot be read as it should; what can be is saved at the next opening."""


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise, having only read, unless the database is ours to use."""
    tables = _number(connection, "SELECT count(*) FROM sqlite_master")
    if tables and _number(connection, "PRAGMA application_id") != APPLICATION_ID:
        if _has_our_tables(connection):
            raise DamagedError(f"{path} is damaged: its header is not what it was.")
        raise MemoryStorageError(
            f"{path} belongs to another program; nothing was changed in it. Move it away."
        )
    version = _number(connection, "PRAGMA user_version")
    if not 0 <= version <= _CREDIBLE_VERSION:
        raise DamagedError(f"{path} is damaged: its header is not what it was.")
    if version > len(MIGRATIONS):
        raise NewerMemoryError(
            f"{path} was written by a newer version (data version {version}; this one knows "
            f"{len(MIGRATIONS)}); nothing was changed in it. Update the program."
        )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest version, wholly or not at all."""
    if _number(connection, "PRAGMA user_version") == len(MIGRATIONS):
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for statements in MIGRATIONS[_number(connection, "PRAGMA user_version") :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _has_our_tables(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT superseded_by FROM memories LIMIT 0")
        connection.execute("SELECT terms_version FROM search_keys LIMIT 0")
    except sqlite3.OperationalError:
        return False
    return True


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
