"""An index of terms in memory that takes and gives up records in small amounts."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant_memory.lexical.column import Column
from assistant_memory.lexical.record import STOP_BIT, TermIds
from assistant_memory.lexical.segment import Counts, Rows, Segment, merged, segment_of

Scores = npt.NDArray[np.float32]
K1, B = 1.2, 0.75
"""BM25: how soon repetitions stop to count, and how much length does (Robertson, Zaragoza 2009)."""


class LexicalIndex:
    """Records are rows, numbered in the order in which they came; a removed row stays empty."""

    def __init__(self) -> None:
        self._segments: list[Segment] = []
        self._tail: list[TermIds] = []
        self._lengths = Column(np.float32)
        self._alive = Column(np.bool_)
        self._living = 0
        self._total_length = 0.0

    def __len__(self) -> int:
        """How many records there are."""
        return self._living

    @property
    def row_count(self) -> int:
        """How many rows there are, with the empty ones."""
        return len(self._alive.values)

    @property
    def alive(self) -> npt.NDArray[np.bool_]:
        """(rows,): whether a row holds a record."""
        return self._alive.values

    @property
    def lengths(self) -> Scores:
        """(rows,): how many terms each has that say something."""
        return self._lengths.values

    @property
    def mean_length(self) -> float:
        """Of the records that there are; 1 at least."""
        return max(1.0, self._total_length / max(1, self._living))

    def append(self, records: Sequence[TermIds]) -> None:
        """Take records in; their rows follow the last one."""
        lengths = np.array([np.count_nonzero(each < STOP_BIT) for each in records], np.float32)
        self._tail += records
        self._lengths.extend(lengths)
        self._alive.extend(np.ones(len(records), np.bool_))
        self._living += len(records)
        self._total_length += float(lengths.sum())

    def remove(self, row: int) -> None:
        """Give a record up."""
        if self._alive.values[row]:
            self._alive.values[row] = False
            self._living -= 1
            self._total_length -= float(self._lengths.values[row])

    def postings(self, term: int) -> tuple[Rows, Counts]:
        """Return the rows that have a term, ascending, and how often."""
        self._take_tail()
        found = [each.find(term) for each in self._segments]
        rows = np.concatenate([rows for rows, _ in found]) if found else np.zeros(0, np.int32)
        counts = np.concatenate([counts for _, counts in found]) if found else np.zeros(0, np.uint8)
        if self._living < self.row_count:
            living = self._alive.values[rows]
            rows, counts = rows[living], counts[living]
        return rows, counts

    def holders(self, terms: TermIds) -> Scores:
        """Return how many rows have each of some terms; removed ones may still be counted."""
        self._take_tail()
        counts = np.zeros(len(terms), np.float32)
        for segment in self._segments:
            counts += segment.holders(terms)
        return counts

    def weight(self, holders: int) -> float:
        """Return how much a term says that so many records have (the idf of BM25)."""
        return rarity(len(self), holders)

    def matches(self, rows: Rows, counts: Counts) -> Scores:
        """Return how well each row has a term: 0 to 2.2, about 1 for once in a usual length."""
        return saturation(counts.astype(np.float32), self._lengths.values[rows], self.mean_length)

    def scores(self, terms: Sequence[int]) -> Scores:
        """Return BM25 of a question's terms for every row."""
        scores = np.zeros(self.row_count, np.float32)
        for term in terms:
            rows, counts = self.postings(term)
            scores[rows] += self.weight(len(rows)) * self.matches(rows, counts)
        return scores

    def _take_tail(self) -> None:
        """Make a segment of what came last; smaller ones are merged, so that there are few."""
        if not self._tail:
            return
        self._segments.append(segment_of(self._tail, self.row_count - len(self._tail)))
        self._tail = []
        while len(self._segments) > 1 and _size(self._segments[-2]) < 2 * _size(self._segments[-1]):
            self._segments[-2:] = [merged(self._segments[-2:])]


def rarity(count: int, holders: int) -> float:
    """Return the weight of a term that `holders` of `count` records have."""
    return float(np.log1p((count - holders + 0.5) / (holders + 0.5)))


def saturation(counts: Scores, lengths: Scores, mean_length: float) -> Scores:
    """Return BM25's share of the weight for terms that stand so often in texts so long."""
    norms = K1 * (1 - B + B * lengths / mean_length)
    return (counts * (K1 + 1) / (counts + norms)).astype(np.float32)


def _size(segment: Segment) -> int:
    return len(segment.rows)
