"""Changes to the trees that are chosen by chance and by what is there: the same chance on the same
database makes the same changes.
"""

import random
import re
from dataclasses import replace
from datetime import UTC, datetime

from assistant.conversation import Conversation, ConversationStore, Message, TextPart

NOW = datetime(2026, 3, 1, tzinfo=UTC)
_TIME = re.compile(r"\d{13,}")
SEEN = (
    "SELECT id, conversation_id, parent_id, parts, state, deleted_by, shown_child_id FROM messages",
    "SELECT id, title, head_id, pinned, deleted_at IS NULL FROM conversations",
    "SELECT seq, conversation_id, kind, before, after, undone FROM actions",
    "SELECT conversation_id, value FROM drafts ORDER BY conversation_id",
)


def step(store: ConversationStore, chance: random.Random, name: str) -> None:
    """Change something; new ids begin with `name`."""
    conversations = sorted(store.conversations(), key=lambda each: each.id)
    if not conversations or chance.random() < 0.05:
        first = _message(f"{name}-m", f"{name}-c", None, "user", chance)
        store.add_first_message(Conversation(f"{name}-c", name, NOW, NOW), first)
        return
    conversation = chance.choice(conversations)
    nodes = store.tree.outline(conversation.id)
    kinds = ["undo", "redo", "rename", "throw away", *["say", "show", "delete"] * 3]
    kind = chance.choice(kinds) if nodes else "undo"
    node = chance.choice(nodes) if nodes else None
    match kind:
        case "undo":
            store.journal.undo(conversation.id)
        case "redo":
            store.journal.redo(conversation.id)
        case "rename":
            store.change_conversation(conversation.id, lambda found: _renamed(found, name))
        case "throw away":
            store.delete_conversation(conversation.id)
        case "say":
            role = chance.choice(["user", "assistant"])
            store.add_message(_message(f"{name}-m", conversation.id, node.id, role, chance))
        case "show":
            store.show_branch(conversation.id, store.tree.leaf(node.id))
        case _:
            store.delete_message(node.id)


def seen(store: ConversationStore) -> list[list[tuple[object, ...]]]:
    """Everything but times."""
    found = []
    for query in SEEN:
        with store._database.rows(query) as rows:
            found.append([tuple(_timeless(value) for value in row) for row in rows])
    return found


def _timeless(value: object) -> object:
    return _TIME.sub("time", value) if isinstance(value, str) else value


def _renamed(conversation: Conversation, name: str) -> Conversation:
    return replace(conversation, title=name, is_renamed=True, pinned=not conversation.pinned)


def _message(name: str, conversation: str, parent, role: str, chance: random.Random) -> Message:
    text = f"{name} " * chance.choice([1, 30, 900])
    return Message(name, conversation, parent, role, (TextPart(text),), NOW)
