"""What was done to the tree and to the list of conversations, so that it can be undone.

Messages are never overwritten, so an action is remembered by the few columns of its conversation
that it changed, and a deletion by the mark that it left on the messages.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from assistant.conversation import statements
from assistant.conversation.database import Database
from assistant.conversation.fields import (
    MALFORMED,
    as_json,
    microseconds,
    read_number,
    read_object,
    read_one_of,
    read_optional,
    read_text,
)
from assistant.conversation.tree import show_branch

ActionKind = Literal[
    "send",
    "edit",
    "answer",
    "switch",
    "delete_messages",
    "delete_conversation",
    "rename",
    "organise",
    "summarise",
]
"""`answer`: another reply to the same message. `switch`: to another branch, or back to a fork.
`organise`: pinned, archived or tagged. `summarise`: earlier messages, for the model."""

MOST_ACTIONS = 500
"""Kept for each conversation, and the deletions of the time that the trash is kept."""

_KINDS: tuple[ActionKind, ...] = get_args(ActionKind)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that was done."""

    seq: int
    conversation_id: str
    kind: ActionKind
    before: Mapping[str, object]
    after: Mapping[str, object]

    @property
    def message_id(self) -> str | None:
        """The message that it added or deleted."""
        found = self.after.get("message_id")
        return found if isinstance(found, str) else None


class Journal:
    """Takes actions back and does them again, last first, also after a restart.

    The scope is one conversation, and the deletion of any.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def undo(self, conversation_id: str) -> Action | None:
        """Take back the last action; `None` when there is none."""
        with self._database.transaction() as connection:
            action = _applicable(connection, statements.LAST_ACTION, conversation_id, "before")
            if action is not None:
                connection.execute(statements.RESTORE_MESSAGES, [action.seq])
                _apply(connection, action, action.before)
                connection.execute(statements.MARK_UNDONE, [action.seq])
            return action

    def redo(self, conversation_id: str) -> Action | None:
        """Do again what was taken back last; `None` when there is none."""
        with self._database.transaction() as connection:
            action = _applicable(connection, statements.NEXT_ACTION, conversation_id, "after")
            if action is not None:
                if action.kind == "delete_messages":
                    mark = {"id": action.message_id, "action": action.seq}
                    connection.execute(statements.DELETE_SUBTREE, mark)
                _apply(connection, action, action.after)
                connection.execute(statements.MARK_DONE, [present(connection), action.seq])
            return action


def present(connection: sqlite3.Connection) -> int:
    """The time of now in microseconds, but never before what was said last."""
    now = microseconds(datetime.now(UTC))
    (time,) = connection.execute(statements.PRESENT, [now]).fetchone()
    return time if isinstance(time, int) else now


def record(
    connection: sqlite3.Connection,
    conversation_id: str,
    kind: ActionKind,
    *,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> int:
    """Remember an action, in its own transaction; what was undone cannot be done again now."""
    connection.execute(statements.FORGET_UNDONE, [conversation_id])
    added = connection.execute(
        statements.ADD_ACTION,
        {
            "conversation_id": conversation_id,
            "kind": kind,
            "before": as_json(before),
            "after": as_json(after),
            "created_at": present(connection),
        },
    )
    forgotten = {"conversation_id": conversation_id, "kept": MOST_ACTIONS}
    connection.execute(statements.FORGET_OLD_ACTIONS, forgotten)
    assert added.lastrowid is not None
    return added.lastrowid


def record_message(
    connection: sqlite3.Connection, columns: Mapping[str, object], head_before: str | None
) -> None:
    """Remember that a message was added; a reply belongs to the action that asked for it."""
    conversation_id, message_id = read_text(columns["conversation_id"]), columns["id"]
    is_reply = columns["role"] == "assistant"
    last = _found(connection, statements.LAST_OWN_ACTION, conversation_id) if is_reply else None
    if last is not None and _asks(last, columns["parent_id"]):
        after = as_json({**last.after, "head_id": message_id})
        connection.execute(statements.CHANGE_ACTION, [after, last.seq])
        return
    goes_on = head_before == columns["parent_id"]
    kind: ActionKind = "answer" if is_reply else "send" if goes_on else "edit"
    if columns["role"] == "system":
        kind = "summarise"
    after_it = {"head_id": message_id, "message_id": message_id}
    record(connection, conversation_id, kind, before={"head_id": head_before}, after=after_it)


def switch(
    connection: sqlite3.Connection, conversation_id: str, before: str | None, head_id: str | None
) -> None:
    """Show another branch than the one to `before`, and remember it."""
    show_branch(connection, conversation_id, head_id)
    heads = {"head_id": before}, {"head_id": head_id}
    record(connection, conversation_id, "switch", before=heads[0], after=heads[1])


def bring_back(connection: sqlite3.Connection, conversation_id: str) -> None:
    """Take a conversation out of the trash because it is used; no undo can throw it away again."""
    if connection.execute(statements.BRING_BACK, [conversation_id]).rowcount:
        connection.execute(statements.FORGET_DELETION, [conversation_id])


def _asks(action: Action, message_id: object) -> bool:
    """Whether an action added a message that has no reply yet."""
    is_asking = action.kind in {"send", "edit"}
    return is_asking and action.message_id == action.after.get("head_id") == message_id


def _applicable(
    connection: sqlite3.Connection,
    query: str,
    conversation_id: str,
    side: Literal["before", "after"],
) -> Action | None:
    """The next action that can be taken back or done again; those that cannot are forgotten."""
    while (row := connection.execute(query, [conversation_id]).fetchone()) is not None:
        action = _read_action(row)
        if action is not None and _is_there(connection, action, getattr(action, side)):
            return action
        connection.execute(statements.FORGET_ACTION, [row["seq"]])
    return None


def _is_there(
    connection: sqlite3.Connection, action: Action, columns: Mapping[str, object]
) -> bool:
    """Whether the message is still there that would be shown; it may have been purged."""
    head_id = columns.get("head_id")
    place = [head_id, action.conversation_id]
    found = connection.execute(statements.IS_IN_CONVERSATION, place).fetchone()
    return head_id is None or found is not None


def _found(connection: sqlite3.Connection, query: str, conversation_id: str) -> Action | None:
    row = connection.execute(query, [conversation_id]).fetchone()
    return None if row is None else _read_action(row)


def _read_action(row: sqlite3.Row) -> Action | None:
    try:
        return _action(row)
    except MALFORMED:
        return None


def _action(row: sqlite3.Row) -> Action:
    return Action(
        seq=read_number(row["seq"]),
        conversation_id=read_text(row["conversation_id"]),
        kind=read_one_of(_KINDS, row["kind"]),
        before=read_object(row["before"]),
        after=read_object(row["after"]),
    )


def _apply(connection: sqlite3.Connection, action: Action, columns: Mapping[str, object]) -> None:
    for name in columns.keys() & statements.SET_COLUMN.keys():
        value = columns[name]
        if name == "deleted_at" and value is not None:
            # Thrown away again: it can be brought back for as long as ever from now.
            value = present(connection)
        query = statements.SET_COLUMN[name]
        connection.execute(query, {"value": value, "id": action.conversation_id})
    if "head_id" in columns:
        head_id = read_optional(read_text, columns["head_id"])
        show_branch(connection, action.conversation_id, head_id)
