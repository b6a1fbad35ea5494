"""Every signal of every candidate, side by side. Pure."""

from dataclasses import dataclass

import numpy as np

from assistant_memory.ranking import lexical_signals as lexical
from assistant_memory.ranking import semantic_signals as semantic
from assistant_memory.ranking import temporal_signals as temporal
from assistant_memory.ranking.corpus import Corpus, Floats, RowNumbers
from assistant_memory.ranking.question import Question
from assistant_memory.ranking.semantic_signals import Background
from assistant_memory.ranking.weights import Weights
from assistant_memory.times import NamedTime

CLOSELY = 100
"""So many of the best are also read for phrases and compared with each other."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, made ready for a corpus."""

    question: Question
    words: Floats
    """(rows,): the share of the question that each row's own words hold."""
    vector: Floats | None
    """(dimensions,); `None` if nothing is known of its meaning."""
    usual: Background
    """What cosines of the embedder are like between unrelated texts."""
    now: float
    """Seconds since 1970."""
    time: NamedTime | None
    """The time that the question names."""


@dataclass(frozen=True, slots=True)
class Table:
    """Signals of the candidates, each (candidates,)."""

    rows: RowNumbers
    own_words: Floats
    words: Floats
    phrases: Floats
    heading: Floats
    support: Floats
    session: Floats
    session_best: Floats
    meaning: Floats
    meaning_around: Floats
    standing: Floats | None
    """Cosines in spreads above what is usual for the embedder, whatever else is in the corpus."""
    asks: Floats
    recency: Floats
    time: Floats
    scores: Floats
    """The weighted sum."""


def build_table(corpus: Corpus, asked: Asked, rows: RowNumbers, weights: Weights) -> Table:
    """Compute the signals of candidates and their sum."""
    own = asked.words[rows]
    words = lexical.words_around(corpus, asked.question, rows)
    by_session = lexical.session_words(corpus, asked.question)
    best = lexical.session_best(corpus, asked.words)
    heading = lexical.headings(corpus, asked.question, rows)
    session = lexical.of_sessions(corpus, rows, by_session, words)
    session_best = lexical.of_sessions(corpus, rows, best, own)
    cosines = None if asked.vector is None else corpus.vectors[rows] @ asked.vector
    meaning, around = _meaning(corpus, rows, asked, cosines)
    asks = corpus.asks[rows].astype(np.float32)
    recency = temporal.recency(corpus.said_at[rows], asked.now)
    time = temporal.fit(corpus.said_at[rows], asked.time)
    fit = (
        weights.words * words
        + weights.session * session
        + weights.session_best * session_best
        + weights.meaning * meaning
        + weights.meaning_around * around
    ).astype(np.float32)
    scores = (
        fit
        + weights.heading * heading
        + weights.asks * asks
        + weights.recency * recency
        + weights.time * time
    ).astype(np.float32)
    phrases, support = _closely(corpus, asked.question, rows, scores, fit)
    scores += (weights.phrases * phrases + weights.support * support).astype(np.float32)
    return Table(
        rows=rows,
        own_words=own,
        words=words,
        phrases=phrases,
        heading=heading,
        support=support,
        session=session,
        session_best=session_best,
        meaning=meaning,
        meaning_around=around,
        standing=None if cosines is None else asked.usual.above(cosines),
        asks=asks,
        recency=recency,
        time=time,
        scores=scores,
    )


def _meaning(
    corpus: Corpus, rows: RowNumbers, asked: Asked, cosines: Floats | None
) -> tuple[Floats, Floats]:
    if asked.vector is None or cosines is None:
        nothing = np.zeros(len(rows), np.float32)
        return nothing, nothing
    common = semantic.background(corpus, asked.vector, asked.usual)
    around = semantic.cosines_around(corpus, rows, asked.vector)
    return common.capped_above(cosines), common.capped_above(around)


def _closely(
    corpus: Corpus, question: Question, rows: RowNumbers, scores: Floats, fit: Floats
) -> tuple[Floats, Floats]:
    """Return phrases and support, which only the best have."""
    phrases = np.zeros(len(rows), np.float32)
    support = np.zeros(len(rows), np.float32)
    best = np.argsort(-scores, kind="stable")[:CLOSELY]
    listed: list[int] = rows[best].tolist()
    if listed:
        phrases[best] = lexical.phrases(corpus, question, listed)
        support[best] = lexical.support(corpus, listed, np.maximum(fit[best], 0))
    return phrases, support
