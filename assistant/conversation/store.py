"""Every conversation, on disk: what a call returned from is there after any crash."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import Self

from assistant.conversation import run_lock, statements
from assistant.conversation.backup import forget_in_backups
from assistant.conversation.database import Database
from assistant.conversation.drafts import Drafts
from assistant.conversation.housekeeping import forget_pages
from assistant.conversation.journal import (
    ActionKind,
    Journal,
    bring_back,
    present,
    record,
    record_message,
    switch,
)
from assistant.conversation.listing import Listing
from assistant.conversation.message import Conversation, Message
from assistant.conversation.opening import Opened, open_database, refuse_damage, suspect
from assistant.conversation.readable import readable_conversation, readable_message
from assistant.conversation.redaction import Redaction
from assistant.conversation.rows import conversation_columns, message_columns
from assistant.conversation.search.index import SearchIndex
from assistant.conversation.storage_errors import no_conversation, no_message, storage_errors
from assistant.conversation.tree import Tree, next_to, show_branch

_JOURNALED = ("title", "is_renamed", "pinned", "archived", "tags")


class ConversationStore:
    """Conversations as trees of messages, in one SQLite file that several programs may share.

    Belongs to the thread that opened it. What changes something commits before it returns, or
    raises and changes nothing. Everything raises `StorageError` when the file cannot be used, and
    `NotFoundError` when what it is asked for is not there.
    """

    def __init__(
        self, database: Database, run_id: str, opened: Opened, resources: ExitStack
    ) -> None:
        self._database = database
        self.notices = opened.notices
        """What happened when it was opened and the user must know, once."""
        self.purged = opened.purged
        """Ids of what was thrown away long ago, and is gone for good since it was opened."""
        self._run_id = run_id
        self._resources = resources
        self.tree = Tree(database)
        self.journal = Journal(database)
        live_runs = partial(run_lock.live_runs_now, run_lock.run_folder(database.path), run_id)
        self.drafts = Drafts(database, run_id, live_runs)
        self.listing = Listing(database)
        self.search = SearchIndex(database)
        self.redaction = Redaction(database, self.search)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the database, or create it; a folder `run` beside it shows which programs live.

        Replies that a program was writing when it died become `interrupted`, with the text they
        have. Those of other living programs stay `streaming`. An older database is copied, then
        brought up to date. What can be read of a damaged one is saved and the damaged file is
        kept, as `notices` tell; raises `DamageError` when that cannot be.
        """
        path = path.absolute()
        with storage_errors(path), ExitStack() as resources:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            run_folder = run_lock.run_folder(path)
            suspicion = run_folder / "suspicion"
            with run_lock.only_one_opens(run_folder):
                run = run_lock.RunLock(run_folder)
                resources.callback(run.release)
                live_runs = run_lock.other_live_runs(run_folder, run.id)
                opened = open_database(path, suspicion, live_runs)
                resources.enter_context(closing(opened.connection))
            database = Database(path, opened.connection, on_damage=partial(suspect, suspicion))
            return cls(database, run.id, opened, resources.pop_all())

    def close(self) -> None:
        """Close the file. A reply that is still `streaming` counts as left unfinished."""
        with storage_errors(self._database.path):
            self._resources.close()

    def conversations(self) -> list[Conversation]:
        """The conversations in which something was said, latest first."""
        with self._database.rows(statements.CONVERSATIONS) as rows:
            return [readable_conversation(row) for row in rows]

    def latest_conversation(self) -> Conversation | None:
        """The conversation that was last added to and is not archived; `None` for none."""
        with self._database.rows(statements.LATEST_CONVERSATION) as rows:
            return next((readable_conversation(row) for row in rows), None)

    def conversation(self, conversation_id: str) -> Conversation:
        """One conversation, whether or not something was said in it."""
        with self._database.rows(statements.CONVERSATION, conversation_id) as rows:
            for row in rows:
                return readable_conversation(row)
        raise no_conversation(conversation_id)

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
                raise no_conversation(conversation_id)
            conversation = readable_conversation(row)
            changed = change(conversation)
            old, new = conversation_columns(conversation), conversation_columns(changed)
            connection.execute(statements.CHANGE_CONVERSATION, {**new, "id": conversation_id})
            names = [name for name in _JOURNALED if old[name] != new[name]]
            if not (conversation.is_renamed or changed.is_renamed):
                # The program's own title is nothing that the user did.
                names = [name for name in names if name != "title"]
            if names:
                kind: ActionKind = "rename" if "title" in names else "organise"
                before, after = ({name: each[name] for name in names} for each in (old, new))
                record(connection, conversation_id, kind, before=before, after=after)
            return changed

    def delete_conversation(self, conversation_id: str) -> None:
        """Throw a conversation away; this can be undone until it is purged."""
        with self._database.transaction() as connection:
            now = present(connection)
            if connection.execute(statements.THROW_AWAY, [now, conversation_id]).rowcount == 0:
                raise no_conversation(conversation_id)
            before, after = {"deleted_at": None}, {"deleted_at": now}
            record(connection, conversation_id, "delete_conversation", before=before, after=after)

    def purge_conversation(self, conversation_id: str) -> list[str]:
        """Delete a conversation, its messages and its draft for good; return the messages' ids."""
        with self._database.transaction() as connection:
            ids = [str(each) for (each,) in connection.execute(statements.IDS, [conversation_id])]
            purged = connection.execute(statements.PURGE_CONVERSATION, [conversation_id])
            if purged.rowcount == 0:
                raise no_conversation(conversation_id)
            connection.execute(statements.FORGET_DRAFT, [conversation_id])
            self.search.forget_gone(connection)
        self.search.compact()
        with self._database.errors():
            forget_pages(self._database.connection)
        forget_in_backups(self._database.path, [conversation_id])
        return ids

    def delete_message(self, message_id: str) -> None:
        """Throw away a message and what follows it in any branch; this can be undone.

        The shown branch, if it was one of them, becomes the one beside it, else its beginning.
        """
        with self._database.transaction() as connection:
            row = connection.execute(statements.MESSAGE_PLACE, [message_id]).fetchone()
            if row is None:
                raise no_message(message_id)
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
                switch(connection, conversation_id, before, head_id)

    def branch(self, head_id: str | None) -> list[Message]:
        """The messages from the root to `head_id`; none for `None`."""
        return self._branch(statements.BRANCH, head_id)

    def branch_end(self, head_id: str | None, limit: int) -> list[Message]:
        """The last messages of a branch, at most so many; none for `None`."""
        return self._branch(statements.BRANCH_END, head_id, limit)

    def _branch(self, statement: str, head_id: str | None, *further: int) -> list[Message]:
        if head_id is None:
            return []
        with self._database.rows(statement, head_id, *further) as rows:
            messages = [readable_message(row) for row in rows]
        if not messages:
            raise no_message(head_id)
        return messages

    def messages(self, conversation_id: str) -> list[Message]:
        """Every message of every branch, parents before their children."""
        with self._database.rows(statements.ALL_MESSAGES, conversation_id) as rows:
            return [readable_message(row) for row in rows]

    def user_texts(self, limit: int) -> list[str]:
        """The user's last `limit` messages in all conversations, oldest first.

        A text that was sent several times in a row counts once.
        """
        with self._database.rows(statements.USER_MESSAGES) as rows:
            texts = (readable_message(row).text for row in rows)
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
        is, but for what new messages follow and for the shown branch when they prolong it. That can
        be undone; the messages can be deleted.
        """
        columns = conversation_columns(conversation)
        with self._database.transaction() as connection:
            is_new = connection.execute(statements.ADD_CONVERSATION_IF_NEW, columns).rowcount > 0
            rows = (message_columns(message, self._run_id) for message in messages)
            added = connection.executemany(statements.ADD_IF_NEW, rows).rowcount
            connection.executemany(
                statements.DELETE_UNDER_DELETED, ([message.id] for message in messages)
            )
            if added > 0 and not is_new:
                connection.execute(statements.ADVANCE_UPDATE, columns)
            if is_new:
                show_branch(connection, conversation.id, conversation.head_id)
            elif added > 0:
                self._follow(connection, conversation)
            return max(added, 0)

    def save_reply(self, message: Message) -> None:
        """Replace the parts, state, note, figures, tokens and records of an added message."""
        columns = message_columns(message, self._run_id)
        with self._database.transaction() as connection:
            if connection.execute(statements.SAVE_REPLY, columns).rowcount == 0:
                raise no_message(message.id)

    def check(self) -> None:
        """Look at all of the file; raises `DamageError`, and the next program salvages it."""
        with self._database.errors():
            refuse_damage(self._database.connection, self._database.path)

    def _add(self, message: Message, connection: sqlite3.Connection) -> None:
        columns = message_columns(message, self._run_id)
        # Also in a conversation that was thrown away meanwhile: the user's words bring it back.
        head = connection.execute(statements.ANY_HEAD, [message.conversation_id]).fetchone()
        if message.role == "user":
            bring_back(connection, message.conversation_id)
        connection.execute(statements.ADD_MESSAGE, columns)
        connection.execute(statements.TOUCH, columns)
        connection.execute(statements.SHOW, columns)
        connection.execute(statements.MARK_SHOWN_CHILD, [message.id, message.parent_id])
        connection.execute(statements.RESTORE_BRANCH, [message.parent_id])
        record_message(connection, columns, None if head is None else head["head_id"])

    def _follow(self, connection: sqlite3.Connection, conversation: Conversation) -> None:
        """Show the branch to this head, if it lives and begins with the one that is shown."""
        head_id = conversation.head_id
        if connection.execute(statements.IS_LIVING, [head_id]).fetchone() is None:
            return
        (shown,) = connection.execute(statements.ANY_HEAD, [conversation.id]).fetchone()
        path = connection.execute(statements.BRANCH_IDS, [head_id]).fetchall()
        if shown != head_id and (shown is None or any(shown == each for (each,) in path)):
            switch(connection, conversation.id, shown, head_id)

    def _head(self, connection: sqlite3.Connection, conversation_id: str) -> str | None:
        row = connection.execute(statements.HEAD, [conversation_id]).fetchone()
        if row is None:
            raise no_conversation(conversation_id)
        head_id: str | None = row["head_id"]
        return head_id
