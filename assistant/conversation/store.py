"""Every conversation, on disk: what a call returned from is there after any crash."""

import sqlite3
from contextlib import ExitStack, closing
from itertools import groupby, islice
from pathlib import Path
from typing import Self

from assistant.conversation import statements
from assistant.conversation.database import (
    Database,
    connect,
    create_private,
    interrupt_dead,
    prepare,
)
from assistant.conversation.fields import MALFORMED
from assistant.conversation.message import Conversation, Message
from assistant.conversation.rows import (
    conversation_columns,
    conversation_from_row,
    message_columns,
    message_from_row,
)
from assistant.conversation.run_lock import RunLock, only_one_opens, other_live_runs
from assistant.conversation.storage_errors import storage_errors
from assistant.errors import NotFoundError, StorageError

_ALL = -1
"""SQLite's LIMIT for no limit."""


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
                interrupt_dead(connection, live_runs=other_live_runs(run_folder, run.id))
            return cls(Database(path, connection), run.id, resources.pop_all())

    def close(self) -> None:
        """Close the file. A reply that is still `streaming` counts as left unfinished."""
        with storage_errors(self._database.path):
            self._resources.close()

    def conversations(self) -> list[Conversation]:
        """The conversations in which something was said, latest first."""
        return self._spoken(limit=_ALL)

    def latest_conversation(self) -> Conversation | None:
        """The conversation that was last added to; `None` when nothing was ever said."""
        return next(iter(self._spoken(limit=1)), None)

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

    def change_conversation(self, conversation: Conversation) -> None:
        """Write the title, the shown branch, the system prompt and the sampling."""
        columns = conversation_columns(conversation)
        with self._database.transaction() as connection:
            if connection.execute(statements.CHANGE_CONVERSATION, columns).rowcount == 0:
                raise _no_conversation(conversation.id)

    def delete_conversation(self, conversation_id: str) -> None:
        """Delete a conversation and its messages."""
        with self._database.transaction() as connection:
            if connection.execute(statements.DELETE_CONVERSATION, [conversation_id]).rowcount == 0:
                raise _no_conversation(conversation_id)

    def branch(self, head_id: str | None) -> list[Message]:
        """The messages from the root to `head_id`; none for `None`."""
        if head_id is None:
            return []
        with self._database.rows(statements.BRANCH, head_id) as rows:
            messages = [self._message(row) for row in rows]
        if not messages:
            raise _no_message(head_id)
        return messages

    def user_texts(self, limit: int) -> list[str]:
        """The user's last `limit` messages in all conversations, oldest first.

        A text that was sent several times in a row counts once.
        """
        with self._database.rows(statements.USER_MESSAGES) as rows:
            texts = (self._message(row).text for row in rows)
            return list(islice((text for text, _ in groupby(texts)), limit))[::-1]

    def add_message(self, message: Message) -> None:
        """Add a message, make it its conversation's head and its time the conversation's."""
        with self._database.transaction() as connection:
            self._add(message, connection)

    def add_first_message(self, conversation: Conversation, message: Message) -> None:
        """Store a conversation together with its first message, or neither."""
        with self._database.transaction() as connection:
            connection.execute(statements.ADD_CONVERSATION, conversation_columns(conversation))
            self._add(message, connection)

    def save_reply(self, message: Message) -> None:
        """Replace the parts, state, note, stats and tokens of a message that was added."""
        columns = message_columns(message, self._run_id)
        with self._database.transaction() as connection:
            if connection.execute(statements.SAVE_REPLY, columns).rowcount == 0:
                raise _no_message(message.id)

    def _add(self, message: Message, connection: sqlite3.Connection) -> None:
        columns = message_columns(message, self._run_id)
        connection.execute(statements.ADD_MESSAGE, columns)
        connection.execute(statements.MOVE_HEAD, columns)

    def _spoken(self, limit: int) -> list[Conversation]:
        with self._database.rows(statements.CONVERSATIONS, limit) as rows:
            return [self._conversation(row) for row in rows]

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
