"""What is asked of a vector index."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant_memory.protocols import Vectors

Vector = npt.NDArray[np.float32]
"""(dimensions,), of length 1, or 0 for a text without words."""


class VectorIndexError(Exception):
    """The index failed, and is to be rebuilt; never shown: the exact search answers instead."""


@dataclass(frozen=True, slots=True)
class Match:
    """A record that lies close."""

    id: str
    similarity: float
    """The cosine: 1 means the same."""


class VectorIndex(Protocol):
    """Finds the vectors that lie closest."""

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add vectors, in place of those with the same ids."""
        ...

    def remove(self, ids: Sequence[str]) -> None:
        """Remove those that are there."""
        ...

    def search(
        self, vector: Vector, k: int, allowed: Callable[[str], bool] | None = None
    ) -> list[Match]:
        """Return the k closest that are allowed, or all, closest first."""
        ...

    def count(self) -> int:
        """How many vectors there are."""
        ...

    def close(self) -> None:
        """End the use of the index."""
        ...
