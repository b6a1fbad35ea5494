"""What was done to memories, so that it can be undone and done again, also after a restart."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row as SqlRow
from typing import Any, cast, get_args

from assistant_memory.outcomes import Change, ChangeKind
from assistant_memory.store import statements
from assistant_memory.store.database import Database
from assistant_memory.store.rows import (
    MEMORY_COLUMNS,
    Row,
    memory_from_row,
    memory_row,
    microseconds,
    moment,
)
from assistant_memory.store.value import Value
from assistant_memory.values import Memory

_KEPT_ACTIONS = 200
"""How many things can be undone."""
_KINDS: dict[Any, ChangeKind] = {kind: kind for kind in get_args(ChangeKind)}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that was done."""

    seq: int
    kind: ChangeKind
    done_at: datetime


class Journal:
    """The actions of a database; what changes something runs in a transaction of the caller."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, kind: ChangeKind, now: datetime) -> int:
        """Begin an action, to which changes are added; what was undone cannot be redone now."""
        with self._database.transaction_in_progress() as connection:
            connection.execute(statements.FORGET_UNDONE)
            connection.execute(statements.FORGET_OLD_ACTIONS, (_KEPT_ACTIONS,))
            cursor = connection.execute(statements.ADD_ACTION, (kind, microseconds(now)))
            return int(cursor.lastrowid or 0)

    def put(self, action: int, memories: Sequence[Memory]) -> None:
        """Store memories, new or changed, and remember how they were."""
        with self._database.transaction_in_progress() as connection:
            for memory in memories:
                before = _dump(self._current(memory.id))
                connection.execute(statements.ADD_TO_ACTION, (action, memory.id, before))
                connection.execute(statements.PUT_MEMORY, memory_row(memory))

    def last(self) -> Action | None:
        """What would be undone."""
        return self._action(statements.LAST_ACTION)

    def next(self) -> Action | None:
        """What would be done again."""
        return self._action(statements.NEXT_ACTION)

    def undo(self, action: Action) -> Change:
        """Put back how its memories were."""
        with self._database.transaction_in_progress() as connection:
            for row in self._touched(action):
                after = _dump(self._current(row["memory_id"]))
                connection.execute(statements.KEEP_AFTER, (after, action.seq, row["memory_id"]))
                self._restore(row["memory_id"], row["before"])
            connection.execute(statements.MARK_UNDONE, (action.seq,))
        return self._change(action)

    def redo(self, action: Action) -> Change:
        """Do it again."""
        with self._database.transaction_in_progress() as connection:
            for row in self._touched(action):
                self._restore(row["memory_id"], row["after"])
            connection.execute(statements.MARK_DONE, (action.seq,))
        return self._change(action)

    def earlier_versions(self, ids: Iterable[str]) -> list[Memory]:
        """Every wording of these memories that an action still knows."""
        rows = [
            _load(row[column])
            for each in ids
            for row in self._database.rows(statements.VERSIONS, each)
            for column in ("before", "after")
        ]
        return [memory_from_row(row) for row in rows if row is not None]

    def forget(self, ids: Iterable[str]) -> None:
        """Delete what the actions know of these memories, and where they point at them."""
        with self._database.transaction_in_progress() as connection:
            for each in ids:
                connection.execute(statements.FORGET_VERSIONS, {"id": each})
            connection.execute(statements.FORGET_EMPTY_ACTIONS)

    def _touched(self, action: Action) -> list[SqlRow]:
        return self._database.rows(statements.TOUCHED, action.seq)

    def _change(self, action: Action) -> Change:
        found = [self._current(row["memory_id"]) for row in self._touched(action)]
        memories = [memory_from_row(row) for row in found if row is not None]
        return Change(action.kind, action.done_at, tuple(memories))

    def _restore(self, memory_id: str, value: Value) -> None:
        row = _load(value)
        with self._database.transaction_in_progress() as connection:
            if row is not None:
                connection.execute(statements.PUT_MEMORY, row)
            elif value is None:
                connection.execute(statements.DELETE_MEMORY, (memory_id,))

    def _current(self, memory_id: str) -> Row | None:
        found = self._database.rows(statements.MEMORY, memory_id)
        return memory_row(memory_from_row(found[0])) if found else None

    def _action(self, query: str) -> Action | None:
        for row in self._database.rows(query):
            kind = _KINDS.get(row["kind"], "edit")
            return Action(int(row["seq"]), kind, moment(row["created_at"]))
        return None


def _dump(row: Row | None) -> str | None:
    return None if row is None else json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _load(value: Value) -> Row | None:
    """Read what `_dump` wrote; `None` also for what it never wrote."""
    try:
        found: Any = json.loads(str(value))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    row = cast("dict[str, Any]", found)
    is_row = set(row) == set(MEMORY_COLUMNS) and all(
        each is None or isinstance(each, str | int | float) for each in row.values()
    )
    return row if is_row else None
