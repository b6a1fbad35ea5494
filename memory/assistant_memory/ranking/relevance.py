"""How probably something that was found has to do with the question at all."""

from dataclasses import dataclass

import numpy as np

from assistant_memory.ranking.corpus import Floats
from assistant_memory.ranking.table import Table

RELEVANT = 0.5
"""What is below is told, not used."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A logistic model, fitted once; `training/relevance` tells how."""

    words: float = 9.2
    """Of the share of the question's weight in the record's own words."""
    meaning: float = 0.6
    """Of its cosine, in spreads above what is usual for the embedder."""
    count: float = -0.84
    """Of the logarithm of how many records there are: among many, one fits by chance."""
    start: float = -0.8


DEFAULT = Evidence()


def probabilities(table: Table, count: int, evidence: Evidence = DEFAULT) -> Floats:
    """Return for each candidate how probably it is relevant, among so many records."""
    words = np.minimum(table.own_words, 1)
    # Without vectors, meaning is taken to follow the words.
    standing = 4 * words if table.standing is None else table.standing
    strength = (
        evidence.words * words
        + evidence.meaning * standing
        + evidence.count * np.log(max(count, 1))
        + evidence.start
    )
    chances = 1 / (1 + np.exp(-strength))
    return np.asarray(chances, np.float32)
