"""Conversations as Claude exports them: messages in a row that may name the one before them."""

from collections.abc import Mapping
from datetime import datetime

from assistant.conversation import Conversation, Role
from assistant.errors import InputError
from assistant.locales import _
from assistant.transfer.claude_content import message_parts
from assistant.transfer.planting import (
    ImportedConversation,
    Seed,
    derived_id,
    latest_leaf,
    plant,
)
from assistant.transfer.values import array_of, line_of, object_of, text_of, time_of

TAG = "claude"

_ROLES: Mapping[str, Role] = {
    "human": "user",
    "user": "user",
    "assistant": "assistant",
    "system": "system",
    "tool": "tool",
}
_PARENT = "parent_message_uuid"
"""Absent from older exports, in which each message follows the one above it."""


def read_conversation(found: Mapping[str, object], now: datetime) -> ImportedConversation:
    """Return one conversation with all its branches.

    Times that are missing or in the future become those of what is before. Raises `InputError`
    when there is no list of messages.
    """
    if not isinstance(found.get("chat_messages"), list):
        raise InputError(_("it has no messages that can be read"))
    given = array_of(found["chat_messages"])
    title = line_of(found.get("name"))
    origin = text_of(found.get("uuid")) or f"{title}\0{found.get('created_at')}"
    conversation_id = derived_id(TAG, origin)
    seeds = _seeds(given, line_of(found.get("model")), now)
    times = [seed.created_at for seed in seeds if seed.created_at is not None]
    updated = _past(found.get("updated_at"), now)
    start = _past(found.get("created_at"), now) or min(times, default=updated or now)
    planted = plant(seeds, conversation_id, lambda key: derived_id(TAG, origin, key), start)
    users = (message.text for message in planted.messages if message.role == "user")
    conversation = Conversation(
        id=conversation_id,
        title=title or line_of(next(users, ""))[:60] or "Claude",
        created_at=start,
        updated_at=updated or max(times, default=start),
        head_id=planted.places.get(text_of(found.get("current_leaf_message_uuid")))
        or latest_leaf(planted.messages),
        pinned=found.get("is_starred") is True,
        tags=(TAG,),
        is_renamed=bool(title),
    )
    unread = sum(not isinstance(each, dict) for each in given)
    return ImportedConversation(conversation, planted.messages, unread)


def _past(value: object, now: datetime) -> datetime | None:
    time = time_of(value)
    return time if time is not None and time <= now else None


def _seeds(given: list[object], model: str, now: datetime) -> list[Seed]:
    seeds: list[Seed] = []
    for at, each in enumerate(given):
        message = object_of(each)
        role = _ROLES.get(text_of(message.get("sender")), "assistant")
        parts = message_parts(message)
        above = seeds[-1].key if seeds else None
        seeds.append(
            Seed(
                key=text_of(message.get("uuid")) or f"#{at}",
                parent=text_of(message[_PARENT]) if _PARENT in message else above,
                role=role,
                parts=parts,
                created_at=_past(message.get("created_at"), now),
                model=model if role == "assistant" else "",
                is_kept=bool(parts),
            )
        )
    return seeds
