"""The tree of conversations as a few dictionaries: what the store must agree with."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

DELETIONS = {"delete_messages", "delete_conversation"}


@dataclass
class ModelMessage:
    id: str
    conversation: str
    parent: str | None
    role: str
    text: str
    deleted_by: int | None = None
    shown: str | None = None
    """The child that was shown last, or the message itself when the branch ended there."""


@dataclass
class ModelConversation:
    id: str
    values: dict[str, object]
    head: str | None = None
    is_trash: bool = False


@dataclass
class ModelAction:
    seq: int
    conversation: str
    kind: str
    before: dict[str, object]
    after: dict[str, object]
    message: str | None = None
    undone: int = 0


@dataclass
class Model:
    most_actions: int
    conversations: dict[str, ModelConversation] = field(default_factory=dict)
    messages: dict[str, ModelMessage] = field(default_factory=dict)
    actions: list[ModelAction] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    """Conversations in the order of their last use."""
    seq: int = 0

    # What can be seen.

    def listed(self) -> list[str]:
        said = {message.conversation for message in self.messages.values()}
        return [
            each
            for each in reversed(self.used)
            if each in said and not self.conversations[each].is_trash
        ]

    def living(self, conversation: str) -> list[ModelMessage]:
        return [
            message
            for message in self.messages.values()
            if message.conversation == conversation and message.deleted_by is None
        ]

    def branch(self, message_id: object) -> list[str]:
        path: list[str] = []
        while isinstance(message_id, str):
            path.append(message_id)
            message_id = self.messages[message_id].parent
        return path[::-1]

    def children(self, message_id: str) -> list[ModelMessage]:
        conversation = self.messages[message_id].conversation
        return [each for each in self.living(conversation) if each.parent == message_id]

    def leaf(self, message_id: str) -> str:
        while (shown := self.messages[message_id].shown) != message_id:
            ids = [child.id for child in self.children(message_id)]
            if not ids:
                break
            message_id = shown if shown in ids else ids[-1]
        return message_id

    def siblings(self, conversation: str) -> dict[str, tuple[str, ...]]:
        beside: dict[str | None, list[str]] = {}
        for message in self.living(conversation):
            beside.setdefault(message.parent, []).append(message.id)
        return {each: tuple(ids) for ids in beside.values() if len(ids) > 1 for each in ids}

    def subtree(self, message_id: str) -> Iterator[ModelMessage]:
        yield self.messages[message_id]
        for message in [*self.messages.values()]:
            if message.parent == message_id:
                yield from self.subtree(message.id)

    # What can be done.

    def begin(self, conversation: str, values: dict[str, object], message: ModelMessage) -> None:
        self.conversations[conversation] = ModelConversation(conversation, values)
        self.used.append(conversation)
        self.add(message)

    def add(self, message: ModelMessage) -> None:
        conversation = self.conversations[message.conversation]
        if message.role == "user" and conversation.is_trash:
            conversation.is_trash = False
            self.actions = [
                each
                for each in self.actions
                if (each.conversation, each.kind) != (conversation.id, "delete_conversation")
            ]
        before = conversation.head
        self.messages[message.id] = message
        self._restore(message.parent)
        if message.parent is not None:
            self.messages[message.parent].shown = message.id
        conversation.head = message.id
        self.used.remove(conversation.id)
        self.used.append(conversation.id)
        self._record_message(message, before)

    def _record_message(self, message: ModelMessage, before: str | None) -> None:
        if message.role == "assistant":
            own = [each for each in self.actions if each.conversation == message.conversation]
            last = max((each for each in own if not each.undone), key=_seq, default=None)
            asks = last is not None and last.kind in {"send", "edit"}
            if last and asks and last.message == last.after["head"] == message.parent:
                last.after["head"] = message.id
                return
            kind = "answer"
        else:
            kind = "send" if before == message.parent else "edit"
        heads = {"head": before}, {"head": message.id}
        self.record(message.conversation, kind, *heads, message=message.id)

    def add_tree(self, conversation: ModelConversation, messages: list[ModelMessage]) -> int:
        is_new = conversation.id not in self.conversations
        new = [message for message in messages if message.id not in self.messages]
        for message in new:
            self.messages[message.id] = message
            if message.parent is not None:
                message.deleted_by = self.messages[message.parent].deleted_by
        head = conversation.head
        if is_new:
            self.conversations[conversation.id] = conversation
            self.show(conversation.id, head)
        elif head is not None and self.messages[head].deleted_by is None:
            before = self.conversations[conversation.id].head
            if before is None or before in self.branch(head):
                self.show_other(conversation.id, head)
        return len(new)

    def change(self, conversation_id: str, changes: dict[str, object]) -> None:
        values = self.conversations[conversation_id].values
        is_users = values["is_renamed"] or changes.get("is_renamed")
        names = [name for name in changes if changes[name] != values[name]]
        journaled = [name for name in names if is_users or name != "title"]
        before = {name: values[name] for name in journaled}
        values.update(changes)
        if journaled:
            kind = "rename" if "title" in journaled else "organise"
            after = {name: changes[name] for name in journaled}
            self.record(conversation_id, kind, before, after)

    def throw_away(self, conversation_id: str) -> None:
        self.conversations[conversation_id].is_trash = True
        trash = {"is_trash": False}, {"is_trash": True}
        self.record(conversation_id, "delete_conversation", *trash)

    def purge(self, conversation_id: str) -> None:
        del self.conversations[conversation_id]
        self.used.remove(conversation_id)
        self.messages = {
            key: each for key, each in self.messages.items() if each.conversation != conversation_id
        }
        self.actions = [each for each in self.actions if each.conversation != conversation_id]

    def show_other(self, conversation_id: str, head: str | None) -> None:
        before = self.conversations[conversation_id].head
        if before != head:
            self.show(conversation_id, head)
            self.record(conversation_id, "switch", {"head": before}, {"head": head})

    def delete(self, message_id: str) -> None:
        message = self.messages[message_id]
        head = self.conversations[message.conversation].head
        new_head = self._next_to(message) if message_id in self.branch(head) else head
        heads = {"head": head}, {"head": new_head}
        seq = self.record(message.conversation, "delete_messages", *heads, message=message_id)
        self._throw_away_subtree(message_id, seq)
        self.show(message.conversation, new_head)

    def undo(self, conversation_id: str) -> ModelAction | None:
        scope = [each for each in self._scope(conversation_id) if not each.undone]
        action = max(scope, key=_seq, default=None)
        if action is not None:
            for message in self.messages.values():
                if message.deleted_by == action.seq:
                    message.deleted_by = None
            self._apply(action, action.before)
            action.undone = 1 + max(each.undone for each in self.actions)
        return action

    def redo(self, conversation_id: str) -> ModelAction | None:
        scope = [each for each in self._scope(conversation_id) if each.undone]
        action = max(scope, key=lambda each: each.undone, default=None)
        if action is not None:
            if action.kind == "delete_messages":
                assert action.message is not None
                self._throw_away_subtree(action.message, action.seq)
            self._apply(action, action.after)
            action.undone = 0
        return action

    def record(
        self,
        conversation_id: str,
        kind: str,
        before: dict[str, object],
        after: dict[str, object],
        message: str | None = None,
    ) -> int:
        undone = [each for each in self._scope(conversation_id) if each.undone]
        self.actions = [each for each in self.actions if each not in undone]
        self.seq += 1
        self.actions.append(
            ModelAction(self.seq, conversation_id, kind, before, {**after}, message)
        )
        own = [each for each in self.actions if each.conversation == conversation_id]
        old = [each for each in own[: -self.most_actions] if each.kind not in DELETIONS]
        self.actions = [each for each in self.actions if each not in old]
        return self.seq

    def show(self, conversation_id: str, head: str | None) -> None:
        self._restore(head)
        self.conversations[conversation_id].head = head
        path = self.branch(head)
        for parent, child in pairwise(path):
            self.messages[parent].shown = child
        if head is not None and self.children(head):
            self.messages[head].shown = head

    def _scope(self, conversation_id: str) -> list[ModelAction]:
        return [
            each
            for each in self.actions
            if each.conversation == conversation_id or each.kind == "delete_conversation"
        ]

    def _apply(self, action: ModelAction, changes: dict[str, object]) -> None:
        conversation = self.conversations[action.conversation]
        for name, value in changes.items():
            if name == "is_trash":
                conversation.is_trash = bool(value)
            elif name == "head":
                self.show(conversation.id, value)  # type: ignore[arg-type]
            else:
                conversation.values[name] = value

    def _restore(self, message_id: str | None) -> None:
        for each in self.branch(message_id):
            self.messages[each].deleted_by = None

    def _throw_away_subtree(self, message_id: str, seq: int) -> None:
        for message in self.subtree(message_id):
            if message.deleted_by is None:
                message.deleted_by = seq

    def _next_to(self, message: ModelMessage) -> str | None:
        order = list(self.messages)
        place = order.index(message.id)
        beside = [
            each
            for each in self.living(message.conversation)
            if each.parent == message.parent and each.id != message.id
        ]
        before = [each.id for each in beside if order.index(each.id) < place]
        after = [each.id for each in beside if order.index(each.id) > place]
        if before:
            return self.leaf(before[-1])
        return self.leaf(after[0]) if after else message.parent


def _seq(action: ModelAction) -> int:
    return action.seq
