"""The tables, and how a database of any age becomes one of today."""

import sqlite3
from pathlib import Path

from assistant.conversation.search_tables import SEARCH_TABLES
from assistant.errors import StorageError

APPLICATION_ID = 0x476C6278
"""Marks an SQLite file as this program's: "Glbx"."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # Times are microseconds since 1970, UTC. `seq` is the order of arrival.
        """
        CREATE TABLE conversations (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            head_id TEXT,
            system_prompt TEXT,
            sampling TEXT NOT NULL, -- JSON object
            FOREIGN KEY (id, head_id) REFERENCES messages (conversation_id, id)
                DEFERRABLE INITIALLY DEFERRED
        )
        """,
        # A parent is in the same conversation and arrived earlier.
        """
        CREATE TABLE messages (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
            parent_id TEXT,
            role TEXT NOT NULL,
            state TEXT NOT NULL,
            run_id TEXT, -- the live program that writes it; only while it is streaming
            created_at INTEGER NOT NULL,
            model TEXT NOT NULL,
            note TEXT NOT NULL,
            parts TEXT NOT NULL, -- JSON array of {"kind", "text"}
            stats TEXT, -- JSON object
            token_key TEXT,
            token_ids BLOB, -- int32, little-endian
            token_start INTEGER NOT NULL DEFAULT 0, -- 1: they are the whole prompt up to here
            UNIQUE (conversation_id, id),
            FOREIGN KEY (conversation_id, parent_id) REFERENCES messages (conversation_id, id)
        )
        """,
        "CREATE INDEX messages_by_parent ON messages (conversation_id, parent_id)",
        "CREATE INDEX messages_by_run ON messages (run_id) WHERE run_id IS NOT NULL",
        f"PRAGMA application_id = {APPLICATION_ID}",
    ),
    (
        "ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE conversations ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'",  # JSON array
        "ALTER TABLE conversations ADD COLUMN is_renamed INTEGER NOT NULL DEFAULT 0",
        # When it was thrown away; it can be brought back until it is purged.
        "ALTER TABLE conversations ADD COLUMN deleted_at INTEGER",
        # The action that threw the message away.
        "ALTER TABLE messages ADD COLUMN deleted_by INTEGER",
        # The child that was on the screen last: where a switch back to this branch leads.
        "ALTER TABLE messages ADD COLUMN shown_child_id TEXT",
        # What can be undone. `before` and `after` are JSON objects of conversation columns.
        """
        CREATE TABLE actions (
            seq INTEGER PRIMARY KEY,
            conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            is_undone INTEGER NOT NULL DEFAULT 0
        )
        """,
        "CREATE INDEX actions_by_conversation ON actions (conversation_id, seq)",
        # What is being written, also in a conversation that is not stored yet.
        """
        CREATE TABLE drafts (
            conversation_id TEXT PRIMARY KEY, -- empty: the next new conversation
            value TEXT NOT NULL, -- JSON object
            saved_at INTEGER NOT NULL
        )
        """,
        *SEARCH_TABLES,
    ),
)
"""Statements that bring a database from version i to version i + 1."""


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `StorageError`, having only read, unless the database is ours to use."""
    tables: int = _number(connection, "SELECT count(*) FROM sqlite_master")
    if tables and _number(connection, "PRAGMA application_id") != APPLICATION_ID:
        raise StorageError(
            f"{path} belongs to another program; nothing was changed in it. "
            "Move it away, or choose another folder with --data-dir."
        )
    version = _number(connection, "PRAGMA user_version")
    if version > len(MIGRATIONS):
        raise StorageError(
            f"{path} was written by a newer Glassbox (data version {version}; this one knows "
            f"{len(MIGRATIONS)}); nothing was changed in it. "
            "Update Glassbox, or choose another folder with --data-dir."
        )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest version, wholly or not at all."""
    version = _number(connection, "PRAGMA user_version")
    if version == len(MIGRATIONS):
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
