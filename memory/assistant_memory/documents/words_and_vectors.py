"""Passages found by the words that they share with a question, and by how close they lie to it."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import numpy as np

from assistant_memory.documents.searching import Entry, Ranked, Vector
from assistant_memory.recall.plain import PlainRanker, PlainTerms
from assistant_memory.recall.ranker import Candidate
from assistant_memory.values import Query
from assistant_memory.vectors.exact import ExactIndex

_CLOSEST = 64
"""So many of the closest passages are looked at beside those that share words."""


class WordsAndVectors:
    """A `Searcher` in memory."""

    def __init__(self) -> None:
        self._terms = PlainTerms()
        self._ranker = PlainRanker()
        self._index: ExactIndex | None = None

    @property
    def terms_version(self) -> str:
        """Names the way in which terms are made."""
        return f"words-{self._terms.version}"

    def terms_of(self, text: str, heading: str) -> bytes:
        """Return the words of a passage and of its headings."""
        return self._terms.encode(f"{heading}\n{text}")

    def add(self, entries: Sequence[Entry]) -> None:
        """Take passages in."""
        self._ranker.put(
            [Candidate(str(each.id), each.terms, str(each.document_id), 0.0) for each in entries]
        )
        for each in entries:
            if each.vector is not None:
                if self._index is None:
                    self._index = ExactIndex(len(each.vector))
                self._index.put([str(each.id)], each.vector[np.newaxis])

    def remove(self, ids: Collection[int]) -> None:
        """Forget passages."""
        names = [str(each) for each in ids]
        self._ranker.remove(names)
        if self._index is not None:
            self._index.remove(names)

    def rank(self, query: str, vector: Vector | None, limit: int) -> Sequence[Ranked]:
        """Return the best passages for a question, best first."""
        closest = self._index.search(vector, _CLOSEST) if self._index and vector is not None else ()
        found = self._ranker.rank(
            Query(text=query, now=datetime.now(UTC), limit=limit),
            {match.id: match.similarity for match in closest},
            lambda _: True,
            lambda ids: [""] * len(ids),
        )
        return [Ranked(int(each.id), each.score, each.is_relevant) for each in found]
