"""What rows are left of a damaged database, recognised by their shape."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from assistant.conversation.fields import MALFORMED, read_object
from assistant.conversation.pages import Record, Value
from assistant.conversation.schema import MIGRATIONS

Row = dict[str, Value]

_FIRST_COLUMNS = {"conversations": 8, "messages": 15, "actions": 7, "drafts": 3}
"""How many columns each table had when it was new; they only become more."""
_MEASURES = {
    "conversations": "updated_at",
    "messages": "parts",
    "actions": "created_at",
    "drafts": "saved_at",
}
"""The column that tells which of two versions of a row is the later one."""
_TEXTS = {
    "conversations": ("id", "title", "sampling"),
    "messages": ("id", "conversation_id", "role", "state"),
    "actions": ("conversation_id", "kind", "before", "after"),
    "drafts": ("conversation_id", "value"),
}
"""Columns that hold text in every row."""


@dataclass(frozen=True, slots=True)
class Remains:
    """Rows by table and key, and what the indexes know of the messages besides."""

    rows: Mapping[str, dict[Value, Row]] = field(
        default_factory=lambda: {table: {} for table in _FIRST_COLUMNS}
    )
    ids: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    """The id of a message or of something else, and its `seq`."""
    pairs: dict[int, set[tuple[str, str | None]]] = field(
        default_factory=dict[int, set[tuple[str, str | None]]]
    )
    """The `seq` of a message → its conversation with its id, and with its parent's."""


INDEX_COLUMNS = frozenset({2, 3})
"""How many columns the entries have that say which messages there are."""


def columns_of(tables: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """The columns of tables today."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in (each for statements in MIGRATIONS for each in statements):
            connection.execute(statement)
        infos = {table: connection.execute(f"PRAGMA table_info({table})") for table in tables}
        return {table: tuple(str(row[1]) for row in rows) for table, rows in infos.items()}


def table_columns() -> frozenset[int]:
    """How many columns rows of our tables can have."""
    columns = columns_of(_FIRST_COLUMNS)
    spans = (range(first, len(columns[table]) + 1) for table, first in _FIRST_COLUMNS.items())
    return frozenset(count for span in spans for count in span)


def sort_records(records: Iterable[Record]) -> Remains:
    """Tell the rows of our tables, and the entries of their indexes, from everything else."""
    remains = Remains()
    columns = columns_of(_FIRST_COLUMNS)
    for record in records:
        if record.rowid is None:
            _note_entry(remains, record.values)
            continue
        for table, first in _FIRST_COLUMNS.items():
            names = columns[table]
            if first <= len(record.values) <= len(names):
                row = dict(zip(names, record.values, strict=False))
                _note_row(remains, table, row, record.rowid)
    return remains


def _note_row(remains: Remains, table: str, row: Row, rowid: int) -> None:
    is_ours = all(isinstance(row[name], str) for name in _TEXTS[table])
    # What was overwritten by zeros names nothing.
    names = (row.get("id"), row.get("conversation_id"))
    is_ours = is_ours and not any(isinstance(name, str) and "\0" in name for name in names)
    if table == "drafts":
        key = row["conversation_id"]
        is_ours = is_ours and _is_draft(row["value"])
    else:
        # SQLite keeps an integer key as the number of the row, and leaves its column empty.
        is_ours = is_ours and row["seq"] is None
        row["seq"] = rowid
        key = row["seq"] if table == "actions" else row["id"]
    known = remains.rows[table].get(key) if is_ours else None
    measure = _MEASURES[table]
    if is_ours and (known is None or _size(known[measure]) < _size(row[measure])):
        remains.rows[table][key] = row


def _note_entry(remains: Remains, values: tuple[Value, ...]) -> None:
    match values:
        case (str(name), int(seq)):
            remains.ids.add((name, seq))
        case (str(conversation_id), str() | None as other, int(seq)):
            remains.pairs.setdefault(seq, set()).add((conversation_id, other))
        case _:
            pass


def _is_draft(value: Value) -> bool:
    try:
        return read_object(value).keys() >= {"text", "pieces", "queued"}
    except MALFORMED:
        return False


def _size(value: Value) -> float:
    """How late, or how long."""
    if isinstance(value, str | bytes):
        return len(value)
    return -1 if value is None else value
