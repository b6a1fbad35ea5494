"""Calls and their results, as they are stored and exported."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import cast

from assistant.conversation.fields import read_seconds, read_text
from assistant.conversation.message import ToolCallPart, ToolResultPart, ToolStep


def tool_part_object(part: ToolCallPart | ToolResultPart) -> dict[str, object]:
    """A part as it is stored."""
    if isinstance(part, ToolCallPart):
        return {"kind": "call", **asdict(part)}
    return {"kind": "result", **asdict(part)}


def read_tool_part(part: Mapping[str, object]) -> ToolCallPart | ToolResultPart:
    """Raises one of `MALFORMED` when the part is damaged."""
    if part["kind"] == "call":
        return ToolCallPart(
            read_text(part["id"]), read_text(part["name"]), read_text(part["arguments"])
        )
    return ToolResultPart(
        call_id=read_text(part["call_id"]),
        name=read_text(part["name"]),
        text=read_text(part["text"]),
        rest=read_text(part["rest"]),
        is_error=part["is_error"] is True,
        seconds=read_seconds(part["seconds"]),
        steps=tuple(map(_read_step, cast("list[Mapping[str, object]]", part["steps"]))),
    )


def _read_step(step: Mapping[str, object]) -> ToolStep:
    return ToolStep(
        name=read_text(step["name"]),
        arguments=read_text(step["arguments"]),
        text=read_text(step["text"]),
        is_error=step["is_error"] is True,
        seconds=read_seconds(step["seconds"]),
    )
