"""What tests of imports share."""

from collections.abc import Sequence
from datetime import UTC, datetime

from assistant.conversation import Conversation, Message

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Memory:
    """A store that keeps what it is given, in memory: for what is about reading alone."""

    def __init__(self) -> None:
        self.trees: list[tuple[Conversation, tuple[Message, ...]]] = []

    def add_tree(self, conversation: Conversation, messages: Sequence[Message]) -> int:
        self.trees.append((conversation, tuple(messages)))
        return len(messages)


def shape(messages: Sequence[Message]) -> list[tuple[str, str | None]]:
    """Each message's text with that of its parent."""
    texts = {message.id: message.text for message in messages}
    return [(each.text, texts.get(each.parent_id or "")) for each in messages]
