"""Memories and rounds as rows of the database, and back.

What comes out of the file is not trusted: a value that cannot be is replaced by the plainest one.
"""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import get_args

from assistant_memory.store.value import Value
from assistant_memory.values import Kind, Memory, MemoryState, Round, Scope, ScopeKind, Source

Row = Mapping[str, Value]

MEMORY_COLUMNS = (
    "id", "text", "kind", "scope_kind", "scope_name", "subject", "said_at", "holds_from",
    "holds_until", "conversation_id", "message_id", "quote", "confidence", "pinned", "state",
    "superseded_by", "created_at", "updated_at",
)  # fmt: skip
ROUND_COLUMNS = ("id", "conversation_id", "question", "answer", "said_at", "title")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KINDS: dict[Value, Kind] = {kind: kind for kind in get_args(Kind)}
_STATES: dict[Value, MemoryState] = {state: state for state in get_args(MemoryState)}
_SCOPES: dict[Value, ScopeKind] = {kind: kind for kind in get_args(ScopeKind)}


def microseconds(time: datetime) -> int:
    """Microseconds since 1970, UTC; a time without a zone is local."""
    return (time.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)


def moment(value: Value) -> datetime:
    """The time of a row; 1970 for what is none."""
    try:
        return _EPOCH + timedelta(microseconds=int(value or 0))
    except (ValueError, TypeError, OverflowError):
        return _EPOCH


def memory_row(memory: Memory) -> dict[str, Value]:
    """Return the columns of a memory."""
    source = memory.source
    return {
        "id": memory.id,
        "text": memory.text,
        "kind": memory.kind,
        "scope_kind": memory.scope.kind,
        "scope_name": memory.scope.name,
        "subject": memory.subject,
        "said_at": microseconds(memory.said_at),
        "holds_from": _microseconds(memory.holds_from),
        "holds_until": _microseconds(memory.holds_until),
        "conversation_id": source.conversation_id if source else None,
        "message_id": source.message_id if source else None,
        "quote": source.quote if source else None,
        "confidence": memory.confidence,
        "pinned": int(memory.pinned),
        "state": memory.state,
        "superseded_by": memory.superseded_by,
        "created_at": microseconds(memory.created_at),
        "updated_at": microseconds(memory.updated_at),
    }


def memory_from_row(row: Row | sqlite3.Row) -> Memory:
    """Read a memory; never fails."""
    return Memory(
        id=_text(row["id"]),
        text=_text(row["text"]),
        kind=_KINDS.get(row["kind"], "fact"),
        scope=Scope(_SCOPES.get(row["scope_kind"], "everywhere"), _text(row["scope_name"])),
        subject=_text(row["subject"]),
        said_at=moment(row["said_at"]),
        holds_from=_moment(row["holds_from"]),
        holds_until=_moment(row["holds_until"]),
        source=_source(row),
        confidence=_share(row["confidence"]),
        pinned=bool(row["pinned"]),
        state=_STATES.get(row["state"], "active"),
        superseded_by=None if row["superseded_by"] is None else _text(row["superseded_by"]),
        created_at=moment(row["created_at"]),
        updated_at=moment(row["updated_at"]),
    )


def round_row(said: Round) -> dict[str, Value]:
    """Return the columns of a round."""
    return {
        "id": said.id,
        "conversation_id": said.conversation_id,
        "question": said.question,
        "answer": said.answer,
        "said_at": microseconds(said.said_at),
        "title": said.title,
    }


def round_from_row(row: Row | sqlite3.Row) -> Round:
    """Read a round; never fails."""
    return Round(
        id=_text(row["id"]),
        conversation_id=_text(row["conversation_id"]),
        question=_text(row["question"]),
        answer=_text(row["answer"]),
        said_at=moment(row["said_at"]),
        title=_text(row["title"]),
    )


def _source(row: Row | sqlite3.Row) -> Source | None:
    if row["conversation_id"] is None:
        return None
    ids = _text(row["conversation_id"]), _text(row["message_id"] or "")
    return Source(*ids, quote=_text(row["quote"] or ""))


def _microseconds(time: datetime | None) -> int | None:
    return None if time is None else microseconds(time)


def _moment(value: Value) -> datetime | None:
    return None if value is None else moment(value)


def _share(value: Value) -> float:
    return min(1.0, max(0.0, value)) if isinstance(value, int | float) else 0.0


def _text(value: Value) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
