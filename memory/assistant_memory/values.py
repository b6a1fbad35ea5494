"""What is remembered, what is asked for and what comes back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Kind = Literal["fact", "preference", "event", "instruction"]

MemoryState = Literal["active", "superseded", "forgotten"]
"""`superseded`: another memory took its place, and both are kept. `forgotten`: put away, until it
is brought back or erased."""

ScopeKind = Literal["everywhere", "project", "persona", "conversation"]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a memory counts."""

    kind: ScopeKind = "everywhere"
    name: str = ""
    """The project's folder, the persona or the conversation's id; empty for `everywhere`."""


EVERYWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Source:
    """The turn that a memory comes from."""

    conversation_id: str
    message_id: str
    quote: str
    """The words of the message that say it, exactly."""


@dataclass(frozen=True, slots=True)
class NewMemory:
    """Something to be remembered."""

    text: str
    kind: Kind = "fact"
    scope: Scope = EVERYWHERE
    subject: str = ""
    """Whom or what it is about, in a word or two; empty: the user."""
    said_at: datetime | None = None
    """`None`: now."""
    holds_from: datetime | None = None
    holds_until: datetime | None = None
    """When it is true, if that is known; the end is not part of it."""
    source: Source | None = None
    """`None` for what the user wrote down without saying it to the model."""
    confidence: float = 1.0
    """0 to 1: 1 for what the user wrote down."""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Memory:
    """Something that is remembered."""

    id: str
    text: str
    kind: Kind
    scope: Scope
    subject: str
    said_at: datetime
    holds_from: datetime | None
    holds_until: datetime | None
    source: Source | None
    confidence: float
    pinned: bool
    state: MemoryState
    superseded_by: str | None
    """The memory that took its place."""
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """A question and its answer as they were said: what a past conversation is searched by."""

    id: str
    """The id of the user's message."""
    conversation_id: str
    """The session that it is part of."""
    question: str
    answer: str
    said_at: datetime
    title: str = ""
    """The title of its conversation."""


@dataclass(frozen=True, slots=True)
class Query:
    """What to recall for."""

    text: str
    now: datetime
    """What "yesterday" and "작년" are counted from; recency, too."""
    limit: int = 8
    scopes: frozenset[Scope] = frozenset({EVERYWHERE})
    """Memories of other scopes are not looked at."""
    not_conversation_id: str = ""
    """Rounds of this conversation are not recalled: it is in the prompt already."""
    deadline_seconds: float = 0.3
    """A reranker has so long; what it did not get to keeps its place."""


@dataclass(frozen=True, slots=True)
class Signals:
    """Why something ranks where it does: calibrated scores, whose weighted sum is the rank."""

    lexical: float = 0.0
    semantic: float = 0.0
    session: float = 0.0
    """What the whole conversation has to do with it."""
    recency: float = 0.0
    time: float = 0.0
    """How well it fits the time that the question names."""
    rerank: float | None = None


@dataclass(frozen=True, slots=True)
class Recalled:
    """One thing that was found."""

    item: Memory | Round
    score: float
    """0 to 1: how probably it is relevant."""
    is_relevant: bool
    """Whether it is above the cut; what is below is told, not used."""
    signals: Signals = field(default_factory=Signals)


@dataclass(frozen=True, slots=True)
class Recollection:
    """What a question brought back, best first."""

    found: tuple[Recalled, ...] = ()
    seconds: float = 0.0

    @property
    def relevant(self) -> tuple[Recalled, ...]:
        """What is worth telling the model."""
        return tuple(each for each in self.found if each.is_relevant)
