"""Conversations as ChatGPT exports them: a `mapping` of nodes that know parent and children.

OpenAI documents nothing of it; this follows exports from 2023 on.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from assistant.conversation import Conversation, MessageState, Role
from assistant.errors import InputError
from assistant.locales import _
from assistant.transfer.chatgpt_content import content_parts
from assistant.transfer.planting import (
    ImportedConversation,
    Planted,
    Seed,
    derived_id,
    latest_leaf,
    plant,
)
from assistant.transfer.values import array_of, is_object, line_of, object_of, text_of, time_of

TAG = "chatgpt"

_ROLES: Mapping[str, Role] = {
    "user": "user",
    "assistant": "assistant",
    "system": "system",
    "tool": "tool",
    "critic": "assistant",
    "function": "tool",
}
_UNFINISHED = ("in_progress", "finished_partial_completion")

_Nodes = Mapping[str, Mapping[str, object]]


def read_conversation(found: Mapping[str, object], now: datetime) -> ImportedConversation:
    """Return one conversation with all its branches.

    Times that are missing or in the future become those of what is before. Raises `InputError`
    when there are no nodes.
    """
    if not is_object(found.get("mapping")):
        raise InputError(_("it has no messages that can be read"))
    given = object_of(found["mapping"])
    nodes = {key: object_of(node) for key, node in given.items() if is_object(node)}
    began = _past(found.get("create_time"), now)
    updated = _past(found.get("update_time"), now)
    title = line_of(found.get("title"))
    origin = text_of(found.get("conversation_id")) or text_of(found.get("id"))
    origin = origin or f"{title}\0{found.get('create_time')}"
    conversation_id = derived_id(TAG, origin)
    parents = _parents(nodes)
    seeds = [_seed(key, nodes[key], parents.get(key), now) for key in _in_order(nodes, parents)]
    first = next((seed.created_at for seed in seeds if seed.created_at is not None), None)
    start = began or first or updated or now
    planted = plant(seeds, conversation_id, lambda key: derived_id(TAG, origin, key), start)
    last = max((message.created_at for message in planted.messages), default=start)
    conversation = Conversation(
        id=conversation_id,
        title=title or _first_words(planted),
        created_at=start,
        updated_at=updated or last,
        head_id=planted.places.get(text_of(found.get("current_node")))
        or latest_leaf(planted.messages),
        pinned=found.get("is_starred") is True or time_of(found.get("pinned_time")) is not None,
        archived=found.get("is_archived") is True,
        tags=(TAG,),
        is_renamed=bool(title),
    )
    unread = len(given) - len(nodes) + sum(map(_is_unread, nodes.values()))
    return ImportedConversation(conversation, planted.messages, unread)


def _past(value: object, now: datetime) -> datetime | None:
    time = time_of(value)
    return time if time is not None and time <= now else None


def _first_words(planted: Planted) -> str:
    users = (message.text for message in planted.messages if message.role == "user")
    return line_of(next(users, ""))[:60] or "ChatGPT"


def _parents(nodes: _Nodes) -> dict[str, str]:
    """Who follows whom: by a node's own word, else by that of the first who calls it a child."""
    claimed: dict[str, str] = {}
    for key, node in nodes.items():
        for child in array_of(node.get("children")):
            if isinstance(child, str):
                claimed.setdefault(child, key)
    own = {key: text_of(node.get("parent")) for key, node in nodes.items()}
    return claimed | {key: parent for key, parent in own.items() if parent in nodes}


def _in_order(nodes: _Nodes, parents: Mapping[str, str]) -> Iterator[str]:
    """Parents before children, children in their parent's order; what is in a circle comes last."""
    children: dict[str, dict[str, None]] = {}
    for key, node in nodes.items():
        listed = [each for each in array_of(node.get("children")) if isinstance(each, str)]
        children[key] = {each: None for each in listed if parents.get(each) == key}
    for child, parent in parents.items():
        if child in nodes:
            children[parent].setdefault(child, None)
    waiting = [key for key in nodes if key not in parents][::-1]
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key in nodes and key not in seen:
            seen.add(key)
            yield key
            waiting.extend(list(children[key])[::-1])
    yield from (key for key in nodes if key not in seen)


def _seed(key: str, node: Mapping[str, object], parent: str | None, now: datetime) -> Seed:
    message = object_of(node.get("message"))
    metadata = object_of(message.get("metadata"))
    author = object_of(message.get("author"))
    role = _ROLES.get(text_of(author.get("role")), "assistant")
    parts = content_parts(message)
    unfinished = role == "assistant" and message.get("status") in _UNFINISHED
    state: MessageState = "interrupted" if unfinished else "complete"
    return Seed(
        key=key,
        parent=parent,
        role="system" if metadata.get("is_user_system_message") is True else role,
        parts=parts,
        created_at=_past(message.get("create_time"), now),
        model=line_of(metadata.get("model_slug")) if role == "assistant" else "",
        state=state,
        is_kept=bool(parts),
    )


def _is_unread(node: Mapping[str, object]) -> bool:
    """Whether there is a message, but not one that can be read."""
    message = node.get("message")
    content = object_of(message).get("content")
    return message is not None and not (
        is_object(message) and (content is None or is_object(content))
    )
