"""What SQLite and the file system report, as one sentence for the user."""

import errno
import re
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import Timeout

from assistant.errors import AssistantError, DamageError, NotFoundError, StorageError
from assistant.locales import _

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
        raise damaged(path, "malformed database schema") from error
    except Timeout as error:
        raise _locked(path) from error
    except OSError as error:
        raise _from_system(error, path) from error


def _from_sqlite(error: sqlite3.Error, path: Path) -> AssistantError:
    # Errors of Python's own module, such as the use of a closed database, carry no code.
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
        return NotFoundError(
            _(
                "The conversation, or the message this one follows, is no longer there: another "
                "Glassbox may have deleted it. Start a new conversation."
            )
        )
    primary = code & _PRIMARY_CODE
    # The shared index of the write-ahead log cannot grow either on a full disk.
    if primary == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return _full(path)
    match primary:
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _unwritable(path, str(error))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return _locked(path)
        case _ if _is_damage(primary, str(error)):
            return damaged(path, str(error))
        case _:
            return StorageError(
                _(
                    "{path} could not be used ({error}). Check the disk and try again, "
                    "or choose another folder with --data-dir."
                ).format(path=path, error=error)
            )


def _is_damage(primary: int, words: str) -> bool:
    if primary == sqlite3.SQLITE_ERROR:
        return _LACKING.search(words) is not None
    return primary in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _from_system(error: OSError, path: Path) -> StorageError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _full(path)
    return _unwritable(path, error.strerror or str(error))


def _full(path: Path) -> StorageError:
    return StorageError(
        _(
            "The disk is full: {path} cannot grow. "
            "Free some space; your text is still in the prompt."
        ).format(path=path)
    )


def _locked(path: Path) -> StorageError:
    return StorageError(
        _(
            "{path} is locked by another program. Close that program, or wait, and try again."
        ).format(path=path)
    )


def _unwritable(path: Path, reason: str) -> StorageError:
    return StorageError(
        _(
            "{path} cannot be written ({reason}). "
            "Make its folder writable, or choose another with --data-dir."
        ).format(path=path, reason=reason)
    )


def damaged(path: Path, reason: str) -> DamageError:
    """What to raise when a database cannot be read as it should."""
    return DamageError(
        _(
            "{path} is damaged ({reason}). Close every Glassbox and start again: "
            "what can be read is saved then."
        ).format(path=path, reason=reason)
    )


def no_conversation(conversation_id: str) -> NotFoundError:
    """What to raise when a conversation is not there."""
    return NotFoundError(
        _(
            "There is no conversation {conversation_id}; it may have been deleted. Open another."
        ).format(conversation_id=conversation_id)
    )


def no_message(message_id: str) -> NotFoundError:
    """What to raise when a message is not there."""
    return NotFoundError(
        _(
            "There is no message {message_id}; its conversation may have been deleted. "
            "Open another."
        ).format(message_id=message_id)
    )
