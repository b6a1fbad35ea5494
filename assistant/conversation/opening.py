"""Opening the database: brought up to date, put in order, and salvaged when it is damaged."""

import sqlite3
from collections.abc import Collection
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.conversation.backup import forget_in_backups
from assistant.conversation.database import connect, prepare
from assistant.conversation.durable import create_private
from assistant.conversation.housekeeping import keep_house
from assistant.conversation.salvage import (
    finish_salvage,
    is_half_salvaged,
    refuse_lost_log,
    salvage,
)
from assistant.conversation.storage_errors import damaged, storage_errors
from assistant.errors import DamageError
from assistant.locales import _


@dataclass(frozen=True, slots=True)
class Opened:
    """A database that is in order."""

    connection: sqlite3.Connection
    notices: tuple[str, ...] = ()
    """What the user must be told."""
    purged: tuple[str, ...] = ()
    """Ids of the conversations and messages that were thrown away long ago, and are gone now."""


def open_database(path: Path, suspicion: Path, live_runs: Collection[str]) -> Opened:
    """Open the database; to be called while nobody else opens.

    `suspicion` is a file that is there when damage was met, so that all of the database is checked.
    Raises `DamageError` when nothing can be read, or when programs live that have the file open.
    """
    notices: list[str] = []
    if is_half_salvaged(path) and not live_runs:
        notices.append(finish_salvage(path))
    create_private(path)
    try:
        opened = _open(path, suspicion, live_runs)
    except DamageError as damage:
        if live_runs:
            raise DamageError(
                _(
                    "{path} is damaged, and another Glassbox has it open. "
                    "Close every Glassbox and start again: what can be read is saved then."
                ).format(path=path)
            ) from damage
        notices.append(salvage(path, damage))
        opened = _open(path, suspicion, live_runs)
    suspicion.unlink(missing_ok=True)
    return replace(opened, notices=tuple(notices))


def suspect(suspicion: Path) -> None:
    """Have all of the database checked when it is opened next."""
    with suppress(OSError):
        create_private(suspicion)


def refuse_damage(connection: sqlite3.Connection, path: Path) -> None:
    """Look at all of the database; raises `DamageError` with what is wrong first."""
    with storage_errors(path):
        found = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
    if found != "ok":
        raise damaged(path, " ".join(found.split()))


def _open(path: Path, suspicion: Path, live_runs: Collection[str]) -> Opened:
    with storage_errors(path):
        if not live_runs:
            refuse_lost_log(path)
        connection = connect(path)
        try:
            prepare(connection, path)
            if suspicion.exists():
                refuse_damage(connection, path)
            purged = keep_house(connection, datetime.now(UTC), live_runs)
            forget_in_backups(path, purged)
        except BaseException:  # whatever it is, nobody else could close it
            with closing(connection):
                raise
        return Opened(connection, purged=tuple(purged))
