"""Postings that never change: which rows have a term, and how often."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant_memory.lexical.record import TermIds

Rows = npt.NDArray[np.int32]
Counts = npt.NDArray[np.uint8]
_MOST = 255


@dataclass(frozen=True, slots=True)
class Segment:
    """Postings of some rows, ordered by term and then by row."""

    terms: TermIds
    """(terms,), ascending."""
    starts: npt.NDArray[np.int64]
    """(terms + 1,): where the rows of each term begin."""
    rows: Rows
    counts: Counts
    """How often the term stands in the row, 255 at most."""

    def find(self, term: int) -> tuple[Rows, Counts]:
        """Return the rows that have a term, ascending, and how often."""
        place = int(np.searchsorted(self.terms, np.uint32(term)))
        if place == len(self.terms) or self.terms[place] != term:
            return self.rows[:0], self.counts[:0]
        part = slice(self.starts[place], self.starts[place + 1])
        return self.rows[part], self.counts[part]

    def holders(self, terms: TermIds) -> npt.NDArray[np.int64]:
        """Return how many rows have each of some terms."""
        if not len(self.terms):
            return np.zeros(len(terms), np.int64)
        places = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        counts = np.diff(self.starts)[places]
        return np.where(self.terms[places] == terms, counts, 0)


def segment_of(records: Sequence[TermIds], first_row: int) -> Segment:
    """Return the postings of records that follow each other in rows."""
    lengths = np.array([len(each) for each in records], dtype=np.int64)
    terms = np.concatenate(records) if records else np.zeros(0, np.uint32)
    rows = np.repeat(np.arange(first_row, first_row + len(records), dtype=np.uint64), lengths)
    keys, counts = np.unique(terms.astype(np.uint64) << np.uint64(32) | rows, return_counts=True)
    return _segment(keys, np.minimum(counts, _MOST).astype(np.uint8))


def merged(segments: Sequence[Segment]) -> Segment:
    """Return the postings of segments that have no row in common."""
    terms = np.concatenate([np.repeat(each.terms, np.diff(each.starts)) for each in segments])
    rows = np.concatenate([each.rows for each in segments]).astype(np.uint64)
    keys = terms.astype(np.uint64) << np.uint64(32) | rows
    order = np.argsort(keys, kind="stable")  # long ascending runs: cheap to merge
    return _segment(keys[order], np.concatenate([each.counts for each in segments])[order])


def _segment(keys: npt.NDArray[np.uint64], counts: Counts) -> Segment:
    """Take ascending keys apart: the term above, the row in the lower 32 bits."""
    terms = (keys >> np.uint64(32)).astype(np.uint32)
    firsts = np.flatnonzero(np.diff(terms, prepend=terms[:1] ^ np.uint32(1)))
    return Segment(
        terms=terms[firsts],
        starts=np.append(firsts, len(terms)).astype(np.int64),
        rows=(keys & np.uint64(0xFFFF_FFFF)).astype(np.int32),
        counts=counts,
    )
