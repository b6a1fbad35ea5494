"""The database file: private to the user, checked before it is touched, durable."""

import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from operator import methodcaller
from pathlib import Path

from assistant_memory.errors import MemoryBusyError
from assistant_memory.store.listing import contains
from assistant_memory.store.schema import DamagedError, migrate, refuse_foreign
from assistant_memory.store.storage_errors import storage_errors
from assistant_memory.store.value import Value

_BUSY_SECONDS = 0.6
"""How long to wait while another program writes; with what follows, a refusal takes under 1 s."""


class Database:
    """One connection to one file, whose failures are told in words."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, on_damage: Callable[[], None]
    ) -> None:
        self.path = path
        self._connection = connection
        self._on_damage = on_damage

    def rows(self, query: str, *parameters: Value) -> list[sqlite3.Row]:
        """Everything that a query finds."""
        with self.errors():
            return self._connection.execute(query, parameters).fetchall()

    def number(self, query: str, *parameters: Value) -> int:
        """The one number that a query finds."""
        return int(self.rows(query, *parameters)[0][0])

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection, None, None]:
        """Everything that is executed inside is on disk afterwards; after an error, nothing is."""
        with self.errors(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection

    @contextmanager
    def transaction_in_progress(self) -> Generator[sqlite3.Connection, None, None]:
        """The transaction that the caller has begun."""
        assert self._connection.in_transaction
        with self.errors():
            yield self._connection

    def wipe(self) -> None:
        """Leave no byte of what was deleted in the file or in its log.

        Raises `MemoryBusyError` while another program reads or writes.
        """
        with self.errors():
            # What VACUUM copies must not touch the disk.
            self._connection.execute("PRAGMA temp_store = MEMORY")
            self._connection.execute("VACUUM")
        self.empty_log()

    def empty_log(self) -> None:
        """Bring everything from the log into the file; raises `MemoryBusyError`."""
        with self.errors():
            (is_busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise MemoryBusyError(
                f"{self.path} is being read by another program. Close it, and try again."
            )

    def close(self) -> None:
        """End the use of the file."""
        with self.errors():
            self._connection.close()

    def close_at_once(self) -> None:
        """End the use of the file without waiting for the disk; its log is for who opens it next.

        Who may only read does not bring the log into the file, and the last one to close does.
        """
        with self.errors(), closing(_connect_reader(self.path)) as reader:
            reader.execute("SELECT count(*) FROM sqlite_master").fetchone()
            self._connection.close()

    @contextmanager
    def errors(self) -> Generator[None, None, None]:
        """Translate failures; damage is remembered for the next program that opens the file."""
        try:
            with storage_errors(self.path):
                yield
        except DamagedError:
            self._on_damage()
            raise


def open_database(path: Path, on_damage: Callable[[], None]) -> Database:
    """Open the file, which is made where it is not there; refuse what is not ours, unchanged."""
    with storage_errors(path):
        _create_private(path)
        connection = connect(path)
        try:
            refuse_foreign(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # What is deleted is overwritten, however SQLite was built.
            connection.execute("PRAGMA secure_delete = ON").fetchall()
            migrate(connection)
        except BaseException:  # whatever it is, nobody else could close it
            with closing(connection):
                raise
    return Database(path, connection, on_damage)


def connect(path: Path) -> sqlite3.Connection:
    """A connection that does nothing by itself, to be used on this thread."""
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.create_function("contains", 2, contains, deterministic=True)
    # Damaged bytes in a text cost a character, not the memory.
    connection.text_factory = methodcaller("decode", "utf-8", "replace")
    return connection


def _connect_reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _create_private(path: Path) -> None:
    """Make a file that is not there: beside its place, where the disk is waited for only once."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A file that exists is not opened here: closing it would drop this process's SQLite locks.
    if path.exists():
        return
    part = path.with_name(f"{path.name}.new")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(connect(part)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        migrate(connection)
        connection.execute("PRAGMA journal_mode = WAL")
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    part.replace(path)
