"""Which rows are looked at closely: those with the question's words, those close, those beside."""

import numpy as np
import numpy.typing as npt

from assistant_memory.ranking.corpus import NOBODY, Corpus, Floats, RowNumbers

BY_WORDS, BY_MEANING = 300, 100
ALL_UP_TO = 1_000
"""A corpus that small is looked at wholly."""

Mask = npt.NDArray[np.bool_]


def choose(corpus: Corpus, words: Floats, cosines: Floats | None, allowed: Mask) -> RowNumbers:
    """Return the rows to look at, ascending, no more than about two thousand."""
    if len(corpus) <= ALL_UP_TO:
        return np.flatnonzero(allowed)
    chosen = [_best(np.where(allowed, words, 0), BY_WORDS)]
    if cosines is not None:
        chosen.append(_best(np.where(allowed, cosines, 0), BY_MEANING))
    first = np.unique(np.concatenate(chosen))
    beside = [corpus.beside(first, steps) for steps in (-1, 1, 2)]
    rows = np.unique(np.concatenate([first, *beside]))
    rows = rows[rows != NOBODY].astype(np.int64)
    return np.compress(allowed[rows], rows)


def _best(scores: Floats, count: int) -> RowNumbers:
    """Return the rows with the highest scores above 0."""
    if len(scores) > count:
        rows = np.argpartition(scores, -count)[-count:]
    else:
        rows = np.arange(len(scores))
    return rows[scores[rows] > 0].astype(np.int64)
