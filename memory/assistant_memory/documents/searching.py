"""What the library asks of those who find passages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
"""(dimensions,)"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as it is searched."""

    id: int
    document_id: int
    number: int
    """Its place among the passages of its document; neighbours differ by one."""
    terms: bytes
    """What `Searcher.terms_of` made of it."""
    vector: Vector | None
    """`None`: no vector of the embedder in use."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A passage that was found."""

    id: int
    score: float
    """0 to 1: how probably it is relevant."""
    is_relevant: bool


class Searcher(Protocol):
    """An index of passages, in memory."""

    @property
    def terms_version(self) -> str:
        """Names the way in which terms are made; others are made again."""
        ...

    def terms_of(self, text: str, heading: str) -> bytes:
        """Return what the words of a passage, and of its headings, are found by; to be stored."""
        ...

    def add(self, entries: Sequence[Entry]) -> None:
        """Take passages in."""
        ...

    def remove(self, ids: Collection[int]) -> None:
        """Forget passages."""
        ...

    def rank(self, query: str, vector: Vector | None, limit: int) -> Sequence[Ranked]:
        """Return the best passages for a question, best first."""
        ...
