"""The exact search: every vector is looked at, so the answer is always right."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from assistant_memory.protocols import Vectors
from assistant_memory.vectors.index import Match, Vector

_LEAST_ROWS = 64
_WIDENING = 8
"""Where too few of the closest are allowed, so many times more are looked at."""


class ExactIndex:
    """Vectors in memory."""

    def __init__(self, dimensions: int) -> None:
        self._rows = np.zeros((_LEAST_ROWS, dimensions), dtype=np.float32)
        self._ids: list[str] = []
        self._places: dict[str, int] = {}

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add vectors, in place of those with the same ids."""
        self._make_room(len(self._ids) + len(ids))
        for each, vector in zip(ids, vectors, strict=True):
            place = self._places.setdefault(each, len(self._ids))
            if place == len(self._ids):
                self._ids.append(each)
            self._rows[place] = vector

    def remove(self, ids: Iterable[str]) -> None:
        """Remove those that are there; the last takes the place of each."""
        for each in ids:
            place = self._places.pop(each, None)
            if place is None:
                continue
            last = self._ids.pop()
            if last != each:
                self._ids[place] = last
                self._places[last] = place
                self._rows[place] = self._rows[len(self._ids)]
            self._rows[len(self._ids)] = 0

    def search(
        self, vector: Vector, k: int, allowed: Callable[[str], bool] | None = None
    ) -> list[Match]:
        """Return the k closest that are allowed, or all, closest first.

        Nothing is close to a vector of zeros.
        """
        if not vector.any():
            return []
        similarities = self._rows[: len(self._ids)] @ vector
        looked_at = k
        while True:
            looked_at = min(looked_at, len(self._ids))
            places = _largest(similarities, looked_at)
            found = [p for p in places if allowed is None or allowed(self._ids[p])]
            if len(found) >= k or looked_at == len(self._ids):
                return [Match(self._ids[p], float(similarities[p])) for p in found[:k]]
            looked_at = max(looked_at, 1) * _WIDENING

    def similarities(self, vector: Vector, ids: Iterable[str]) -> dict[str, float]:
        """Return how close these are, as far as they have vectors."""
        there = [each for each in ids if each in self._places]
        found = self._rows[[self._places[each] for each in there]] @ vector
        return dict(zip(there, map(float, found), strict=True))

    def vectors(self, ids: Sequence[str]) -> Vectors:
        """Return the vectors of ids that are there, (ids, dimensions)."""
        return self._rows[[self._places[each] for each in ids]]

    def ids(self) -> Sequence[str]:
        """Which records there are."""
        return self._ids

    def __contains__(self, record_id: str) -> bool:
        return record_id in self._places

    def count(self) -> int:
        """How many vectors there are."""
        return len(self._ids)

    def close(self) -> None:
        """Let go of the memory."""
        self.remove(list(self._ids))
        self._rows = self._rows[:_LEAST_ROWS].copy()

    def _make_room(self, count: int) -> None:
        if count > len(self._rows):
            grown = np.zeros((2 * count, self._rows.shape[1]), dtype=np.float32)
            grown[: len(self._ids)] = self._rows[: len(self._ids)]
            self._rows = grown


def _largest(values: Vector, k: int) -> list[int]:
    """Places of the k largest values, the largest first; equal ones in their order."""
    if k < len(values):
        threshold = np.partition(values, len(values) - k)[len(values) - k] if k else np.inf
        places = np.flatnonzero(values >= threshold)
    else:
        places = np.arange(len(values))
    order = np.argsort(-values[places], kind="stable")
    return [int(place) for place in places[order][:k]]
