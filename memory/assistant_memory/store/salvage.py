"""A database that is damaged: what can be read is kept in a new one, and the old one is kept too.

The new one is complete on disk before it takes the place of the old one, in steps that the next
start finishes when this one is killed between them.
"""

import os
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from assistant_memory.store import statements
from assistant_memory.store.remains import Remains
from assistant_memory.store.rows import (
    MEMORY_COLUMNS,
    ROUND_COLUMNS,
    Row,
    memory_from_row,
    memory_row,
    round_from_row,
    round_row,
)
from assistant_memory.store.schema import migrate
from assistant_memory.store.value import Value


def is_half_salvaged(path: Path) -> bool:
    """Whether a program was killed when it had only the last step left."""
    return _salvaged(path).exists()


def salvage(path: Path) -> str:
    """Put what can be read of a database in its place, keep it, and return what to tell the user.

    Nothing may have the database open.
    """
    memories, rounds = _readable(path)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        _write(part, memories, rounds)
        _put_in_place(part, _salvaged(path))
    finally:
        part.unlink(missing_ok=True)
    return finish_salvage(path)


def finish_salvage(path: Path) -> str:
    """Keep the damaged file under another name, and put the new one in its place."""
    salvaged, log = _salvaged(path), _log(path)
    with closing(sqlite3.connect(salvaged)) as connection:
        memories = connection.execute(statements.COUNT_MEMORIES).fetchone()[0]
        rounds = connection.execute(statements.COUNT_ROUNDS).fetchone()[0]
    time = datetime.fromtimestamp(salvaged.stat().st_mtime, UTC)
    kept = path.with_name(f"{path.name}.damaged-{time:%Y-%m-%d-%H%M%S}")
    for old, new in ((path, kept), (log, _log(kept))):
        if old.exists() and not new.exists():
            _keep(old, new)
    # SQLite would lay the old log over the new database.
    log.unlink(missing_ok=True)
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    _put_in_place(salvaged, path)
    return (
        f"The memory was damaged. Saved: {memories:,} memories and {rounds:,} rounds of past "
        f"conversations. The damaged file is kept as {kept}."
    )


def _readable(path: Path) -> tuple[list[Row], list[Row]]:
    memories: dict[str, Row] = {}
    rounds: dict[str, Row] = {}
    for _, columns in Remains(path, _log(path)).rows():
        if (row := _row(columns, MEMORY_COLUMNS)) and _is_later(row, memories, "updated_at"):
            memories[str(row["id"])] = memory_row(memory_from_row(row))
        if (row := _row(columns, ROUND_COLUMNS)) and _is_later(row, rounds, "said_at"):
            rounds[str(row["id"])] = round_row(round_from_row(row))
    return list(memories.values()), list(rounds.values())


def _row(columns: Sequence[Value], names: Sequence[str]) -> Row | None:
    """The row, if it is one of a table with such columns; the first is its key, stored as NULL."""
    if len(columns) != 1 + len(names) or columns[0] is not None:
        return None
    row = dict(zip(names, columns[1:], strict=True))
    return row if isinstance(row["id"], str) and isinstance(row["said_at"], int) else None


def _is_later(row: Row, others: Mapping[str, Row], column: str) -> bool:
    other = others.get(str(row["id"]))
    return other is None or _number(row[column]) > _number(other[column])


def _number(value: Value) -> float:
    return value if isinstance(value, int | float) else 0


def _write(path: Path, memories: Sequence[Row], rounds: Sequence[Row]) -> None:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection)
        with connection:
            connection.execute("BEGIN")
            connection.executemany(statements.PUT_MEMORY, memories)
            connection.executemany(statements.PUT_ROUND, rounds)


def _keep(old: Path, new: Path) -> None:
    """Give a file a second name, or make a copy where that cannot be."""
    try:
        os.link(old, new)
    except OSError:
        part = new.with_name(f"{new.name}.part")
        shutil.copy2(old, part)
        _put_in_place(part, new)


def _put_in_place(part: Path, path: Path) -> None:
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    part.replace(path)
    with suppress(PermissionError):
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _salvaged(path: Path) -> Path:
    return path.with_name(f"{path.name}.salvaged")


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
