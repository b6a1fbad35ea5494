"""Memories and rounds as JSON objects for other programs, and back; pure.

What is read is not trusted: a line either says a whole memory or round, or is refused.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast, get_args

from assistant_memory.values import Kind, Memory, MemoryState, Round, Scope, ScopeKind, Source

HEADER: Mapping[str, object] = {"type": "assistant-memory", "version": 1}
MOST_TEXT = 20_000
"""Characters of a memory."""
_MOST_ROUND = 2_000_000
_MOST_NAME = 1000
_MOST_LINE = 16_000_000
_KINDS: dict[object, Kind] = {kind: kind for kind in get_args(Kind)}
_STATES: dict[object, MemoryState] = {state: state for state in get_args(MemoryState)}
_SCOPES: dict[object, ScopeKind] = {kind: kind for kind in get_args(ScopeKind)}

Fields = Mapping[str, object]


class RefusedError(ValueError):
    """A line says nothing that can be remembered; the text tells why."""


def memory_fields(memory: Memory) -> dict[str, object]:
    """Return everything that a memory is."""
    source = memory.source
    return {
        "type": "memory",
        "id": memory.id,
        "text": memory.text,
        "kind": memory.kind,
        "scope": {"kind": memory.scope.kind, "name": memory.scope.name},
        "subject": memory.subject,
        "said_at": memory.said_at.isoformat(),
        "holds_from": _told(memory.holds_from),
        "holds_until": _told(memory.holds_until),
        "source": source
        and {
            "conversation_id": source.conversation_id,
            "message_id": source.message_id,
            "quote": source.quote,
        },
        "confidence": memory.confidence,
        "pinned": memory.pinned,
        "state": memory.state,
        "superseded_by": memory.superseded_by,
        "created_at": memory.created_at.isoformat(),
        "updated_at": memory.updated_at.isoformat(),
    }


def round_fields(said: Round) -> dict[str, object]:
    """Return everything that a round is."""
    return {
        "type": "round",
        "id": said.id,
        "conversation_id": said.conversation_id,
        "question": said.question,
        "answer": said.answer,
        "said_at": said.said_at.isoformat(),
        "title": said.title,
    }


def read_line(line: str | bytes) -> Memory | Round | None:
    """Read one line of an export; `None` for its header and for an empty line.

    Raises `RefusedError`.
    """
    if not line.strip():
        return None
    if len(line) > _MOST_LINE:
        raise RefusedError("the line is too long")
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RefusedError("the line is not JSON") from error
    if not isinstance(found, dict):
        raise RefusedError("the line is no JSON object")
    fields = cast("Fields", found)
    match fields.get("type"):
        case "memory":
            return _memory(fields)
        case "round":
            return _round(fields)
        case "assistant-memory":
            return None
        case _:
            raise RefusedError("it is neither a memory nor a round")


def clean(text: str) -> str:
    """A text that every database and file can hold."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _memory(fields: Fields) -> Memory:
    scope = _object(fields, "scope") or {}
    said_at = _time(fields, "said_at")
    if said_at is None:
        raise RefusedError("said_at is missing")
    return Memory(
        id=_words(fields, "id", _MOST_NAME),
        text=_words(fields, "text", MOST_TEXT),
        kind=_one_of(fields, "kind", _KINDS),
        scope=Scope(_one_of(scope, "kind", _SCOPES), _string(scope, "name", _MOST_NAME)),
        subject=_string(fields, "subject", _MOST_NAME),
        said_at=said_at,
        holds_from=_time(fields, "holds_from"),
        holds_until=_time(fields, "holds_until"),
        source=_source(_object(fields, "source")),
        confidence=_share(fields),
        pinned=fields.get("pinned") is True,
        state=_one_of(fields, "state", _STATES),
        superseded_by=_string(fields, "superseded_by", _MOST_NAME) or None,
        created_at=_time(fields, "created_at") or said_at,
        updated_at=_time(fields, "updated_at") or said_at,
    )


def _round(fields: Fields) -> Round:
    said_at = _time(fields, "said_at")
    if said_at is None:
        raise RefusedError("said_at is missing")
    return Round(
        id=_words(fields, "id", _MOST_NAME),
        conversation_id=_words(fields, "conversation_id", _MOST_NAME),
        question=_string(fields, "question", _MOST_ROUND),
        answer=_string(fields, "answer", _MOST_ROUND),
        said_at=said_at,
        title=_string(fields, "title", _MOST_NAME),
    )


def _source(fields: Fields | None) -> Source | None:
    if fields is None:
        return None
    return Source(
        conversation_id=_words(fields, "conversation_id", _MOST_NAME),
        message_id=_string(fields, "message_id", _MOST_NAME),
        quote=_string(fields, "quote", MOST_TEXT),
    )


def _string(fields: Fields, name: str, most: int) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedError(f"{name} is no text")
    if len(value) > most:
        raise RefusedError(f"{name} is longer than {most:,} characters")
    return clean(value)


def _words(fields: Fields, name: str, most: int) -> str:
    value = _string(fields, name, most)
    if not value.strip():
        raise RefusedError(f"{name} is missing")
    return value


def _object(fields: Fields, name: str) -> Fields | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, dict):
        raise RefusedError(f"{name} is no object")
    return cast("Fields | None", value)


def _one_of(fields: Fields, name: str, values: Mapping[object, Any]) -> Any:  # noqa: ANN401
    value = fields.get(name)
    if value is None:
        return next(iter(values.values()))
    if not isinstance(value, str) or value not in values:
        raise RefusedError(f"{name} is none of {', '.join(map(str, values))}")
    return values[value]


def _time(fields: Fields, name: str) -> datetime | None:
    value = fields.get(name)
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(str(value))
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise RefusedError(f"{name} is no time") from error


def _share(fields: Fields) -> float:
    value = fields.get("confidence", 1.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise RefusedError("confidence is not between 0 and 1")
    return float(value)


def _told(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()
