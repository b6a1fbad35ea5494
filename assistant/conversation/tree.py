"""The branches of a conversation: what stands beside what, and which branch is shown."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.conversation import statements
from assistant.conversation.database import Database
from assistant.conversation.message import Message, MessageState, Role
from assistant.conversation.readable import readable_message
from assistant.conversation.storage_errors import no_message

EXCERPT_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Node:
    """One message of an outline."""

    id: str
    parent_id: str | None
    role: Role
    state: MessageState
    excerpt: str
    """The beginning of its words, on one line."""
    created_at: datetime


class Tree:
    """Reads the tree of a conversation; what was deleted is not part of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def siblings(self, conversation_id: str) -> Mapping[str, tuple[str, ...]]:
        """For each message that has siblings: all ids beside each other, itself included."""
        beside: dict[str | None, list[str]] = {}
        with self._database.rows(statements.SIBLINGS, conversation_id) as rows:
            for row in rows:
                beside.setdefault(row["parent_id"], []).append(row["id"])
        groups = (tuple(ids) for ids in beside.values())
        return {each: ids for ids in groups for each in ids}

    def leaf(self, message_id: str) -> str:
        """Where the branch through a message ended when it was shown last; `NotFoundError`."""
        with self._database.rows(statements.LEAF, message_id) as rows:
            ids = [str(row["id"]) for row in rows]
        if not ids:
            raise no_message(message_id)
        return ids[-1]

    def conversation_of(self, message_id: str) -> str:
        """The conversation of a message; raises `NotFoundError` when it was thrown away."""
        with self._database.rows(statements.MESSAGE_PLACE, message_id) as rows:
            for row in rows:
                return str(row["conversation_id"])
        raise no_message(message_id)

    def around(self, message_id: str) -> list[Message]:
        """A message between the one that it follows and one that follows it, if they are there."""
        with self._database.rows(statements.AROUND, message_id) as rows:
            return [readable_message(row) for row in rows]

    def living(self, message_ids: Sequence[str]) -> frozenset[str]:
        """Which of these messages are there to be recalled: neither thrown away nor incognito."""
        found: set[str] = set()
        for message_id in message_ids:
            with self._database.rows(statements.IS_RECALLED, message_id) as rows:
                found.update(str(row["id"]) for row in rows)
        return frozenset(found)

    def outline(self, conversation_id: str) -> list[Node]:
        """Every message of the conversation, parents before their children."""
        with self._database.rows(statements.OUTLINE, conversation_id) as rows:
            return [_node(row) for row in rows]

    def is_there(self, conversation_id: str) -> bool:
        """Whether a conversation is stored, thrown away or not."""
        with self._database.rows(statements.ANY_HEAD, conversation_id) as rows:
            return any(True for _ in rows)

    def size(self, conversation_id: str) -> int:
        """How many messages the conversation has in all its branches."""
        with self._database.rows(statements.SIZE, conversation_id) as rows:
            return sum(int(count) for (count,) in rows)


def show_branch(connection: sqlite3.Connection, conversation_id: str, head_id: str | None) -> None:
    """Make the branch to `head_id` the one that is shown; to be called in a transaction.

    What is shown is not deleted: another program's deletion of it is taken back.
    """
    restore_branch(connection, head_id)
    connection.execute(statements.SHOW, {"id": head_id, "conversation_id": conversation_id})
    path = connection.execute(statements.UNMARKED_PATH, [head_id]).fetchall()
    connection.executemany(statements.MARK_SHOWN_CHILD, [tuple(row) for row in path])
    connection.execute(statements.MARK_END, [head_id])


def restore_branch(connection: sqlite3.Connection, head_id: str | None) -> None:
    """Bring back what was thrown away of the branch to a message."""
    connection.execute(statements.RESTORE_BRANCH, [head_id])


def next_to(connection: sqlite3.Connection, message_id: str) -> str | None:
    """Where to go when a message goes: the leaf beside it, else its parent; `None` for neither."""
    row = connection.execute(statements.NEIGHBOUR, [message_id]).fetchone()
    if row["neighbour_id"] is None:
        parent_id: str | None = row["parent_id"]
        return parent_id
    leaves = connection.execute(statements.LEAF, [row["neighbour_id"]]).fetchall()
    return str(leaves[-1]["id"])


def _node(row: sqlite3.Row) -> Node:
    message = readable_message(row)
    text = message.text or (message.summary.text if message.summary else "")
    words = " ".join(text[: 4 * EXCERPT_CHARACTERS].split())
    return Node(
        id=message.id,
        parent_id=message.parent_id,
        role=message.role,
        state=message.state,
        excerpt=words[:EXCERPT_CHARACTERS],
        created_at=message.created_at,
    )
