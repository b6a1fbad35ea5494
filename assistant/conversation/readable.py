"""Damaged rows, as far as they can be read: one bad value must not hide a conversation."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from assistant.conversation.fields import (
    EPOCH,
    MALFORMED,
    read_number,
    read_object,
    read_optional,
    read_text,
    read_time,
)
from assistant.conversation.message import Conversation, Message, TextPart
from assistant.conversation.rows import (
    conversation_from_row,
    message_from_row,
    read_parts,
    read_role,
    read_state,
    read_tags,
)
from assistant.locales import N_

D = TypeVar("D")
T = TypeVar("T")

DAMAGED_NOTE = N_("This message was damaged on disk; what could be read of it is shown.")


def readable_conversation(row: sqlite3.Row) -> Conversation:
    """A conversation, with defaults in place of what cannot be read."""
    try:
        return conversation_from_row(row)
    except MALFORMED:
        return _mended_conversation(row)


def readable_message(row: sqlite3.Row) -> Message:
    """A message; a damaged one is `failed`, and its words are whatever is there."""
    try:
        return message_from_row(row)
    except MALFORMED:
        return _mended_message(row)


def _mended_conversation(row: sqlite3.Row) -> Conversation:
    return Conversation(
        id=_as_text(row["id"]),
        title=_as_text(row["title"]),
        created_at=_read_or(EPOCH, read_time, row["created_at"]),
        updated_at=_read_or(EPOCH, read_time, row["updated_at"]),
        head_id=_read_or(None, _read_optional_text, row["head_id"]),
        system_prompt=_read_or(None, _read_optional_text, row["system_prompt"]),
        sampling=_read_or(dict[str, object](), read_object, row["sampling"]),
        pinned=bool(_read_or(0, read_number, row["pinned"])),
        archived=bool(_read_or(0, read_number, row["archived"])),
        tags=_read_or((), read_tags, row["tags"]),
        is_renamed=bool(_read_or(0, read_number, row["is_renamed"])),
        is_incognito=bool(_read_or(1, read_number, row["is_incognito"])),
    )


def _mended_message(row: sqlite3.Row) -> Message:
    parts = _read_or(None, read_parts, row["parts"])
    role = _read_or(None, read_role, row["role"])
    state = _read_or(None, read_state, row["state"])
    message = Message(
        id=_as_text(row["id"]),
        conversation_id=_as_text(row["conversation_id"]),
        parent_id=_read_or(None, _read_optional_text, row["parent_id"]),
        role=role or "assistant",
        parts=(TextPart(_as_text(row["parts"])),) if parts is None else parts,
        created_at=_read_or(EPOCH, read_time, row["created_at"]),
        model=_as_text(row["model"]),
    )
    if parts is None or role is None or state is None:
        return replace(message, state="failed", note=DAMAGED_NOTE)
    # A time, figures and tokens are no part of what was said.
    return replace(message, state=state, note=_as_text(row["note"]))


def _read_or(default: D, read: Callable[[object], T], value: object) -> T | D:
    try:
        return read(value)
    except MALFORMED:
        return default


def _read_optional_text(value: object) -> str | None:
    return read_optional(read_text, value)


def _as_text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
