"""What vectors tell of candidates, in standard deviations above the corpus' background."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant_memory.errors import EmbedderError
from assistant_memory.protocols import Embedder
from assistant_memory.ranking.corpus import NOBODY, Corpus, Floats, RowNumbers
from assistant_memory.ranking.weights import VECTOR_WINDOW

USUAL_COUNT = 20
"""A small corpus leans on what is usual as if it had so many more records."""
SAMPLE = 2_000
"""So many records tell what the others are like."""
LEAST, MOST = -2.0, 6.0
_UNRELATED = (
    "The train to the coast leaves at seven.",
    "My sister teaches biology at a school.",
    "How do I reverse a list in Python?",
    "We painted the kitchen yellow.",
    "Interest rates were raised again.",
    "He is allergic to peanuts.",
    "Which planet has the most moons?",
    "The cat slept on the radiator all day.",
    "She signed the contract on Friday.",
    "Boil the pasta for nine minutes.",
    "The striker scored twice in the final.",
    "I forgot my umbrella at the office.",
    "What is the tallest building in the world?",
    "The novel is set in a small village.",
    "Our printer is out of paper.",
    "They plan to hike across the Alps.",
)


@dataclass(frozen=True, slots=True)
class Background:
    """How close texts are to a question that have nothing to do with it."""

    mean: float = 0.02
    spread: float = 0.07
    """The defaults are those of the built-in embedder."""

    def above(self, cosines: Floats) -> Floats:
        """Return how many spreads cosines are above the mean."""
        standing: Floats = (cosines - np.float32(self.mean)) / np.float32(self.spread)
        return standing

    def capped_above(self, cosines: Floats) -> Floats:
        """Return the same, cut off where more tells no more."""
        return np.clip(self.above(cosines), LEAST, MOST)


def usual_background(embedder: Embedder) -> Background | None:
    """Measure how close an embedder puts sentences that have nothing to do with each other.

    `None` when it cannot work just now.
    """
    try:
        asked, told = embedder.embed_queries(_UNRELATED), embedder.embed_passages(_UNRELATED)
    except EmbedderError:
        return None
    if not (asked.any(axis=1).all() and told.any(axis=1).all()):
        return None
    cosines = asked @ told.T
    others = cosines[~np.eye(len(_UNRELATED), dtype=np.bool_)]
    return Background(float(others.mean()), max(float(others.std()), 0.01))


def background(corpus: Corpus, vector: Floats, usual: Background) -> Background:
    """Estimate it from some of the corpus' cosines, shrunk towards what is usual."""
    living = np.flatnonzero(corpus.lexical.alive)
    if not len(living):
        return usual
    cosines = corpus.vectors[living[:: 1 + len(living) // SAMPLE]] @ vector
    count, own = len(cosines), float(cosines.mean())
    total = count + USUAL_COUNT
    squares = float(cosines.var()) * count + usual.spread**2 * USUAL_COUNT
    return Background(
        mean=(own * count + usual.mean * USUAL_COUNT) / total,
        spread=float(np.sqrt(squares / total)),
    )


def cosines_of(corpus: Corpus, vector: Floats, closest: Sequence[str] | None) -> Floats:
    """Return how close each row is, (rows,); of all but the closest 0, if those are known."""
    if closest is None:
        everywhere: Floats = corpus.vectors @ vector
        return everywhere
    rows = [row for each in closest if (row := corpus.row_of(each)) is not None]
    cosines = np.zeros(corpus.lexical.row_count, np.float32)
    cosines[rows] = corpus.vectors[rows] @ vector
    return cosines


def cosines_around(corpus: Corpus, candidates: RowNumbers, vector: Floats) -> Floats:
    """Return the cosine of each candidate's vector joined with those beside it."""
    joined = np.zeros((len(candidates), len(vector)), np.float32)
    for steps, share in VECTOR_WINDOW:
        rows = corpus.beside(candidates, steps)
        present = np.where(rows == NOBODY, np.float32(0), np.float32(share))
        joined += present[:, None] * corpus.vectors[rows]
    lengths = np.linalg.norm(joined, axis=1)
    return (joined @ vector / np.where(lengths > 0, lengths, 1)).astype(np.float32)
