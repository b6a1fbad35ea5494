"""What becomes of a new memory beside those on the same subject; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from assistant_memory.revision.contradiction import contradicts, says_the_same
from assistant_memory.values import Memory

_LEAST_CONFIDENCE = 0.5
"""What is told less surely takes nobody's place."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a new memory."""

    action: Literal["add", "merge", "supersede", "add_superseded"]
    """`add_superseded`: it was said before what contradicts it."""
    other: Memory | None = None


ADD = Decision("add")


def decide(new: Memory, others: Sequence[Memory]) -> Decision:
    """Compare a new memory with the active ones of its scope and subject, the latest first."""
    for other in others:
        if other.kind == new.kind and says_the_same(new.text, other.text):
            return Decision("merge", other)
    for other in others:
        if _may_replace(new, other) and contradicts(new.text, other.text):
            return Decision("supersede", other)
        if _may_replace(other, new) and contradicts(other.text, new.text):
            return Decision("add_superseded", other)
    return ADD


def merged(new: Memory, other: Memory, now: datetime) -> Memory:
    """The known memory, told again: what it gains from the new one."""
    return replace(
        other,
        said_at=max(new.said_at, other.said_at),
        holds_from=other.holds_from or new.holds_from,
        holds_until=new.holds_until or other.holds_until,
        confidence=max(new.confidence, other.confidence),
        pinned=new.pinned or other.pinned,
        source=other.source or new.source,
        updated_at=now,
    )


def superseded(old: Memory, by: Memory, now: datetime) -> Memory:
    """A memory whose place another took: it held until that was said."""
    until = old.holds_until or by.said_at
    return replace(
        old,
        state="superseded",
        superseded_by=by.id,
        holds_until=min(until, by.said_at),
        pinned=False,
        updated_at=now,
    )


def _may_replace(new: Memory, old: Memory) -> bool:
    if new.kind == "event" and old.kind == "event":
        return False
    # What the user holds on to gives way only to what the user wrote.
    is_sure = new.confidence >= (1.0 if old.pinned else _LEAST_CONFIDENCE)
    return is_sure and new.said_at >= old.said_at
