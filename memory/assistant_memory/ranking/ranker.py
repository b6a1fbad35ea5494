"""One order out of many signals: words, meaning, conversation, time."""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from assistant_memory.protocols import Reranker
from assistant_memory.ranking import semantic_signals as semantic
from assistant_memory.ranking.candidates import Mask, choose
from assistant_memory.ranking.corpus import Corpus, Floats
from assistant_memory.ranking.question import read_question, words_everywhere
from assistant_memory.ranking.ranked import Ranked
from assistant_memory.ranking.related import RelatedTerms
from assistant_memory.ranking.relevance import RELEVANT, probabilities
from assistant_memory.ranking.rerank import blended
from assistant_memory.ranking.semantic_signals import Background
from assistant_memory.ranking.sessions import session_order
from assistant_memory.ranking.table import Asked, Table, build_table
from assistant_memory.ranking.weights import Weights
from assistant_memory.times import named_time
from assistant_memory.values import Query, Signals

READ_AT_MOST = 20
"""So many of the best are given to a reranker."""

Texts = Callable[[Sequence[str]], Sequence[str]]


class Ranker:
    """Orders a corpus by questions."""

    def __init__(
        self,
        corpus: Corpus,
        *,
        usual: Background | None = None,
        related: RelatedTerms | None = None,
        reranker: Reranker | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._corpus = corpus
        self._usual = usual or Background()
        self._related = related
        self._reranker = reranker
        self._weights = weights or Weights()

    def rank(
        self,
        query: Query,
        query_vector: Floats | None = None,
        closest: Sequence[str] | None = None,
        *,
        left_out: Collection[str] = (),
        texts: Texts | None = None,
    ) -> list[Ranked]:
        """Return the best but for what is left out, best first, `query.limit` at most.

        `closest` are ids that an index of vectors found; without them every vector is looked at.
        `texts` gives the words of entries to the reranker, by their ids.
        """
        asked = self._ask(query, query_vector)
        limit = max(query.limit, READ_AT_MOST if self._reranker is not None else 0)
        ranked = self._ordered(self._table(asked, closest, left_out), limit)
        if self._reranker is not None and texts is not None and ranked:
            head = ranked[:READ_AT_MOST]
            passages = texts([each.id for each in head])
            read = self._reranker.scores(query.text, passages, seconds=query.deadline_seconds)
            ranked = blended(ranked, read[: len(head)])
        return ranked[: query.limit]

    def rank_sessions(
        self,
        query: Query,
        query_vector: Floats | None = None,
        closest: Sequence[str] | None = None,
        *,
        left_out: Collection[str] = (),
    ) -> list[str]:
        """Return the sessions that fit a question, best first, `query.limit` at most."""
        table = self._table(self._ask(query, query_vector), closest, left_out)
        return session_order(self._corpus, table)[: query.limit]

    def _ask(self, query: Query, vector: Floats | None) -> Asked:
        index = self._corpus.lexical
        question = read_question(query.text, index, self._related)
        return Asked(
            question=question,
            words=words_everywhere(question, index.row_count),
            vector=vector if vector is not None and vector.any() else None,
            usual=self._usual,
            now=query.now.timestamp(),
            time=named_time(query.text, query.now),
        )

    def _table(
        self, asked: Asked, closest: Sequence[str] | None, left_out: Collection[str]
    ) -> Table:
        corpus = self._corpus
        cosines = None
        if asked.vector is not None:
            cosines = semantic.cosines_of(corpus, asked.vector, closest)
        rows = choose(corpus, asked.words, cosines, self._mask(left_out))
        return build_table(corpus, asked, rows, self._weights)

    def _mask(self, left_out: Collection[str]) -> Mask:
        alive = self._corpus.lexical.alive
        if not left_out:
            return alive
        found = (self._corpus.row_of(each) for each in left_out)
        mask = alive.copy()
        mask[[row for row in found if row is not None]] = False
        return mask

    def _ordered(self, table: Table, limit: int) -> list[Ranked]:
        chances = probabilities(table, len(self._corpus))
        best = np.argsort(-table.scores, kind="stable")[:limit]
        return [self._ranked(table, int(place), float(chances[place])) for place in best]

    def _ranked(self, table: Table, place: int, chance: float) -> Ranked:
        signals = _signals(table, place, self._weights)
        entry_id = self._corpus.id_of(int(table.rows[place]))
        return Ranked(entry_id, chance, chance >= RELEVANT, signals)


def _signals(table: Table, at: int, weights: Weights) -> Signals:
    lexical = (
        weights.words * table.words[at]
        + weights.phrases * table.phrases[at]
        + weights.heading * table.heading[at]
        + weights.support * table.support[at]
        + weights.asks * table.asks[at]
    )
    semantic_ = (
        weights.meaning * table.meaning[at] + weights.meaning_around * table.meaning_around[at]
    )
    session = weights.session * table.session[at] + weights.session_best * table.session_best[at]
    return Signals(
        lexical=float(lexical),
        semantic=float(semantic_),
        session=float(session),
        recency=float(weights.recency * table.recency[at]),
        time=float(weights.time * table.time[at]),
    )
