"""A database that is damaged: what can be read is kept in a new one, and the old one is kept too.

The new one is complete on disk before it takes the place of the old one, in steps that the next
start finishes when this one is killed between them.
"""

import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path

from assistant.conversation.durable import create_private, flush_folder, put_in_place
from assistant.conversation.fields import MALFORMED
from assistant.conversation.pages import PageFile, likely_page_bytes
from assistant.conversation.regrowth import LOST_NOTE, regrow
from assistant.conversation.remains import INDEX_COLUMNS, Row, sort_records, table_columns
from assistant.conversation.rows import message_from_row
from assistant.conversation.schema import migrate
from assistant.conversation.storage_errors import damaged
from assistant.conversation.wal import read_log, wal_path
from assistant.errors import DamageError
from assistant.locales import _, ngettext

_TABLES = ("conversations", "messages", "actions", "drafts")


def refuse_lost_log(path: Path) -> None:
    """Raise `DamageError` when SQLite would forget what is in the log, before it can.

    Nothing may have the database open.
    """
    log = read_log(path)
    is_empty = path.exists() and path.stat().st_size == 0
    if log.is_damaged or (is_empty and log.pages):
        raise damaged(path, _("its write-ahead log does not fit"))


def salvage(path: Path, damage: DamageError) -> str:
    """Put what can be read of a database in its place, keep it, and return what to tell the user.

    Nothing may have the database open. Raises `DamageError`, and changes nothing, when nothing in
    it can be read.
    """
    rows = _readable_rows(path)
    if not _says_anything(rows):
        raise DamageError(
            _(
                "{path} is damaged, and no message in it can be read; nothing was changed in it. "
                "Move it away to start afresh, or put a copy in its place."
            ).format(path=path)
        ) from damage
    part = path.with_name(f"{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        create_private(part)
        _write(part, rows)
        put_in_place(part, _salvaged(path))
    finally:
        part.unlink(missing_ok=True)
    return finish_salvage(path)


def is_half_salvaged(path: Path) -> bool:
    """Whether a program was killed when it had only the last step left."""
    return _salvaged(path).exists()


def finish_salvage(path: Path) -> str:
    """Keep the damaged file under another name, and put the new one in its place."""
    salvaged = _salvaged(path)
    time = datetime.fromtimestamp(salvaged.stat().st_mtime).astimezone()
    kept = path.with_name(f"{path.name}.damaged-{time:%Y-%m-%d-%H%M%S}")
    for old, new in ((path, kept), (wal_path(path), wal_path(kept))):
        if old.exists() and not new.exists():
            _keep(old, new)
    flush_folder(path.parent)
    # SQLite would lay the old log over the new database.
    wal_path(path).unlink(missing_ok=True)
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    flush_folder(path.parent)
    put_in_place(salvaged, path)
    return _report(path, kept)


def _readable_rows(path: Path) -> Mapping[str, list[Row]]:
    """Rows by table; with the page size that any can be read with."""
    log = read_log(path)
    rows: Mapping[str, list[Row]] = {}
    with path.open("rb") as file:
        for page_bytes in likely_page_bytes(file, log):
            pages = PageFile(
                file,
                log,
                page_bytes,
                table_columns=table_columns(),
                index_columns=INDEX_COLUMNS,
            )
            rows = regrow(sort_records(pages.records()))
            if _says_anything(rows):
                break
    return rows


def _says_anything(rows: Mapping[str, list[Row]]) -> bool:
    return any(row["note"] != LOST_NOTE for row in rows["messages"])


def _salvaged(path: Path) -> Path:
    return path.with_name(f"{path.name}.salvaged")


def _keep(old: Path, new: Path) -> None:
    """Give a file a second name, or make a copy where that cannot be."""
    try:
        os.link(old, new)
    except OSError:
        part = new.with_name(f"{new.name}.part")
        shutil.copy2(old, part)
        put_in_place(part, new)


def _write(path: Path, rows: Mapping[str, list[Row]]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        migrate(connection, before_change=lambda _: None)
        connection.execute("PRAGMA synchronous = FULL")
        with connection:
            connection.execute("BEGIN")
            for table in _TABLES:
                for row in rows[table]:
                    connection.execute(_insertion(table, tuple(row)), row)


@cache
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    names, values = ", ".join(columns), ", ".join(f":{name}" for name in columns)
    # Both are this program's own names, never the file's.
    return f"INSERT INTO {table} ({names}) VALUES ({values})"  # noqa: S608


def _report(path: Path, kept: Path) -> str:
    """Tell what a database holds that was made of a damaged one."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        (conversations,) = connection.execute(
            "SELECT count(DISTINCT conversation_id) FROM messages"
        ).fetchone()
        saved = lost = damaged = 0
        for row in connection.execute("SELECT * FROM messages"):
            is_lost = row["note"] == LOST_NOTE
            lost += is_lost
            saved += not is_lost
            damaged += not is_lost and not _is_sound(row)
    return _sentences(conversations, saved, damaged, lost, kept)


def _is_sound(row: sqlite3.Row) -> bool:
    try:
        message_from_row(row)
    except MALFORMED:
        return False
    return True


def _sentences(conversations: int, saved: int, damaged: int, lost: int, kept: Path) -> str:
    found = _("{conversations} with {messages}").format(
        conversations=_conversations(conversations), messages=_messages(saved)
    )
    exceptions = ""
    if damaged:
        exceptions += _("; {count:,} of them could not be read whole").format(count=damaged)
    if lost:
        exceptions += _("; {messages} could not be read").format(messages=_messages(lost))
    told = _("The database was damaged. Saved: {found}. The damaged file is kept as {kept}.")
    return told.format(found=found + exceptions, kept=kept)


def _conversations(count: int) -> str:
    told = ngettext("{count:,} conversation", "{count:,} conversations", count)
    return told.format(count=count)


def _messages(count: int) -> str:
    return ngettext("{count:,} message", "{count:,} messages", count).format(count=count)
