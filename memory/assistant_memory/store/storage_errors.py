"""What SQLite and the file system report, as one line."""

import errno
import re
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import Timeout

from assistant_memory.errors import AssistantMemoryError, MemoryBusyError, MemoryStorageError
from assistant_memory.store.schema import DamagedError

_LACKING = re.compile(
    "no such table|no such column|has no column|already exists|duplicate column|unsupported file"
)
"""What SQLite says of tables that are not as they were made."""
_PRIMARY_CODE = 0xFF
"""The low byte of an SQLite result code is the kind, the rest its details."""


@contextmanager
def storage_errors(path: Path) -> Generator[None, None, None]:
    """Translate every failure of the database at `path` and of the files beside it."""
    try:
        yield
    except sqlite3.Error as error:
        raise _from_sqlite(error, path) from error
    except UnicodeDecodeError as error:
        # Python could not read SQLite's complaint, which quotes the database.
        raise DamagedError(f"{path} is damaged (malformed schema).") from error
    except Timeout as error:
        raise _busy(path) from error
    except OSError as error:
        raise _from_system(error, path) from error


def _from_sqlite(error: sqlite3.Error, path: Path) -> AssistantMemoryError:
    # Errors of Python's own module, such as the use of a closed database, carry no code.
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    primary = code & _PRIMARY_CODE
    # The shared index of the write-ahead log cannot grow either on a full disk.
    if primary == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return _full(path)
    match primary:
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _unwritable(path, str(error))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return _busy(path)
        case _ if _is_damage(primary, str(error)):
            return DamagedError(
                f"{path} is damaged ({error}). Close every program that uses it and start again: "
                "what can be read is saved then."
            )
        case _:
            return MemoryStorageError(
                f"{path} could not be used ({error}). Check the disk and try again."
            )


def _is_damage(primary: int, words: str) -> bool:
    if primary == sqlite3.SQLITE_ERROR:
        return _LACKING.search(words) is not None
    return primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _from_system(error: OSError, path: Path) -> MemoryStorageError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return _full(path)
    return _unwritable(path, error.strerror or str(error))


def _full(path: Path) -> MemoryStorageError:
    return MemoryStorageError(
        f"The disk is full: {path} cannot grow. Free some space and try again."
    )


def _busy(path: Path) -> MemoryBusyError:
    return MemoryBusyError(f"{path} is being written by another program. Wait, and try again.")


def _unwritable(path: Path, reason: str) -> MemoryStorageError:
    return MemoryStorageError(f"{path} cannot be written ({reason}). Make its folder writable.")
