"""The exact search: every vector is looked at, so the answer is always right."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from assistant_memory.protocols import Vectors
from assistant_memory.ranking.corpus import Corpus
from assistant_memory.vectors.index import Match, Vector

_WIDENING = 8
"""Where too few of the closest are allowed, so many times more are looked at."""


class ExactIndex:
    """The vectors of a corpus; what has none is not there."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus

    def search(
        self, vector: Vector, k: int, allowed: Callable[[str], bool] | None = None
    ) -> list[Match]:
        """Return the k closest that are allowed, or all, closest first."""
        rows = np.flatnonzero(self._corpus.embedded)
        similarities = (self._corpus.vectors @ vector)[rows]
        looked_at = k
        while True:
            looked_at = min(looked_at, len(rows))
            closest = [
                Match(self._corpus.id_of(int(rows[place])), float(similarities[place]))
                for place in _largest(similarities, looked_at)
            ]
            found = [each for each in closest if allowed is None or allowed(each.id)]
            if len(found) >= k or looked_at == len(rows):
                return found[:k]
            looked_at = max(looked_at, 1) * _WIDENING

    def vectors(self, ids: Iterable[str]) -> Vectors:
        """Return the vectors of ids that are there, (ids, dimensions)."""
        rows = [self._corpus.row_of(each) for each in ids]
        return self._corpus.vectors[np.array(rows, np.int64)]

    def ids(self) -> Sequence[str]:
        """Which records there are."""
        return [self._corpus.id_of(int(row)) for row in np.flatnonzero(self._corpus.embedded)]

    def __contains__(self, record_id: str) -> bool:
        row = self._corpus.row_of(record_id)
        return row is not None and bool(self._corpus.embedded[row])

    def count(self) -> int:
        """How many vectors there are."""
        return int(np.count_nonzero(self._corpus.embedded))


def _largest(values: Vector, k: int) -> list[int]:
    """Places of the k largest values, the largest first; equal ones in their order."""
    if k < len(values):
        threshold = np.partition(values, len(values) - k)[len(values) - k] if k else np.inf
        places = np.flatnonzero(values >= threshold)
    else:
        places = np.arange(len(values))
    order = np.argsort(-values[places], kind="stable")
    return [int(place) for place in places[order][:k]]
