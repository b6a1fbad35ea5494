"""What a change of the memory did, which memories to list, and what an import brought."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant_memory.values import Kind, Memory, MemoryState, Scope

Outcome = Literal["added", "merged", "superseded"]
ChangeKind = Literal["remember", "merge", "supersede", "edit", "pin", "put_away", "import"]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What became of something that was to be remembered."""

    memory: Memory
    outcome: Outcome
    """`merged`: it was known, `memory` says it now. `superseded`: it took another's place."""
    other: Memory | None = None
    """The memory as it was before the merge, or the one whose place was taken."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that was done, and is undone or done again."""

    kind: ChangeKind
    done_at: datetime
    memories: tuple[Memory, ...]
    """The memories that it touched, as they are now; those that are gone are left out."""


@dataclass(frozen=True, slots=True)
class Reembedding:
    """How far the change to another embedder is."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class MemoryFilter:
    """Which memories to list; the latest come first."""

    text: str = ""
    """Words that stand in its text or subject, in any case."""
    states: frozenset[MemoryState] = frozenset({"active"})
    kinds: frozenset[Kind] = frozenset()
    """Empty: all."""
    scopes: frozenset[Scope] = frozenset()
    """Empty: all."""
    subject: str | None = None
    conversation_id: str | None = None
    """Only what comes from this conversation."""
    is_pinned: bool | None = None
    limit: int = 1000
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import brought."""

    memories: int = 0
    rounds: int = 0
    already_there: int = 0
    refused: int = 0
    """Lines that say nothing that can be remembered."""
    reasons: tuple[str, ...] = ()
    """Why, for the first of them."""
