"""The tables, and how a database of any age becomes one of today."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from assistant.conversation.search_tables import SEARCH_TABLES
from assistant.conversation.storage_errors import damaged
from assistant.errors import StorageError
from assistant.locales import _

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
        "CREATE INDEX messages_thrown_away ON messages (deleted_by) WHERE deleted_by IS NOT NULL",
        "CREATE INDEX conversations_by_use ON conversations (updated_at)",
        # The child that was on the screen last: where a switch back to this branch leads. Its own
        # id: the branch ended there.
        "ALTER TABLE messages ADD COLUMN shown_child_id TEXT",
        # What can be undone. `before` and `after` are JSON objects of conversation columns.
        """
        CREATE TABLE actions (
            seq INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again: messages refer to it
            conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            before TEXT NOT NULL,
            after TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            undone INTEGER NOT NULL DEFAULT 0 -- 0: in force; else the order of the undoing
        )
        """,
        "CREATE INDEX actions_by_conversation ON actions (conversation_id, seq)",
        "CREATE INDEX actions_undone ON actions (undone) WHERE undone > 0",
        "CREATE INDEX deletions ON actions (seq) WHERE kind = 'delete_conversation'",
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
    (
        # It neither reads nor writes memories.
        "ALTER TABLE conversations ADD COLUMN is_incognito INTEGER NOT NULL DEFAULT 0",
        # What was found for the user's message: JSON array.
        "ALTER TABLE messages ADD COLUMN given TEXT",
        # What the model had read when it began the reply: JSON object.
        "ALTER TABLE messages ADD COLUMN record TEXT",
        # The tokens that the reply's turn added to the prompt: int32, little-endian.
        "ALTER TABLE messages ADD COLUMN record_ids BLOB",
    ),
)
"""Statements that bring a database from version i to version i + 1."""

_CREDIBLE_VERSION = 10_000
"""More than any Glassbox will know."""


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise `StorageError`, having only read, unless the database is ours to use."""
    tables: int = _number(connection, "SELECT count(*) FROM sqlite_master")
    if tables and _number(connection, "PRAGMA application_id") != APPLICATION_ID:
        if _has_our_tables(connection):
            raise damaged(path, _("its header is not what it was"))
        raise StorageError(
            _(
                "{path} belongs to another program; nothing was changed in it. "
                "Move it away, or choose another folder with --data-dir."
            ).format(path=path)
        )
    version = _number(connection, "PRAGMA user_version")
    if not 0 <= version <= _CREDIBLE_VERSION:
        raise damaged(path, _("its header is not what it was"))
    if version > len(MIGRATIONS):
        raise StorageError(
            _(
                "{path} was written by a newer Glassbox (data version {version}; this one knows "
                "{known}); nothing was changed in it. "
                "Update Glassbox, or choose another folder with --data-dir."
            ).format(path=path, version=version, known=len(MIGRATIONS))
        )


def migrate(connection: sqlite3.Connection, before_change: Callable[[int], None]) -> int:
    """Bring the database to the newest version, wholly or not at all; return which it was.

    `before_change` is told the version of a database that is older, while nobody else can write.
    """
    if (version := _number(connection, "PRAGMA user_version")) == len(MIGRATIONS):
        return version
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        version = _number(connection, "PRAGMA user_version")
        if 0 < version < len(MIGRATIONS):
            before_change(version)
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    return version


def _has_our_tables(connection: sqlite3.Connection) -> bool:
    """Whether the tables are so like ours that only the mark on them can be wrong."""
    try:
        connection.execute("SELECT seq, token_start, run_id FROM messages LIMIT 0")
        connection.execute("SELECT seq, head_id, sampling FROM conversations LIMIT 0")
    except sqlite3.OperationalError:
        return False
    return True


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
