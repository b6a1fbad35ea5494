"""All conversations in their order, kept in memory: only what changed is read again."""

import sqlite3
from datetime import datetime
from operator import itemgetter

from assistant.conversation import statements
from assistant.conversation.database import Database
from assistant.conversation.message import Conversation
from assistant.conversation.readable import readable_conversation

MOST_SINGLE_READS = 200
"""Of more changes than these, all conversations are read: it is faster."""


_Entry = tuple[datetime, int, Conversation]


class Listing:
    """The conversations in which something was said, whoever changed them.

    What this connection changes is noted by triggers that live as long as it does; that another
    program changed something is told by `PRAGMA data_version`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._version: int | None = None
        self._known: dict[str, _Entry] = {}
        self._listed: tuple[Conversation, ...] = ()

    def read(self) -> tuple[Conversation, ...]:
        """The conversations as they stand, latest first; the same tuple when nothing changed."""
        version = self._data_version()
        changed = self._changed() if version == self._version else None
        if changed is not None and not changed:
            return self._listed
        if changed is None or len(changed) > MOST_SINGLE_READS:
            known = self._all()
        else:
            known = self._with(changed)
        entries = sorted(known.values(), key=itemgetter(0, 1), reverse=True)
        with self._database.rows(statements.FORGET_CHANGED):
            self._version, self._known = version, known
            self._listed = tuple(conversation for _, _, conversation in entries)
        return self._listed

    def _all(self) -> dict[str, _Entry]:
        for statement in statements.NOTE_CHANGED:
            with self._database.rows(statement):
                pass
        with self._database.rows(statements.CONVERSATIONS) as rows:
            return {row["id"]: _entry(row) for row in rows}

    def _with(self, changed: list[str]) -> dict[str, _Entry]:
        known = dict(self._known)
        for conversation_id in changed:
            known.pop(conversation_id, None)
            with self._database.rows(statements.LISTED_CONVERSATION, conversation_id) as rows:
                known.update((conversation_id, _entry(row)) for row in rows)
        return known

    def _changed(self) -> list[str]:
        with self._database.rows(statements.CHANGED) as rows:
            return [str(row["id"]) for row in rows]

    def _data_version(self) -> int:
        with self._database.rows("PRAGMA data_version") as rows:
            return next(int(row[0]) for row in rows)


def _entry(row: sqlite3.Row) -> _Entry:
    conversation = readable_conversation(row)
    return conversation.updated_at, row["seq"], conversation
