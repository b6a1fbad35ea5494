"""Whole conversations in the order of what they have to do with a question. Pure."""

import numpy as np

from assistant_memory.ranking.corpus import NOBODY, Corpus
from assistant_memory.ranking.table import Table

WHOLE = 0.4
"""What the words of the whole conversation count beside its best record."""


def session_order(corpus: Corpus, table: Table) -> list[str]:
    """Return the sessions that have candidates, best first."""
    sessions = corpus.sessions[table.rows]
    seated = sessions != NOBODY
    scores = np.full(corpus.session_count, -np.inf, np.float32)
    np.maximum.at(scores, sessions[seated], table.scores[seated])
    whole = np.zeros(corpus.session_count, np.float32)
    whole[sessions[seated]] = table.session[seated]
    order: list[int] = np.argsort(-(scores + np.float32(WHOLE) * whole), kind="stable").tolist()
    return [corpus.session_of(number) for number in order if np.isfinite(scores[number])]
