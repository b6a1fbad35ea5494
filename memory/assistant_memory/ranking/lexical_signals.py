"""What words tell of candidates: in themselves, around them and in their conversation."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assistant_memory.lexical.index import rarity, saturation
from assistant_memory.lexical.record import STOP_BIT, TermIds
from assistant_memory.lexical.segment import Rows
from assistant_memory.ranking.corpus import NOBODY, Corpus, Floats, RowNumbers
from assistant_memory.ranking.question import Question
from assistant_memory.ranking.weights import WINDOW

SUPPORTERS = 10
"""So many that resemble a candidate most are asked."""
FULL_SUPPORT = 1.25
"""Their cosines must sum up to this, or they count for less: a few loose likenesses tell little."""


def words_around(corpus: Corpus, question: Question, candidates: RowNumbers) -> Floats:
    """Return the share of the question that each candidate and its surroundings hold.

    Of each term the best counts: there, or weaker beside it.
    """
    places = [(corpus.beside(candidates, steps), np.float32(share)) for steps, share in WINDOW]
    found = np.zeros(len(candidates), np.float32)
    spread = np.zeros(corpus.lexical.row_count + 1, np.float32)  # the last is for NOBODY
    for each in question.terms:
        spread[each.rows] = each.matches
        best = np.maximum.reduce([share * spread[rows] for rows, share in places])
        found += np.float32(each.weight) * best
        spread[each.rows] = 0
    return found


def session_words(corpus: Corpus, question: Question) -> Floats:
    """Return how well each whole session fits: BM25 among sessions, as a share, (sessions,)."""
    sessions, count = corpus.sessions, corpus.session_count
    scores = np.zeros(count, np.float32)
    if not count:
        return scores
    seated = sessions != NOBODY
    lengths = np.bincount(sessions[seated], corpus.lexical.lengths[seated], count)
    length, mean = lengths.astype(np.float32), max(1.0, float(lengths.mean()))
    total = 0.0
    for each in question.terms:
        if each.term & STOP_BIT:
            continue
        of_rows = sessions[each.rows]
        seats = of_rows != NOBODY
        counts = np.bincount(of_rows[seats], each.counts[seats], count).astype(np.float32)
        weight = rarity(count, int(np.count_nonzero(counts)))
        total += weight
        scores += np.float32(weight) * saturation(counts, length, mean)
    return scores / np.float32(total or 1.0)


def session_best(corpus: Corpus, everywhere: Floats) -> Floats:
    """Return the best of each session by its own words, (sessions,)."""
    best = np.zeros(corpus.session_count, np.float32)
    rows = np.flatnonzero((everywhere > 0) & (corpus.sessions != NOBODY))
    np.maximum.at(best, corpus.sessions[rows], everywhere[rows])
    return best


def of_sessions(corpus: Corpus, rows: RowNumbers, by_session: Floats, alone: Floats) -> Floats:
    """Return the value of each row's session; what stands alone is its own session."""
    if not len(by_session):
        return alone
    sessions = corpus.sessions[rows]
    return np.where(sessions == NOBODY, alone, by_session[sessions])


def headings(corpus: Corpus, question: Question, rows: RowNumbers) -> Floats:
    """Return the share of each row's heading that the question names."""
    asked = np.array([each.term for each in question.terms if not each.term & STOP_BIT], np.uint32)
    numbers, places = np.unique(corpus.heading_numbers[rows], return_inverse=True)
    named = [np.isin(corpus.heading(int(number)), asked) for number in numbers]
    shares = np.array([each.mean() if len(each) else 0.0 for each in named], np.float32)
    return shares[places]


def phrases(corpus: Corpus, question: Question, rows: Sequence[int]) -> Floats:
    """Return the share of the question's weight that stands in pairs, as in the question."""
    weights = {each.term: each.weight for each in question.terms}
    holds = {each.term: _among(each.rows, rows) for each in question.terms}
    found = np.zeros(len(rows), np.float32)
    following: dict[int, set[tuple[int, int]]] = {}
    for first, second in question.pairs:
        for place in np.flatnonzero(holds[first] & holds[second]).tolist():
            if place not in following:
                following[place] = set(pairwise(_content(corpus.terms_of(rows[place]).text)))
            if (first, second) in following[place]:
                found[place] += weights[first] + weights[second]
    return found


def support(corpus: Corpus, rows: Sequence[int], scores: Floats) -> Floats:
    """Return how well those fit that resemble each row most (after Diaz 2005, regularisation).

    Only for rows that stand alone: the others have a conversation around them.
    """
    supported = np.zeros(len(rows), np.float32)
    sessions = corpus.sessions[np.asarray(rows, np.int64)]
    alone: list[int] = np.flatnonzero(sessions == NOBODY).tolist()
    if len(alone) < 2:
        return supported
    alike = _resemblance(corpus, [rows[place] for place in alone])
    np.fill_diagonal(alike, 0)
    if len(alone) > SUPPORTERS:
        least = np.partition(alike, -SUPPORTERS, axis=1)[:, -SUPPORTERS, None]
        alike = np.where(alike >= least, alike, 0)
    supported[alone] = alike @ scores[alone] / np.maximum(alike.sum(axis=1), FULL_SUPPORT)
    return supported


def _resemblance(corpus: Corpus, rows: Sequence[int]) -> Floats:
    """Cosines of the rows' weighted terms, (rows, rows)."""
    index = corpus.lexical
    records = [corpus.terms_of(row).text for row in rows]
    records = [each[each < STOP_BIT] for each in records]
    lengths = np.array([len(each) for each in records], np.int64)
    terms, places = np.unique(np.concatenate(records), return_inverse=True)
    counts = np.zeros((len(rows), len(terms)), np.float32)
    np.add.at(counts, (np.repeat(np.arange(len(rows)), lengths), places), 1)
    holders = np.minimum(index.holders(terms), len(index))
    rare = np.log1p((len(index) - holders + 0.5) / (holders + 0.5)).astype(np.float32)
    table = saturation(counts, lengths[:, None].astype(np.float32), index.mean_length) * rare
    norms = np.linalg.norm(table, axis=1, keepdims=True)
    table /= np.where(norms > 0, norms, 1)
    return (table @ table.T).astype(np.float32)


def _content(terms: TermIds) -> list[int]:
    listed: list[int] = terms[terms < STOP_BIT].tolist()
    return listed


def _among(holders: Rows, rows: Sequence[int]) -> npt.NDArray[np.bool_]:
    """Tell which rows are among ascending ones."""
    if not len(holders):
        return np.zeros(len(rows), np.bool_)
    places = np.minimum(np.searchsorted(holders, rows), len(holders) - 1)
    return np.equal(holders[places], rows)
