"""Files and folders as the library knows them."""

import os
from datetime import UTC, datetime
from pathlib import Path

from assistant_memory.documents.storage.database import Database
from assistant_memory.documents.values import LibrarySource

UNDER = "(path = :path OR (path > :folder AND path < :after))"
"""A path itself and what is in it; `/` sorts right before `0`."""


def under(path: Path) -> dict[str, bytes]:
    """Return the parameters of `UNDER`."""
    name = os.fsencode(path)
    separator = os.fsencode(os.sep)
    prefix = name if name.endswith(separator) else name + separator
    after = prefix[:-1] + bytes((prefix[-1] + 1,))
    return {"path": name, "folder": prefix, "after": after}


def sources(database: Database) -> list[LibrarySource]:
    """Return what the user added, by path."""
    return [
        LibrarySource(_path(row["path"]), bool(row["is_folder"]), time_of(row["added_at"]))
        for row in database.rows("SELECT * FROM sources ORDER BY path")
    ]


def add_source(database: Database, path: Path, *, is_folder: bool) -> bool:
    """Remember a source, and that nothing in it is excluded; return whether it is new."""
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    with database.transaction() as connection:
        connection.execute(f"DELETE FROM exclusions WHERE {UNDER}", under(path))  # noqa: S608
        done = connection.execute(
            "INSERT OR IGNORE INTO sources VALUES (?, ?, ?)", (os.fsencode(path), is_folder, now)
        )
        return done.rowcount > 0


def drop_source(database: Database, path: Path) -> None:
    """Forget that a file was added; what is known of it stays with a folder that has it."""
    is_inside = any(each.path in path.parents for each in sources(database))
    with database.transaction() as connection:
        connection.execute("DELETE FROM sources WHERE path = ?", (os.fsencode(path),))
        if not is_inside:
            connection.execute("DELETE FROM documents WHERE path = ?", (os.fsencode(path),))


def exclusions(database: Database) -> frozenset[bytes]:
    """Return the paths that are left out of their folders."""
    return frozenset(row["path"] for row in database.rows("SELECT path FROM exclusions"))


def time_of(microseconds: int) -> datetime:
    """Return a time as it was stored."""
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)


def _path(name: bytes) -> Path:
    return Path(os.fsdecode(name))
