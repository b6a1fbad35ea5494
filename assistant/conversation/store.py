"""Every conversation, on disk: what a call returned from is there after any crash."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Self

from assistant.conversation import statements
from assistant.conversation.database import Database, connect, create_private, prepare
from assistant.conversation.drafts import Drafts
from assistant.conversation.fields import MALFORMED, microseconds
from assistant.conversation.housekeeping import keep_house
from assistant.conversation.journal import ActionKind, Journal, record, record_message
from assistant.conversation.listing import Listing
from assistant.conversation.message import Conversation, Message
from assistant.conversation.rows import (
    conversation_columns,
    conversation_from_row,
    message_columns,
    message_from_row,
)
from assistant.conversation.run_lock import RunLock, only_one_opens, other_live_runs
from assistant.conversation.search.index import SearchIndex
from assistant.conversation.storage_errors import storage_errors
from assistant.conversation.tree import Tree, next_to, show_branch
from assistant.errors import NotFoundError, StorageError

_JOURNALED = ("title", "is_renamed", "pinned", "archived", "tags")


class ConversationStore:
    """Conversations as trees of messages, in one SQLite file that several programs may share.

    Belongs to the thread that opened it. What changes something commits before it returns, or
    raises and changes nothing. Everything raises `StorageError` when the file cannot be used, and
    `NotFoundError` when what it is asked for is not there.
    """

    def __init__(self, database: Database, run_id: str, resources: ExitStack) -> None:
        self._database = database
        self._run_id = run_id
        self._resources = resources
        self.tree = Tree(database)
        self.journal = Journal(database)
        self.drafts = Drafts(database)
        self.listing = Listing(database, self._conversation)
        self.search = SearchIndex(database)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the database, or create it; a folder `run` beside it shows which programs live.

        Replies that a program was writing when it died become `interrupted`, with the text they
        have. Those of other living programs stay `streaming`.
        """
        path = path.absolute()
        with storage_errors(path), ExitStack() as resources:
            create_private(path)
            run_folder = path.parent / "run"
            with only_one_opens(run_folder):
                run = RunLock(run_folder)
                resources.callback(run.release)
                connection = resources.enter_context(closing(connect(path)))
                prepare(connection, path)
                keep_house(connection, datetime.now(UTC), other_live_runs(run_folder, run.id))
            return cls(Database(path, connection), run.id, resources.pop_all())

    def close(self) -> None:
        """Close the file. A reply that is still `streaming` counts as left unfinished."""
        with storage_errors(self._database.path):
            self._resources.close()

    def conversations(self) -> list[Conversation]:
        """The conversations in which something was said, latest first."""
        with self._database.rows(statements.CONVERSATIONS) as rows:
            return [self._conversation(row) for row in rows]

    def latest_conversation(self) -> Conversation | None:
        """The conversation that was last added to and is not archived; `None` for none."""
        with self._database.rows(statements.LATEST_CONVERSATION) as rows:
            return next((self._conversation(row) for row in rows), None)

    def conversation(self, conversation_id: str) -> Conversation:
        """One conversation, whether or not something was said in it."""
        with self._database.rows(statements.CONVERSATION, conversation_id) as rows:
            for row in rows:
                return self._conversation(row)
        raise _no_conversation(conversation_id)

    def add_conversation(self, conversation: Conversation) -> None:
        """Store a conversation in which nothing was said yet."""
        with self._database.transaction() as connection:
            connection.execute(statements.ADD_CONVERSATION, conversation_columns(conversation))

    def change_conversation(
        self, conversation_id: str, change: Callable[[Conversation], Conversation]
    ) -> Conversation:
        """Write what `change` makes of a conversation as it now stands, and return it.

        Its id, times and shown branch stay as they are. A new title, pin, tag or archiving can be
        undone.
        """
        with self._database.transaction() as connection:
            row = connection.execute(statements.CONVERSATION, [conversation_id]).fetchone()
            if row is None:
                raise _no_conversation(conversation_id)
            conversation = self._conversation(row)
            changed = change(conversation)
            old, new = conversation_columns(conversation), conversation_columns(changed)
            connection.execute(statements.CHANGE_CONVERSATION, {**new, "id": conversation_id})
            names = [name for name in _JOURNALED if old[name] != new[name]]
            if names:
                kind: ActionKind = "rename" if "title" in names else "organise"
                before, after = ({name: each[name] for name in names} for each in (old, new))
                record(connection, conversation_id, kind, before=before, after=after)
            return changed

    def delete_conversation(self, conversation_id: str) -> None:
        """Throw a conversation away; this can be undone until it is purged."""
        now = microseconds(datetime.now(UTC))
        with self._database.transaction() as connection:
            if connection.execute(statements.THROW_AWAY, [now, conversation_id]).rowcount == 0:
                raise _no_conversation(conversation_id)
            before, after = {"deleted_at": None}, {"deleted_at": now}
            record(connection, conversation_id, "delete_conversation", before=before, after=after)

    def purge_conversation(self, conversation_id: str) -> None:
        """Delete a conversation, its messages and its draft for good."""
        with self._database.transaction() as connection:
            purged = connection.execute(statements.PURGE_CONVERSATION, [conversation_id])
            if purged.rowcount == 0:
                raise _no_conversation(conversation_id)
            connection.execute(statements.FORGET_DRAFT, [conversation_id])
            self.search.forget_gone(connection)

    def delete_message(self, message_id: str) -> None:
        """Throw away a message and what follows it in any branch; this can be undone.

        The shown branch, if it was one of them, becomes the one beside it, else its beginning.
        """
        with self._database.transaction() as connection:
            row = connection.execute(statements.MESSAGE_PLACE, [message_id]).fetchone()
            if row is None:
                raise _no_message(message_id)
            conversation_id, head_id = row["conversation_id"], row["head_id"]
            path = connection.execute(statements.BRANCH_IDS, [head_id]).fetchall()
            is_shown = any(message_id == each for (each,) in path)
            new_head = next_to(connection, message_id) if is_shown else head_id
            action = record(
                connection,
                conversation_id,
                "delete_messages",
                before={"head_id": head_id},
                after={"head_id": new_head, "message_id": message_id},
            )
            mark = {"id": message_id, "action": action}
            connection.execute(statements.DELETE_SUBTREE, mark)
            show_branch(connection, conversation_id, new_head)

    def show_branch(self, conversation_id: str, head_id: str | None) -> None:
        """Make the branch to a message, or none, the one that is shown; this can be undone."""
        with self._database.transaction() as connection:
            before = self._head(connection, conversation_id)
            if before != head_id:
                show_branch(connection, conversation_id, head_id)
                heads = {"head_id": before}, {"head_id": head_id}
                record(connection, conversation_id, "switch", before=heads[0], after=heads[1])

    def branch(self, head_id: str | None) -> list[Message]:
        """The messages from the root to `head_id`; none for `None`."""
        if head_id is None:
            return []
        with self._database.rows(statements.BRANCH, head_id) as rows:
            messages = [self._message(row) for row in rows]
        if not messages:
            raise _no_message(head_id)
        return messages

    def messages(self, conversation_id: str) -> list[Message]:
        """Every message of every branch, parents before their children."""
        with self._database.rows(statements.OUTLINE, conversation_id) as rows:
            return [self._message(row) for row in rows]

    def user_texts(self, limit: int) -> list[str]:
        """The user's last `limit` messages in all conversations, oldest first.

        A text that was sent several times in a row counts once.
        """
        with self._database.rows(statements.USER_MESSAGES) as rows:
            texts = (self._message(row).text for row in rows)
            return list(islice((text for text, _ in groupby(texts)), limit))[::-1]

    def add_message(self, message: Message) -> None:
        """Add a message and make it its conversation's head; this can be undone."""
        with self._database.transaction() as connection:
            self._add(message, connection)

    def add_first_message(self, conversation: Conversation, message: Message) -> None:
        """Store a conversation together with its first message, or neither."""
        with self._database.transaction() as connection:
            connection.execute(statements.ADD_CONVERSATION, conversation_columns(conversation))
            self._add(message, connection)

    def add_tree(self, conversation: Conversation, messages: Sequence[Message]) -> int:
        """Store a whole conversation, or what is new of it; return how many messages were.

        Parents come before their children. What is there already, thrown away or not, stays as it
        is, but for what new messages follow and for the shown branch when they prolong it; nothing
        of this can be undone but by deleting.
        """
        columns = conversation_columns(conversation)
        with self._database.transaction() as connection:
            is_new = connection.execute(statements.ADD_CONVERSATION_IF_NEW, columns).rowcount > 0
            rows = (message_columns(message, self._run_id) for message in messages)
            added = connection.executemany(statements.ADD_IF_NEW, rows).rowcount
            if added > 0 and not is_new:
                connection.execute(statements.RESTORE_NEEDED, columns)
                connection.execute(statements.ADVANCE_UPDATE, columns)
            if is_new or (added > 0 and self._is_prolonged(connection, conversation)):
                show_branch(connection, conversation.id, conversation.head_id)
            return max(added, 0)

    def save_reply(self, message: Message) -> None:
        """Replace the parts, state, note, stats and tokens of a message that was added."""
        columns = message_columns(message, self._run_id)
        with self._database.transaction() as connection:
            if connection.execute(statements.SAVE_REPLY, columns).rowcount == 0:
                raise _no_message(message.id)

    def _add(self, message: Message, connection: sqlite3.Connection) -> None:
        columns = message_columns(message, self._run_id)
        # Also in a conversation that was thrown away meanwhile: nothing is lost if it comes back.
        head = connection.execute(statements.ANY_HEAD, [message.conversation_id]).fetchone()
        connection.execute(statements.ADD_MESSAGE, columns)
        connection.execute(statements.TOUCH, columns)
        connection.execute(statements.SHOW, columns)
        connection.execute(statements.MARK_SHOWN_CHILD, [message.id, message.parent_id])
        connection.execute(statements.RESTORE_BRANCH, [message.parent_id])
        record_message(connection, columns, None if head is None else head["head_id"])

    def _is_prolonged(self, connection: sqlite3.Connection, conversation: Conversation) -> bool:
        """Whether the branch to this head begins with the one that is shown."""
        row = connection.execute(statements.ANY_HEAD, [conversation.id]).fetchone()
        path = connection.execute(statements.BRANCH_IDS, [conversation.head_id]).fetchall()
        return row["head_id"] is None or any(row["head_id"] == each for (each,) in path)

    def _head(self, connection: sqlite3.Connection, conversation_id: str) -> str | None:
        row = connection.execute(statements.HEAD, [conversation_id]).fetchone()
        if row is None:
            raise _no_conversation(conversation_id)
        head_id: str | None = row["head_id"]
        return head_id

    def _conversation(self, row: sqlite3.Row) -> Conversation:
        try:
            return conversation_from_row(row)
        except MALFORMED as error:
            raise self._damaged(row["title"], row["id"]) from error

    def _message(self, row: sqlite3.Row) -> Message:
        try:
            return message_from_row(row)
        except MALFORMED as error:
            conversation_id: str = row["conversation_id"]
            raise self._damaged(self._title(conversation_id), conversation_id) from error

    def _title(self, conversation_id: str) -> str:
        with self._database.rows(statements.CONVERSATION, conversation_id) as rows:
            return next((str(row["title"]) for row in rows), "")

    def _damaged(self, title: str, conversation_id: str) -> StorageError:
        return StorageError(
            f"The conversation “{title}” ({conversation_id}) is damaged in {self._database.path}. "
            "Delete it, or put a copy of the file in its place."
        )


def _no_conversation(conversation_id: str) -> NotFoundError:
    return NotFoundError(
        f"There is no conversation {conversation_id}; it may have been deleted. Open another."
    )


def _no_message(message_id: str) -> NotFoundError:
    return NotFoundError(
        f"There is no message {message_id}; its conversation may have been deleted. Open another."
    )
