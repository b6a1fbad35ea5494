"""The database file: private to the user, checked before it is touched, durable."""

import sqlite3
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from functools import partial
from operator import methodcaller
from pathlib import Path

from assistant.conversation.backup import back_up, remove_backups
from assistant.conversation.schema import MIGRATIONS, migrate, refuse_foreign
from assistant.conversation.storage_errors import storage_errors
from assistant.errors import DamageError

_BUSY_SECONDS = 5.0
"""How long to wait while another program writes."""


class Database:
    """One connection to one file, whose failures are told in words for the user."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, on_damage: Callable[[], None]
    ) -> None:
        self.path = path
        self.connection = connection
        self._on_damage = on_damage

    @contextmanager
    def errors(self) -> Generator[None, None, None]:
        """Translate failures; damage is remembered for the next program that opens the file."""
        try:
            with storage_errors(self.path):
                yield
        except DamageError:
            self._on_damage()
            raise

    @contextmanager
    def rows(
        self, query: str, *parameters: str | int | bytes
    ) -> Generator[Iterator[sqlite3.Row], None, None]:
        """What a query finds, read as it is consumed."""
        with (
            self.errors(),
            closing(self.connection.execute(query, parameters)) as rows,
        ):
            yield rows

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection, None, None]:
        """Everything that is executed inside is on disk afterwards; after an error, nothing is."""
        with self.errors(), self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            yield self.connection


def connect(path: Path) -> sqlite3.Connection:
    """A connection that does nothing by itself; to be prepared, then used on this thread."""
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    # Damaged bytes in a text cost a character, not the conversation.
    connection.text_factory = methodcaller("decode", "utf-8", "replace")
    return connection


def prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is not ours, unchanged; then bring it up to date and make commits durable.

    A database of an older version is copied first.
    """
    refuse_foreign(connection, path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is purged is overwritten, however SQLite was built.
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    version = migrate(connection, before_change=partial(back_up, path))
    if 0 < version < len(MIGRATIONS):
        remove_backups(path, but=version)
