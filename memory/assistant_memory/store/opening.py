"""Opening the database of a folder: what is damaged is saved first, if nobody uses it."""

from dataclasses import dataclass
from pathlib import Path

from assistant_memory.errors import MemoryStorageError
from assistant_memory.store.database import Database, connect, open_database
from assistant_memory.store.presence import Presence, only_one_opens
from assistant_memory.store.salvage import finish_salvage, is_half_salvaged, salvage
from assistant_memory.store.schema import DamagedError
from assistant_memory.store.storage_errors import storage_errors

DATABASE_NAME = "memory.db"
_SUSPICION_NAME = "memory.db.suspect"
"""Is there when a program met with damage; it holds nothing."""
_LIVE_SUFFIXES = (".lock", ".user")


@dataclass(frozen=True, slots=True)
class Opened:
    """A database that is in order, and what had to be done for it."""

    database: Database
    presence: Presence
    notices: tuple[str, ...]


def open_folder(folder: Path) -> Opened:
    """Open or make the memory of a folder.

    Raises `MemoryStorageError` and `NewerMemoryError`, having changed nothing.
    """
    path, suspicion = folder / DATABASE_NAME, folder / _SUSPICION_NAME
    with storage_errors(path), only_one_opens(folder):
        presence = Presence(folder)
        try:
            is_alone = presence.is_alone()
            database, notices = _open_or_salvage(path, suspicion, is_alone=is_alone)
            presence.become_owner()
        except BaseException:
            presence.leave()
            raise
    return Opened(database, presence, notices)


def is_live_file(path: Path) -> bool:
    """Whether a file beside the database is in use, or the database itself."""
    live = {DATABASE_NAME, f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm", _SUSPICION_NAME}
    return path.name in live or path.suffix in _LIVE_SUFFIXES


def _open_or_salvage(
    path: Path, suspicion: Path, *, is_alone: bool
) -> tuple[Database, tuple[str, ...]]:
    notices: tuple[str, ...] = ()
    if is_half_salvaged(path) and is_alone:
        notices = (finish_salvage(path),)
    try:
        return _open(path, suspicion), notices
    except DamagedError:
        if not is_alone:
            raise
    notices = (salvage(path),)
    suspicion.unlink(missing_ok=True)
    return _open(path, suspicion), notices


def _open(path: Path, suspicion: Path) -> Database:
    if suspicion.exists():
        _refuse_damage(path)
        suspicion.unlink(missing_ok=True)
    return open_database(path, on_damage=lambda: _note(suspicion))


def _refuse_damage(path: Path) -> None:
    with storage_errors(path):
        connection = connect(path)
        try:
            found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        finally:
            connection.close()
    if found != "ok":
        raise DamagedError(f"{path} is damaged ({found}).")


def _note(suspicion: Path) -> None:
    try:
        suspicion.touch(mode=0o600)
    except OSError as error:
        raise MemoryStorageError(f"{suspicion} cannot be written ({error.strerror}).") from error
