"""The database file: private to the user, checked before it is touched, durable."""

import os
import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from operator import methodcaller
from pathlib import Path

from assistant.conversation.schema import migrate, refuse_foreign
from assistant.conversation.storage_errors import storage_errors

_BUSY_SECONDS = 5.0
"""How long to wait while another program writes."""


class Database:
    """One connection to one file, whose failures are told in words for the user."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection

    @contextmanager
    def rows(
        self, query: str, *parameters: str | int | bytes
    ) -> Generator[Iterator[sqlite3.Row], None, None]:
        """What a query finds, read as it is consumed."""
        with (
            storage_errors(self.path),
            closing(self.connection.execute(query, parameters)) as rows,
        ):
            yield rows

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection, None, None]:
        """Everything that is executed inside is on disk afterwards; after an error, nothing is."""
        with storage_errors(self.path), self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            yield self.connection


def create_private(path: Path) -> None:
    """Make the file and its folder, for the user's eyes only, where they do not exist."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A file that exists is not opened here: closing it would drop this process's SQLite locks.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def connect(path: Path) -> sqlite3.Connection:
    """A connection that does nothing by itself; to be prepared, then used on this thread."""
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    # Damaged bytes in a text cost a character, not the conversation.
    connection.text_factory = methodcaller("decode", "utf-8", "replace")
    return connection


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is not ours, unchanged; then bring it up to date and make commits durable."""
    refuse_foreign(connection, path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    migrate(connection)
