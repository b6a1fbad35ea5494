"""Rows of the database as values, and back."""

import sqlite3
from collections.abc import Mapping
from dataclasses import asdict
from typing import get_args

from assistant.conversation.fields import (
    as_json,
    microseconds,
    packed,
    read_array,
    read_number,
    read_object,
    read_objects,
    read_one_of,
    read_optional,
    read_packed,
    read_seconds,
    read_text,
    read_time,
    storable,
)
from assistant.conversation.message import (
    AttachmentPart,
    Conversation,
    Message,
    MessageState,
    Part,
    ReasoningPart,
    ReplyStats,
    Role,
    SummaryPart,
    TextPart,
    TokenSpan,
    ToolCallPart,
    ToolResultPart,
)
from assistant.conversation.record import PromptRecord
from assistant.conversation.record_columns import (
    given_object,
    read_given,
    read_record,
    record_object,
)
from assistant.conversation.tool_parts import read_tool_part, tool_part_object

_ROLES: tuple[Role, ...] = get_args(Role)
_STATES: tuple[MessageState, ...] = get_args(MessageState)


def conversation_columns(conversation: Conversation) -> dict[str, object]:
    """Column name → value. Tuples in `sampling` come back as lists, and its keys as text."""
    prompt = conversation.system_prompt
    return {
        "id": conversation.id,
        "title": storable(conversation.title),
        "created_at": microseconds(conversation.created_at),
        "updated_at": microseconds(conversation.updated_at),
        "head_id": conversation.head_id,
        "system_prompt": None if prompt is None else storable(prompt),
        "sampling": as_json(conversation.sampling),
        "pinned": conversation.pinned,
        "archived": conversation.archived,
        "tags": as_json(conversation.tags),
        "is_renamed": conversation.is_renamed,
        "is_incognito": conversation.is_incognito,
    }


def message_columns(message: Message, run_id: str) -> dict[str, object]:
    """Column name → value; a streaming message belongs to the program `run_id`."""
    stats, tokens, record = message.stats, message.tokens, message.record
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "parent_id": message.parent_id,
        "role": message.role,
        "state": message.state,
        "run_id": run_id if message.state == "streaming" else None,
        "created_at": microseconds(message.created_at),
        "model": storable(message.model),
        "note": storable(message.note),
        "parts": as_json([part_object(part) for part in message.parts]),
        "stats": None if stats is None else as_json(asdict(stats)),
        "token_key": None if tokens is None else storable(tokens.key),
        "token_ids": None if tokens is None else packed(tokens.ids),
        "token_start": tokens is not None and tokens.starts_anew,
        "given": as_json([given_object(each) for each in message.given]) if message.given else None,
        "record": None if record is None else as_json(record_object(record)),
        "record_ids": packed(record.ids) if record is not None and record.ids else None,
    }


def conversation_from_row(row: sqlite3.Row) -> Conversation:
    """Raises one of `MALFORMED` when the row is damaged."""
    return Conversation(
        id=read_text(row["id"]),
        title=read_text(row["title"]),
        created_at=read_time(row["created_at"]),
        updated_at=read_time(row["updated_at"]),
        head_id=read_optional(read_text, row["head_id"]),
        system_prompt=read_optional(read_text, row["system_prompt"]),
        sampling=read_object(row["sampling"]),
        pinned=bool(read_number(row["pinned"])),
        archived=bool(read_number(row["archived"])),
        tags=read_tags(row["tags"]),
        is_renamed=bool(read_number(row["is_renamed"])),
        is_incognito=bool(read_number(row["is_incognito"])),
    )


def message_from_row(row: sqlite3.Row) -> Message:
    """Raises one of `MALFORMED` when the row is damaged."""
    return Message(
        id=read_text(row["id"]),
        conversation_id=read_text(row["conversation_id"]),
        parent_id=read_optional(read_text, row["parent_id"]),
        role=read_role(row["role"]),
        parts=read_parts(row["parts"]),
        created_at=read_time(row["created_at"]),
        state=read_state(row["state"]),
        note=read_text(row["note"]),
        model=read_text(row["model"]),
        stats=read_optional(_read_stats, row["stats"]),
        tokens=None if row["token_key"] is None else _read_tokens(row),
        given=() if row["given"] is None else tuple(map(read_given, read_objects(row["given"]))),
        record=None if row["record"] is None else _read_record(row),
    )


def read_tags(value: object) -> tuple[str, ...]:
    """The tags of a conversation."""
    return tuple(map(read_text, read_array(value)))


def read_parts(value: object) -> tuple[Part, ...]:
    """The parts of a message."""
    return tuple(map(_read_part, read_objects(value)))


def read_role(value: object) -> Role:
    """The role of a message."""
    return read_one_of(_ROLES, value)


def read_state(value: object) -> MessageState:
    """The state of a message."""
    return read_one_of(_STATES, value)


def part_object(part: Part) -> dict[str, object]:
    """A part as it is stored."""
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


def _read_part(part: Mapping[str, object]) -> Part:
    match part["kind"]:
        case "text":
            return TextPart(read_text(part["text"]))
        case "reasoning":
            return ReasoningPart(read_text(part["text"]))
        case "attachment":
            return AttachmentPart(read_text(part["name"]), read_text(part["text"]))
        case "call" | "result":
            return read_tool_part(part)
        case "summary":
            return SummaryPart(
                read_text(part["text"]),
                covers_to=read_text(part["covers_to"]),
                bare_to=read_text(part["bare_to"]),
                messages=read_number(part["messages"]),
                is_extract=part["is_extract"] is True,
            )
        case unknown:
            raise ValueError(unknown)


def _read_tokens(row: sqlite3.Row) -> TokenSpan:
    return TokenSpan(
        key=read_text(row["token_key"]),
        ids=read_packed(row["token_ids"]),
        starts_anew=bool(read_number(row["token_start"])),
    )


def _read_record(row: sqlite3.Row) -> PromptRecord:
    ids = read_optional(read_packed, row["record_ids"])
    return read_record(read_object(row["record"]), ids or ())


def _read_stats(column: object) -> ReplyStats:
    stats = read_object(column)
    return ReplyStats(
        prompt_tokens=read_number(stats["prompt_tokens"]),
        cached_tokens=read_number(stats["cached_tokens"]),
        reply_tokens=read_number(stats["reply_tokens"]),
        prompt_seconds=read_seconds(stats["prompt_seconds"]),
        reply_seconds=read_seconds(stats["reply_seconds"]),
        seed=read_number(stats["seed"]),
        finish_reason=read_text(stats["finish_reason"]),
    )
