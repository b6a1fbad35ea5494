"""What a prompt was made of as the database and exports keep it, and back, trusting nothing.

Reading raises one of `MALFORMED` for what this program cannot have written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from typing import cast, get_args

from assistant.conversation.fields import (
    read_number,
    read_one_of,
    read_optional,
    read_seconds,
    read_text,
)
from assistant.conversation.record import (
    Given,
    GivenKind,
    LeftOut,
    PromptRecord,
    SectionName,
    SectionSpan,
)

_KINDS: tuple[GivenKind, ...] = get_args(GivenKind)
_SECTIONS: tuple[SectionName, ...] = get_args(SectionName)


def given_object(given: Given) -> dict[str, object]:
    """As members of a JSON object."""
    return asdict(given)


def read_given(found: Mapping[str, object]) -> Given:
    """The reverse of `given_object`."""
    return Given(
        kind=read_one_of(_KINDS, found["kind"]),
        id=read_text(found["id"]),
        label=read_text(found["label"]),
        text=read_text(found["text"]),
        score=read_optional(_read_score, found["score"]),
        is_used=found["is_used"] is True,
        reason=read_text(found["reason"]),
        number=read_optional(read_number, found["number"]),
    )


def record_object(record: PromptRecord) -> dict[str, object]:
    """As members of a JSON object, without the ids of its tokens."""
    return {
        "key": record.key,
        "spans": [[span.name, span.start, span.end, span.id] for span in record.spans],
        "cached_tokens": record.cached_tokens,
        "context_tokens": record.context_tokens,
        "reserve_tokens": record.reserve_tokens,
        "left_out": [[each.message_id, each.reason] for each in record.left_out],
        "summary_id": record.summary_id,
        "starts_anew": record.starts_anew,
    }


def read_record(found: Mapping[str, object], ids: tuple[int, ...]) -> PromptRecord:
    """The reverse of `record_object`."""
    return PromptRecord(
        key=read_text(found["key"]),
        spans=tuple(map(_read_span, _read_rows(found["spans"], 4))),
        cached_tokens=read_number(found["cached_tokens"]),
        context_tokens=read_number(found["context_tokens"]),
        reserve_tokens=read_number(found["reserve_tokens"]),
        left_out=tuple(
            LeftOut(read_text(message_id), read_text(reason))
            for message_id, reason in _read_rows(found["left_out"], 2)
        ),
        summary_id=read_text(found["summary_id"]),
        ids=ids,
        starts_anew=found["starts_anew"] is True,
    )


def _read_score(value: object) -> float:
    score = read_seconds(value)
    if not isfinite(score):
        raise ValueError(value)
    return score


def _read_span(row: Sequence[object]) -> SectionSpan:
    name, start, end, key = row
    return SectionSpan(
        read_one_of(_SECTIONS, name), read_number(start), read_number(end), read_text(key)
    )


def _read_rows(value: object, width: int) -> list[list[object]]:
    return [_read_list(row, width) for row in _read_list(value)]


def _read_list(value: object, width: int | None = None) -> list[object]:
    if not isinstance(value, list):
        raise TypeError("not an array")
    found = cast("list[object]", value)
    if width is not None and len(found) != width:
        raise ValueError(found)
    return found
