"""Documents whose files are gone."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant_memory.documents.storage.database import Database
from assistant_memory.documents.storage.places import UNDER, under

_BATCH = 500


class Seen:
    """The files that a run came by, kept in a table of this connection only."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._names: list[tuple[bytes]] = []
        with database.errors():
            connection = database.connection
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("DROP TABLE IF EXISTS temp.seen")
            connection.execute("CREATE TEMP TABLE seen (path BLOB PRIMARY KEY) WITHOUT ROWID")

    def add(self, path: Path) -> None:
        """Note a file."""
        self._names.append((os.fsencode(path),))
        if len(self._names) >= _BATCH:
            self._write()

    def remove_others(self, roots: Iterable[Path], spared: Sequence[Path]) -> int:
        """Remove the documents under the roots that were not seen; return how many.

        What is under a spared folder could not be looked at, or is another source's to look at.
        """
        self._write()
        spared_names = [os.fsencode(path) for path in spared]
        gone = [
            (each, state)
            for root in roots
            for each, path, state in self._unseen(root)
            if not any(_is_under(path, name) for name in spared_names)
        ]
        with self._database.transaction() as connection:
            ids = [(each,) for each, _ in gone]
            connection.executemany("DELETE FROM documents WHERE id = ?", ids)
        return sum(state == "ready" for _, state in gone)

    def _unseen(self, root: Path) -> list[tuple[int, bytes, str]]:
        query = (
            f"SELECT id, path, state FROM documents WHERE {UNDER} "  # noqa: S608 - a constant
            "AND path NOT IN (SELECT path FROM temp.seen)"
        )
        with self._database.errors():
            found = self._database.connection.execute(query, under(root)).fetchall()
        return [(row["id"], row["path"], row["state"]) for row in found]

    def _write(self) -> None:
        with self._database.errors():
            insert = "INSERT OR IGNORE INTO temp.seen VALUES (?)"
            self._database.connection.executemany(insert, self._names)
        self._names = []


def _is_under(path: bytes, folder: bytes) -> bool:
    separator = os.fsencode(os.sep)
    return path == folder or path.startswith(folder.rstrip(separator) + separator)
