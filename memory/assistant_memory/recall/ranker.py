"""What is asked of a ranking, and of what makes the terms it works on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant_memory.values import Query, Signals


@dataclass(frozen=True, slots=True)
class Candidate:
    """What can be found."""

    id: str
    terms: bytes
    """As `Terms.encode` made them."""
    session_id: str
    """The conversation of a round; empty for a memory."""
    said_at: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where something ranks, and why."""

    id: str
    score: float
    """0 to 1: how probably it is relevant."""
    is_relevant: bool
    signals: Signals


class Terms(Protocol):
    """Makes of a text what a lexical search looks in."""

    @property
    def version(self) -> int:
        """Changes when the same text would be encoded otherwise."""
        ...

    def encode(self, text: str) -> bytes:
        """Return the terms of a text."""
        ...


class Ranker(Protocol):
    """Orders what was put into it by a question."""

    def put(self, candidates: Sequence[Candidate]) -> None:
        """Add candidates, in place of those with the same ids."""
        ...

    def remove(self, ids: Sequence[str]) -> None:
        """Remove those that are there."""
        ...

    def rank(
        self,
        query: Query,
        similarities: Mapping[str, float],
        allowed: Callable[[str], bool],
        texts: Callable[[Sequence[str]], Sequence[str]],
    ) -> Sequence[Ranked]:
        """Return what may be of use, best first.

        `similarities` are cosines to the question, of the closest only; `texts` gives the words of
        candidates, for a reranker.
        """
        ...
