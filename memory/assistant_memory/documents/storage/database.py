"""The database of documents: private to the user, and its failures told in words."""

import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager, suppress
from functools import partial
from operator import methodcaller
from pathlib import Path

from assistant_memory.documents.storage.schema import APPLICATION_ID, MIGRATIONS
from assistant_memory.errors import MemoryBusyError, MemoryStorageError, NewerMemoryError

Connection = sqlite3.Connection
Row = sqlite3.Row

_BUSY_SECONDS = 1.0
_PRIMARY_CODE = 0xFF
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_FILES = ("", "-wal", "-shm", "-journal")


class DamagedError(MemoryStorageError):
    """The database holds what nobody wrote; opening it again makes a new one."""


class Database:
    """One connection, to be used on the thread that made it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection

    def close(self) -> None:
        """End the connection; what is in the log goes into the file."""
        with self.errors():
            self.connection.close()

    @contextmanager
    def errors(self) -> Generator[None, None, None]:
        """Translate failures; damage is remembered, so that the next opening looks closer."""
        try:
            with storage_errors(self.path):
                yield
        except DamagedError:
            with suppress(OSError):
                suspicion(self.path).touch(0o600)
            raise

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection, None, None]:
        """Everything that is executed inside is kept afterwards; after an error, nothing is."""
        with self.errors(), self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            yield self.connection

    def rows(self, query: str, *parameters: str | int | bytes) -> list[sqlite3.Row]:
        """Return all rows that a query finds."""
        with self.errors():
            return self.connection.execute(query, parameters).fetchall()

    def version_of_others(self) -> int:
        """Return a number that changes when another connection wrote something."""
        return int(self.rows("PRAGMA data_version")[0][0])

    def shred(self) -> None:
        """Leave nothing of what was deleted in the file or its log.

        What another program is reading at this moment goes when that ends.
        """
        with self.errors():
            self.connection.execute("VACUUM")
            self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def open_database(path: Path) -> tuple[Database, tuple[str, ...]]:
    """Open or make the database; also return what the user should know.

    A damaged one is made anew: the files can be read again, and of which they are, all that can be
    read is kept. Raises `MemoryStorageError`.
    """
    try:
        return _open(path), ()
    except DamagedError:
        sources = _salvaged(path)
        with storage_errors(path):
            for ending in _FILES:
                path.with_name(path.name + ending).unlink(missing_ok=True)
            suspicion(path).unlink(missing_ok=True)
        database = _open(path)
        with database.transaction() as connection:
            connection.executemany("INSERT OR IGNORE INTO sources VALUES (?, ?, ?)", sources)
        told = (
            f"The index of documents was damaged and is made anew; {len(sources)} of its files and "
            "folders are known and are read again when you refresh it."
        )
        return database, (told,)


def suspicion(path: Path) -> Path:
    """A file that is there when damage was met."""
    return path.with_name(f"{path.name}-suspect")


@contextmanager
def storage_errors(path: Path) -> Generator[None, None, None]:
    """Translate every failure of the database and of the files beside it."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(error, path) from error
    except UnicodeDecodeError as error:  # SQLite's complaint, which quotes the database
        raise DamagedError(f"{path} is damaged. Start again: it is made anew then.") from error
    except OSError as error:
        raise MemoryStorageError(
            f"{path} cannot be used ({error.strerror}). Make its folder writable."
        ) from error


def _translated(error: sqlite3.Error, path: Path) -> MemoryStorageError | MemoryBusyError:
    # Errors of Python's own module, such as the use of a closed database, carry no code.
    primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY_CODE
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return MemoryBusyError(f"{path} is being written by another program. Try again.")
    if primary == sqlite3.SQLITE_FULL:
        return MemoryStorageError(f"The disk is full: {path} cannot grow. Free some space.")
    if primary in _DAMAGE or "no such" in str(error):
        return DamagedError(f"{path} is damaged ({error}). Start again: it is made anew then.")
    return MemoryStorageError(f"{path} cannot be used ({error}). Make its folder writable.")


def _open(path: Path) -> Database:
    with storage_errors(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A file that exists is not opened here: closing it would drop this process's locks on it.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            _prepare(connection, path)
        except BaseException:  # whatever it is, nobody else could close it
            with closing(connection):
                raise
    return Database(path, connection)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is not ours, unchanged; then bring it up to date."""
    connection.row_factory = sqlite3.Row
    # Damaged bytes in a text cost a character, not the document.
    connection.text_factory = methodcaller("decode", "utf-8", "replace")
    number = partial(_number, connection)
    if number("SELECT count(*) FROM sqlite_master") and (
        number("PRAGMA application_id") != APPLICATION_ID
    ):
        raise MemoryStorageError(
            f"{path} belongs to another program; nothing was changed in it. Move it away."
        )
    if number("PRAGMA user_version") > len(MIGRATIONS):
        raise NewerMemoryError(
            f"{path} was written by a newer version; nothing was changed in it. Update Glassbox."
        )
    if suspicion(path).exists():
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise DamagedError(f"{path} is damaged. Start again: it is made anew then.")
        suspicion(path).unlink(missing_ok=True)
    connection.execute("PRAGMA journal_mode = WAL")
    # A power cut may cost the last moments of indexing, which are done again; never the order.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    _migrate(connection, number)


def _migrate(connection: sqlite3.Connection, number: Callable[[str], int]) -> None:
    if number("PRAGMA user_version") == len(MIGRATIONS):
        return
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        for statements in MIGRATIONS[number("PRAGMA user_version") :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _salvaged(path: Path) -> list[tuple[bytes, int, int]]:
    """The sources that a damaged database still tells."""
    found: list[tuple[bytes, int, int]] = []
    with (
        suppress(sqlite3.Error, UnicodeDecodeError),
        closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection,
    ):
        for row in connection.execute("SELECT path, is_folder, added_at FROM sources"):
            match row:
                case (bytes() as source, int() as is_folder, int() as added_at):
                    found.append((source, is_folder, added_at))
                case _:
                    pass
    return found


def _number(connection: sqlite3.Connection, query: str) -> int:
    return int(connection.execute(query).fetchone()[0])
