"""A question taken apart against a corpus: its terms, their weights and where they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assistant_memory.lexical.index import LexicalIndex, Scores, rarity
from assistant_memory.lexical.record import STOP_BIT, TermId, question_terms
from assistant_memory.lexical.segment import Counts, Rows
from assistant_memory.ranking.related import RelatedTerms
from assistant_memory.ranking.weights import OTHER_RECORDS, STOP_WEIGHT


@dataclass(frozen=True, slots=True)
class QuestionTerm:
    """A term of the question and who has it."""

    term: TermId
    weight: float
    """Its share of the question's weight; all together are 1."""
    rows: Rows
    counts: Counts
    """How often the term itself stands there; 0 where only a related one does."""
    matches: Scores
    """How well each of the rows has it, 0 to 2.2."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for by words."""

    terms: Sequence[QuestionTerm]
    pairs: Sequence[tuple[TermId, TermId]]
    """Terms that follow each other, but for those that say little."""


def read_question(text: str, index: LexicalIndex, related: RelatedTerms | None) -> Question:
    """Look the terms of a question up, and those that stand for them."""
    ordered = question_terms(text)
    content = [term for term in ordered if not term & STOP_BIT]
    found = [(term, *index.postings(term)) for term in dict.fromkeys(ordered)]
    weights = [_weight(term, len(rows), len(index)) for term, rows, _ in found]
    total = sum(weights) or 1.0
    terms = [
        QuestionTerm(term, weight / total, rows, counts, index.matches(rows, counts))
        for (term, rows, counts), weight in zip(found, weights, strict=True)
    ]
    if related is not None:
        others = related.of(list(dict.fromkeys(content)))
        terms = [_widened(each, others.get(each.term, ()), index) for each in terms]
    pairs = list(dict.fromkeys(pairwise(content)))
    return Question(terms, pairs)


def words_everywhere(question: Question, row_count: int) -> Scores:
    """Return for each row the share of the question that its own words hold."""
    scores = np.zeros(row_count, np.float32)
    for each in question.terms:
        scores[each.rows] += np.float32(each.weight) * each.matches
    return scores


def _widened(
    term: QuestionTerm, related: Sequence[tuple[TermId, float]], index: LexicalIndex
) -> QuestionTerm:
    """Let rows match that have a related term; the better match counts."""
    if not related:
        return term
    matches = np.zeros(index.row_count, np.float32)
    counts = np.zeros(index.row_count, np.uint8)
    for other, share in related:
        rows, their_counts = index.postings(other)
        matches[rows] = np.maximum(
            matches[rows], np.float32(share) * index.matches(rows, their_counts)
        )
    matches[term.rows] = np.maximum(matches[term.rows], term.matches)
    counts[term.rows] = term.counts
    rows = np.flatnonzero(matches).astype(np.int32)
    return QuestionTerm(term.term, term.weight, rows, counts[rows], matches[rows])


def _weight(term: TermId, holders: int, count: int) -> float:
    weight = rarity(count + OTHER_RECORDS, holders)
    return STOP_WEIGHT * weight if term & STOP_BIT else weight
