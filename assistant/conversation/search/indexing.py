"""Bringing the index up to date, a bounded number of changes at a time."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.conversation import search_tables as tables
from assistant.conversation.database import Database
from assistant.conversation.fields import MALFORMED, read_number
from assistant.conversation.search import statements
from assistant.conversation.search.documents import (
    Document,
    message_document,
    stored_document,
    title_columns,
)
from assistant.conversation.search.purging import PURGE_WANTED, purge_some

_BATCH_CHARACTERS = 2_000_000
"""A batch ends early, but not empty, once it has this much text."""
_SECOND = 1_000_000
"""Microseconds."""


@dataclass(frozen=True, slots=True)
class _Change:
    seq: int
    """Of the message."""
    document_id: int | None
    """What the index knows."""
    document: Document | None
    """What it should know."""
    created_at: int = 0


class Indexer:
    """Keeps the index in step with what can be seen; see the triggers in `search_tables`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_checked = False

    def index_some(self, limit: int) -> int:
        """Index up to `limit` messages and as many titles; return how many are still to be done.

        Messages that are being written wait until they end. Once all is indexed, what was purged
        is overwritten, a step at each call, and counts as one more to be done until it is.
        """
        if left := self.index_changes(limit):
            return left
        return purge_some(self._database)

    def index_changes(self, limit: int) -> int:
        """The same, and leave the purging for later."""
        if self._is_checked and not self.count_changes():
            return 0
        with self._database.transaction() as connection:
            self._check(connection)
            _index_titles(connection, limit)
            _apply(connection, list(_changed_messages(connection, limit)))
            return _count(connection)

    def count_changes(self) -> int:
        """How many messages and titles are still to be done."""
        with self._database.rows(statements.COUNT_CHANGES) as rows:
            return read_number(next(rows)[0])

    def forget_gone(self, connection: sqlite3.Connection) -> None:
        """Take what was purged out of the index, in the transaction that purged it."""
        self._check(connection)
        connection.execute(statements.FORGET_GONE_TITLES)
        rows = connection.execute(statements.GONE_MESSAGES).fetchall()
        _apply(connection, [_Change(row["seq"], row["document_id"], None) for row in rows])

    def forget_changed(self, connection: sqlite3.Connection) -> None:
        """Take what changed out of the index, in the transaction that changed it.

        What there is instead is indexed later, like all that is new.
        """
        self._check(connection)
        connection.execute(statements.REMOVE_CHANGED_TITLES)
        for row in connection.execute(statements.CHANGED_DOCUMENTS).fetchall():
            _remove(connection, row["id"])
        connection.execute(statements.SET_PURGE, [PURGE_WANTED])

    def _check(self, connection: sqlite3.Connection) -> None:
        """Begin anew if another version of this program made the index."""
        if not self._is_checked:
            row = connection.execute(statements.STATE).fetchone()
            if row is None or row["version"] != tables.INDEX_VERSION:
                rebuild(connection)
            self._is_checked = True


def rebuild(connection: sqlite3.Connection) -> None:
    """Empty the index; everything is to be indexed again."""
    for statement in (statements.EMPTY_INDEX, statements.EMPTY_DOCUMENTS, statements.EMPTY_TITLES):
        connection.execute(statement)
    for statement in tables.EVERYTHING_CHANGED:
        connection.execute(statement)
    connection.execute(statements.SET_VERSION, [tables.INDEX_VERSION])


def _count(connection: sqlite3.Connection) -> int:
    return read_number(connection.execute(statements.COUNT_CHANGES).fetchone()[0])


def _index_titles(connection: sqlite3.Connection, limit: int) -> None:
    for row in connection.execute(statements.CHANGED_CONVERSATIONS, [limit]).fetchall():
        connection.execute(statements.REMOVE_TITLE, [row["seq"]])
        if row["is_visible"]:
            _add_title(connection, row)
        connection.execute(statements.FORGET_CHANGE, ["conversation", row["seq"]])


def _add_title(connection: sqlite3.Connection, row: sqlite3.Row) -> None:
    try:
        columns = title_columns(row)
    except MALFORMED:
        return
    connection.execute(statements.ADD_TITLE, [row["seq"], *columns])


def _changed_messages(connection: sqlite3.Connection, limit: int) -> Iterator[_Change]:
    characters = 0
    rows = connection.execute(statements.CHANGED_MESSAGES, [limit]).fetchall()
    for row in rows:
        document = _document(row) if row["is_visible"] else None
        created_at = 0 if document is None else read_number(row["created_at"])
        yield _Change(row["seq"], row["document_id"], document, created_at)
        characters += 0 if document is None else len(document.words)
        if characters > _BATCH_CHARACTERS:
            break


def _document(row: sqlite3.Row) -> Document | None:
    """`None` for what is damaged: it cannot be found, and hinders nothing."""
    try:
        return message_document(row)
    except MALFORMED:
        return None


def _apply(connection: sqlite3.Connection, changes: Sequence[_Change]) -> None:
    """Write changes to the index, in the order of the documents: it is much faster so."""
    after: dict[int, int] = {}
    for change in sorted(changes, key=_place):
        document_id = change.document_id
        if document_id is not None:
            _remove(connection, document_id)
        if change.document is None:
            continue
        if document_id is None:
            second = _place(change)
            document_id = _free_id(connection, after.get(second, second))
            after[second] = document_id + 1
        _add(connection, document_id, change, change.document)
    done = [("message", change.seq) for change in changes]
    connection.executemany(statements.FORGET_CHANGE, done)


def _place(change: _Change) -> int:
    """The number of a change's document, or from where on to look for a free one."""
    if change.document_id is not None:
        return change.document_id
    return change.created_at // _SECOND


def _free_id(connection: sqlite3.Connection, wanted: int) -> int:
    if connection.execute(statements.DOCUMENT, [wanted]).fetchone() is None:
        return wanted
    return read_number(connection.execute(statements.FREE_DOCUMENT_ID, [wanted]).fetchone()[0])


def _add(
    connection: sqlite3.Connection, document_id: int, change: _Change, document: Document
) -> None:
    columns = {"id": document_id, "message_seq": change.seq, "created_at": change.created_at}
    connection.execute(statements.ADD_DOCUMENT, {**columns, **document.columns})
    connection.execute(statements.ADD_TO_INDEX, [document_id, *document.terms])


def _remove(connection: sqlite3.Connection, document_id: int) -> None:
    row = connection.execute(statements.DOCUMENT, [document_id]).fetchone()
    terms = stored_document(row).terms
    connection.execute(statements.REMOVE_FROM_INDEX, [document_id, *terms])
    connection.execute(statements.REMOVE_DOCUMENT, [document_id])
