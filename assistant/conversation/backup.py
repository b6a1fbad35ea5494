"""The copy that is made before a database is brought up to date."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from assistant.conversation.durable import create_private, put_in_place
from assistant.conversation.storage_errors import storage_errors
from assistant.errors import StorageError
from assistant.locales import _

FORGET = (
    "DELETE FROM messages WHERE id = ?1 OR conversation_id = ?1",
    "UPDATE conversations SET head_id = NULL WHERE head_id = ?1",
    "DELETE FROM conversations WHERE id = ?1",
)


def backup_path(path: Path, version: int) -> Path:
    """Where the copy of a database of an older version is."""
    return path.with_name(f"{path.name}.v{version}-backup")


def back_up(path: Path, version: int) -> None:
    """Copy the database, wholly or not at all, while the caller keeps others from writing.

    Raises `StorageError` when there is no room for it.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        create_private(part)
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
        put_in_place(part, backup_path(path, version))
    except (sqlite3.OperationalError, OSError) as error:
        raise StorageError(
            _(
                "{path} is of an older Glassbox, and is copied before it is brought up to date; "
                "the copy could not be made ({error}). Nothing was changed. "
                "Free some space on the disk and start again."
            ).format(path=path, error=error)
        ) from error
    finally:
        part.unlink(missing_ok=True)


def remove_backups(path: Path, *, but: int) -> None:
    """Remove the copies of earlier versions."""
    for backup in backups(path):
        if backup != backup_path(path, but):
            backup.unlink(missing_ok=True)


def forget_in_backups(path: Path, ids: Collection[str]) -> None:
    """Delete purged conversations and messages, by id, from the copies too."""
    for backup in backups(path) if ids else ():
        with storage_errors(backup), closing(sqlite3.connect(backup)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            with connection:
                for statement in FORGET:
                    connection.executemany(statement, ((each,) for each in ids))


def backups(path: Path) -> list[Path]:
    """The copies that there are."""
    return list(path.parent.glob(f"{path.name}.v*-backup"))
