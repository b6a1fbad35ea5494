"""Conversations as this program exports them: everything of every branch but the token ids.

Token ids are left out because nobody can see whether they say the same as the text, and a file may
come from a stranger; what they save is reading the conversation once.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import get_args

from assistant.conversation import (
    AttachmentPart,
    Conversation,
    Given,
    Message,
    MessageState,
    Part,
    PromptRecord,
    ReasoningPart,
    ReplyStats,
    Role,
    SummaryPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from assistant.conversation.fields import MALFORMED
from assistant.conversation.record_columns import (
    given_object,
    read_given,
    read_record,
    record_object,
)
from assistant.conversation.tool_parts import read_tool_part, tool_part_object
from assistant.errors import InputError
from assistant.locales import _
from assistant.transfer.planting import ImportedConversation, Seed, derived_id, latest_leaf, plant
from assistant.transfer.values import array_of, number_of, object_of, text_of, time_of

FORMAT = "glassbox-conversation"
VERSION = 1

_ROLES: tuple[Role, ...] = get_args(Role)
_STATES: Mapping[str, MessageState] = {
    **{state: state for state in get_args(MessageState)},
    "streaming": "interrupted",
}
_ID = re.compile(r"[!-~]{1,128}")
# What JSON leaves raw and a terminal may obey: DEL, C1, and the overrides of text direction.
_RAW = re.compile(r"[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def conversation_document(conversation: Conversation, messages: Sequence[Message]) -> str:
    """One JSON object, without a newline at its end; its layout is the promise of `VERSION`."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "id": conversation.id,
        "title": conversation.title,
        "is_renamed": conversation.is_renamed,
        "created_at": conversation.created_at.isoformat(),
        "updated_at": conversation.updated_at.isoformat(),
        "head_id": conversation.head_id,
        "system_prompt": conversation.system_prompt,
        "sampling": conversation.sampling,
        "pinned": conversation.pinned,
        "archived": conversation.archived,
        "tags": conversation.tags,
        "is_incognito": conversation.is_incognito,
        "messages": [_message_object(message) for message in messages],
    }
    text = json.dumps(document, ensure_ascii=False, indent=2, default=str)
    return _RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def read_conversation(found: Mapping[str, object], now: datetime) -> ImportedConversation:
    """Return what `conversation_document` wrote.

    A reply that was still being written is `interrupted`. Raises `InputError` for a newer version.
    """
    version = found.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise InputError(_("a newer Glassbox wrote it. Update Glassbox, then import it again"))
    origin = text_of(found.get("id"))
    conversation_id = _id(origin)
    given = [object_of(each) for each in array_of(found.get("messages"))]
    seeds = [_seed(message, at) for at, message in enumerate(given) if _is_message(message)]
    start = time_of(found.get("created_at")) or now
    planted = plant(seeds, conversation_id, _id, start)
    prompt = found.get("system_prompt")
    last = max((message.created_at for message in planted.messages), default=start)
    conversation = Conversation(
        id=conversation_id,
        title=text_of(found.get("title")),
        created_at=start,
        updated_at=time_of(found.get("updated_at")) or last,
        head_id=planted.places.get(text_of(found.get("head_id"))) or latest_leaf(planted.messages),
        system_prompt=prompt if isinstance(prompt, str) else None,
        sampling=dict(object_of(found.get("sampling"))),
        pinned=found.get("pinned") is True,
        archived=found.get("archived") is True,
        tags=tuple(tag for tag in array_of(found.get("tags")) if isinstance(tag, str)),
        is_renamed=found.get("is_renamed") is True,
        is_incognito=found.get("is_incognito") is True,
    )
    return ImportedConversation(conversation, planted.messages, len(given) - len(seeds))


def _message_object(message: Message) -> dict[str, object]:
    return {
        "id": message.id,
        "parent_id": message.parent_id,
        "role": message.role,
        "state": message.state,
        "note": message.note,
        "model": message.model,
        "created_at": message.created_at.isoformat(),
        "parts": [_part_object(part) for part in message.parts],
        "stats": None if message.stats is None else asdict(message.stats),
        "given": [given_object(each) for each in message.given],
        "record": None if message.record is None else record_object(message.record),
    }


def _part_object(part: Part) -> dict[str, object]:
    match part:
        case TextPart(text):
            return {"kind": "text", "text": text}
        case ReasoningPart(text):
            return {"kind": "reasoning", "text": text}
        case AttachmentPart(name, text):
            return {"kind": "attachment", "name": name, "text": text}
        case SummaryPart():
            return {"kind": "summary", **asdict(part)}
        case ToolCallPart() | ToolResultPart():
            return tool_part_object(part)


def _id(given: str) -> str:
    """An id as it is, if it can be one."""
    return given if _ID.fullmatch(given) else derived_id("glassbox", given)


def _is_message(message: Mapping[str, object]) -> bool:
    return message.get("role") in _ROLES and isinstance(message.get("parts"), list)


def _seed(message: Mapping[str, object], at: int) -> Seed:
    parent = message.get("parent_id")
    return Seed(
        key=text_of(message.get("id")) or f"#{at}",
        parent=parent if isinstance(parent, str) else None,
        role=next(each for each in _ROLES if each == message["role"]),
        parts=tuple(filter(None, map(_part, array_of(message["parts"])))),
        created_at=time_of(message.get("created_at")),
        model=text_of(message.get("model")),
        state=_state(message.get("state")),
        note=text_of(message.get("note")),
        stats=_stats(message.get("stats")),
        given=tuple(filter(None, map(_given, array_of(message.get("given"))))),
        record=_record(message.get("record")),
    )


def _state(value: object) -> MessageState:
    return _STATES.get(text_of(value), "interrupted")


def _part(value: object) -> Part | None:
    part = object_of(value)
    text = text_of(part.get("text"))
    match part.get("kind"):
        case "text":
            return TextPart(text)
        case "reasoning":
            return ReasoningPart(text)
        case "attachment":
            return AttachmentPart(text_of(part.get("name")), text)
        case "summary":
            return SummaryPart(
                text,
                covers_to=text_of(part.get("covers_to")),
                bare_to=text_of(part.get("bare_to")),
                messages=int(number_of(part.get("messages")) or 0),
                is_extract=part.get("is_extract") is True,
            )
        case "call" | "result":
            return _tool_part(part)
        case _:
            return None


def _tool_part(part: Mapping[str, object]) -> Part | None:
    try:
        return read_tool_part(part)
    except MALFORMED:
        return None


def _stats(value: object) -> ReplyStats | None:
    given = object_of(value)
    try:
        return ReplyStats(
            prompt_tokens=_count(given["prompt_tokens"]),
            cached_tokens=_count(given["cached_tokens"]),
            reply_tokens=_count(given["reply_tokens"]),
            prompt_seconds=_seconds(given["prompt_seconds"]),
            reply_seconds=_seconds(given["reply_seconds"]),
            seed=_count(given["seed"]),
            finish_reason=text_of(given.get("finish_reason")),
        )
    except (KeyError, TypeError):
        return None


def _given(value: object) -> Given | None:
    try:
        return read_given(object_of(value))
    except MALFORMED:
        return None


def _record(value: object) -> PromptRecord | None:
    try:
        return read_record(object_of(value), ids=())
    except MALFORMED:
        return None


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(value)
    return value


def _seconds(value: object) -> float:
    seconds = number_of(value)
    if seconds is None or not math.isfinite(seconds):
        raise TypeError(value)
    return seconds
