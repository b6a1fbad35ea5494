"""The conversation that is open: its shown branch, and every change to its tree."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from assistant.conversation import (
    NEW_CONVERSATION,
    Action,
    Conversation,
    ConversationStore,
    Draft,
    Message,
    Node,
)
from assistant.errors import InputError
from assistant.locales import _
from assistant.turn.history import History

END_MESSAGES = 100
"""Read first when a conversation is opened by its end: more than a screen shows."""
PIECE_MESSAGES = 100
"""Of those before, so many are read at a time."""
PAUSE_SECONDS = 0.005
"""After each piece, the interface has the processor to itself for so long,"""
DRAWING_SECONDS = 0.05
"""and before the first for so long: the end is drawn then."""


class OpenConversation:
    """What is on the page, in step with what is on disk."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._writing = asyncio.Lock()
        self._is_stored = False
        self.on_change: Callable[[str], None] = lambda _: None
        """Told the conversation in which something else is said now: thrown away, brought back, or
        on another branch."""
        self._earlier: asyncio.Task[Sequence[Message]] | None = None
        self.conversation = _empty_conversation()
        self.messages: tuple[Message, ...] = ()
        """The shown branch, oldest first."""
        self.siblings: Mapping[str, Sequence[str]] = {}
        """For each message of the conversation that has any: all beside each other, itself too."""

    async def open(self, conversation_id: str, *, end_first: bool = False) -> None:
        """Open a conversation at its shown branch; raises `NotFoundError`.

        With `end_first` its last messages are there when this returns, and `whole` waits for those
        before: thousands of them take a moment to read.
        """
        limit = END_MESSAGES if end_first else None

        def read(
            store: ConversationStore,
        ) -> tuple[Conversation, list[Message], Mapping[str, Sequence[str]]]:
            conversation = store.conversation(conversation_id)
            siblings = store.tree.siblings(conversation_id)
            head_id = conversation.head_id
            branch = store.branch(head_id) if limit is None else store.branch_end(head_id, limit)
            return conversation, branch, siblings

        conversation, messages, siblings = await self._history.do(read)
        self._earlier = None
        self.conversation, self.messages, self.siblings = conversation, tuple(messages), siblings
        self._is_stored = True
        first = messages[0].parent_id if messages and limit == len(messages) else None
        if first is not None:
            self._earlier = asyncio.ensure_future(self._read_earlier(first))

    async def whole(self) -> Sequence[Message]:
        """Wait until all messages of the shown branch are there, and return those that came.

        Raises `StorageError` when they cannot be read.
        """
        earlier = self._earlier
        return () if earlier is None else await asyncio.shield(earlier)

    @property
    def is_whole(self) -> bool:
        """Whether all messages of the shown branch are there."""
        return self._earlier is None

    async def open_latest(self, *, end_first: bool = False) -> None:
        """Open the conversation used last, or a new one; as `open`."""
        latest = await self._history.do(lambda store: store.latest_conversation())
        if latest is None:
            self.open_new()
        else:
            await self.open(latest.id, end_first=end_first)

    def open_new(self) -> None:
        """Start an empty conversation; it is stored with its first message."""
        self._earlier = None
        self.conversation, self.messages, self.siblings = _empty_conversation(), (), {}
        self._is_stored = False

    async def refresh(self) -> None:
        """Show what is on disk."""
        if self._is_stored:
            await self.open(self.conversation.id)

    async def switch(self, message_id: str, step: int) -> None:
        """Show the branch that is `step` further beside a message, around the ends."""
        beside = self.siblings.get(message_id, (message_id,))
        other = beside[(beside.index(message_id) + step) % len(beside)]
        await self.show(other)

    async def show(self, message_id: str) -> None:
        """Show the branch through a message as far as it went when it was shown last."""
        leaf = await self._history.do(lambda store: store.tree.leaf(message_id))
        await self.fork(leaf)

    async def fork(self, message_id: str | None) -> None:
        """End the shown branch at a message: what is said next goes on from there."""
        conversation_id = self.conversation.id
        await self._history.do(lambda store: store.show_branch(conversation_id, message_id))
        self.on_change(conversation_id)
        await self.refresh()

    async def delete_message(self, message_id: str) -> None:
        """Throw away a message and all that follows it; this can be undone."""
        await self._history.do(lambda store: store.delete_message(message_id))
        self.on_change(self.conversation.id)
        await self.refresh()

    async def undo(self) -> Action | None:
        """Take back what was done last here, or to the list of conversations."""
        conversation_id = self.conversation.id
        action = await self._history.do(lambda store: store.journal.undo(conversation_id))
        if action is not None:
            self.on_change(action.conversation_id)
        if action is not None and action.kind == "delete_conversation":
            await self.open(action.conversation_id)
        elif action is not None:
            await self.refresh()
        return action

    async def redo(self) -> Action | None:
        """Do again what was taken back last."""
        conversation_id = self.conversation.id
        action = await self._history.do(lambda store: store.journal.redo(conversation_id))
        if action is not None:
            self.on_change(action.conversation_id)
        if action is not None and action.kind == "delete_conversation":
            if action.conversation_id == conversation_id:
                self.open_new()
        elif action is not None:
            await self.refresh()
        return action

    async def outline(self) -> list[Node]:
        """The whole tree, parents before their children."""
        if not self._is_stored:
            return []
        conversation_id = self.conversation.id
        return await self._history.do(lambda store: store.tree.outline(conversation_id))

    async def size(self) -> int:
        """How many messages the whole tree has."""
        conversation_id = self.conversation.id
        return await self._history.do(lambda store: store.tree.size(conversation_id))

    async def draft(self) -> Draft:
        """What was being written here."""
        key = self.draft_key
        return await self._history.do(lambda store: store.drafts.load(key))

    async def save_draft(self, draft: Draft, key: str | None = None) -> None:
        """Keep what is being written here, or under another key; an empty draft is forgotten."""
        kept_as = self.draft_key if key is None else key
        await self._history.do(lambda store: store.drafts.save(kept_as, draft))

    async def change(self, change: Callable[[Conversation], Conversation]) -> None:
        """Change the title, settings or tags; not while a message becomes the head."""
        async with self._writing:
            before = self.conversation
            if not self._is_stored:
                self.conversation = change(before)
                return
            changed = await self._history.do(
                lambda store: store.change_conversation(before.id, change)
            )
            if before.id == self.conversation.id:
                self.conversation = replace(changed, head_id=self.conversation.head_id)

    async def save_new(self, message: Message) -> None:
        """Commit a new message and show it; its conversation is stored with it if need be."""
        async with self._writing:
            conversation = self.conversation
            is_first = message.conversation_id == conversation.id and not self._is_stored

            def add(
                store: ConversationStore,
            ) -> tuple[Mapping[str, Sequence[str]], list[Message]]:
                if is_first:
                    store.add_first_message(conversation, message)
                    store.drafts.save(NEW_CONVERSATION, Draft())
                else:
                    store.add_message(message)
                siblings = store.tree.siblings(message.conversation_id)
                # Another branch may have been opened while this one was answered.
                before = [] if self._is_on_page(message.parent_id) else store.branch(message.id)
                return siblings, before

            siblings, branch = await self._history.do(add)
            if message.conversation_id == self.conversation.id:
                self._is_stored = True
                self._append(message, branch)
                self.siblings = siblings

    async def save(self, message: Message) -> None:
        """Commit a message that changed."""
        await self._history.do(lambda store: store.save_reply(message))
        # It is nearly always the last.
        for index in range(len(self.messages) - 1, -1, -1):
            if self.messages[index].id == message.id:
                shown = self.messages
                self.messages = (*shown[:index], message, *shown[index + 1 :])
                break

    def cut(self, length: int) -> None:
        """Take messages from the page, not from the disk: others are about to come."""
        self.messages = self.messages[:length]

    def index(self, message_id: str) -> int:
        """Where a message stands in the shown branch; raises `InputError` if it does not."""
        for index, message in enumerate(self.messages):
            if message.id == message_id:
                return index
        raise InputError(_("This message is not on the page any more. Open its branch first."))

    def question_index(self, message_id: str | None) -> int:
        """Where the question stands that a message answers, or is; of the last one for `None`.

        Raises `InputError` when there is none.
        """
        last = len(self.messages) - 1 if message_id is None else self.index(message_id)
        for index in range(last, -1, -1):
            if self.messages[index].role == "user":
                return index
        raise InputError(_("There is no message to answer again."))

    async def _read_earlier(self, last_id: str) -> Sequence[Message]:
        """Put what comes before the messages that are there in its place, if they still are."""
        await asyncio.sleep(DRAWING_SECONDS)
        pieces: list[list[Message]] = []
        parent_id: str | None = last_id
        while parent_id is not None:
            pieces.append(await self._history.do(_end_of_branch(parent_id)))
            parent_id = pieces[-1][0].parent_id
            await asyncio.sleep(PAUSE_SECONDS)
            if self._earlier is not asyncio.current_task():
                return ()
        earlier = [message for piece in reversed(pieces) for message in piece]
        self.messages = (*earlier, *self.messages)
        self._earlier = None
        return earlier

    @property
    def draft_key(self) -> str:
        """What the draft is kept under: nothing is, before the first message is stored."""
        return self.conversation.id if self._is_stored else NEW_CONVERSATION

    def _is_on_page(self, message_id: str | None) -> bool:
        return message_id is None or any(each.id == message_id for each in self.messages)

    def _append(self, message: Message, branch: Sequence[Message]) -> None:
        """Show a message after its parent, or else the branch that was read from disk."""
        ids = [each.id for each in self.messages]
        if message.parent_id in ids:
            self.messages = (*self.messages[: ids.index(message.parent_id) + 1], message)
        else:
            self.messages = tuple(branch) or (message,)
        self.conversation = replace(self.conversation, head_id=message.id)


def _end_of_branch(head_id: str) -> Callable[[ConversationStore], list[Message]]:
    return lambda store: store.branch_end(head_id, PIECE_MESSAGES)


def _empty_conversation() -> Conversation:
    now = datetime.now(UTC)
    return Conversation(id=uuid4().hex, title="", created_at=now, updated_at=now)
