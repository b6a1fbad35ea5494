"""Terms that stand for others, because their words mean about the same."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant_memory.lexical.record import TermId, TermIds
from assistant_memory.ranking.weights import RELATED_SHARE

Related = Sequence[tuple[TermId, float]]
"""Terms, and what a match of each counts beside one of the term itself, 0 to 1."""


class RelatedTerms(Protocol):
    """Knows words that mean about the same."""

    def of(self, terms: Sequence[TermId]) -> Mapping[TermId, Related]:
        """Return what stands for each of the terms that is known."""
        ...


class Thesaurus:
    """Related terms out of a table.

    `terms` ascend; those from `starts[i]` to `starts[i + 1]` of `others` (places in `terms`) stand
    for the i-th, the closest first, and `closeness` tells how close each is: 255 would be the same,
    0 a cosine of `RELATED_FROM`.
    """

    def __init__(
        self,
        terms: TermIds,
        starts: npt.NDArray[np.uint32],
        others: npt.NDArray[np.uint16],
        closeness: npt.NDArray[np.uint8],
    ) -> None:
        """Raises `ValueError` when these do not fit together."""
        sizes = (len(starts) - 1, int(starts[-1]) if len(starts) else 0, len(closeness))
        if sizes != (len(terms), len(others), len(others)) or (others >= len(terms)).any():
            raise ValueError("its parts do not fit together")
        self._terms = terms
        self._starts = starts
        self._others = others
        self._shares = closeness * np.float32(RELATED_SHARE / 255)

    def of(self, terms: Sequence[TermId]) -> Mapping[TermId, Related]:
        """Return what stands for each of the terms that is known."""
        places = np.searchsorted(self._terms, np.array(terms, np.uint32))
        return {
            term: self._of_place(int(place))
            for term, place in zip(terms, places, strict=True)
            if place < len(self._terms) and self._terms[place] == term
        }

    def _of_place(self, place: int) -> Related:
        run = slice(int(self._starts[place]), int(self._starts[place + 1]))
        others: list[int] = self._terms[self._others[run]].tolist()
        shares: list[float] = self._shares[run].tolist()
        return tuple(zip(map(TermId, others), shares, strict=True))
