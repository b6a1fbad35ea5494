"""What vectors tell of candidates, in standard deviations above the corpus' background."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from assistant_memory.protocols import Embedder
from assistant_memory.ranking.corpus import NOBODY, Corpus, Floats, RowNumbers
from assistant_memory.ranking.weights import VECTOR_WINDOW

USUAL_COUNT = 20
"""A small corpus leans on what is usual as if it had so many more records."""
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


def usual_background(embedder: Embedder) -> Background:
    """Measure how close an embedder puts sentences that have nothing to do with each other."""
    cosines = embedder.embed_queries(_UNRELATED) @ embedder.embed_passages(_UNRELATED).T
    others = cosines[~np.eye(len(_UNRELATED), dtype=np.bool_)]
    return Background(float(others.mean()), max(float(others.std()), 0.01))


def background(cosines: Floats, usual: Background) -> Background:
    """Estimate it from the cosines of a corpus, shrunk towards what is usual."""
    count = len(cosines)
    if not count:
        return usual
    own, total = float(cosines.mean()), count + USUAL_COUNT
    squares = float(cosines.var()) * count + usual.spread**2 * USUAL_COUNT
    return Background(
        mean=(own * count + usual.mean * USUAL_COUNT) / total,
        spread=float(np.sqrt(squares / total)),
    )


def own_cosines(corpus: Corpus, vector: Floats) -> Floats:
    """Return the cosine of each row, (rows,); what has no vector has 0."""
    cosines: Floats = corpus.vectors @ vector
    return cosines


def given_cosines(corpus: Corpus, similarities: Mapping[str, float], usual: Background) -> Floats:
    """Spread the cosines of the closest over the rows; the others are as far as is usual."""
    cosines = np.full(corpus.lexical.row_count, usual.mean, np.float32)
    for entry_id, cosine in similarities.items():
        row = corpus.row_of(entry_id)
        if row is not None:
            cosines[row] = cosine
    return cosines


def cosines_around(corpus: Corpus, candidates: RowNumbers, cosines: Floats) -> Floats:
    """Return the cosine of each candidate's vector joined with those beside it."""
    padded = np.append(cosines, np.float32(0))  # the last is for NOBODY
    joined = np.zeros(len(candidates), np.float32)
    vectors = np.zeros((len(candidates), corpus.vectors.shape[1]), np.float32)
    for steps, share in VECTOR_WINDOW:
        rows = corpus.beside(candidates, steps)
        joined += np.float32(share) * padded[rows]
        if vectors.shape[1]:
            present = np.where(rows == NOBODY, np.float32(0), np.float32(share))
            vectors += present[:, None] * corpus.vectors[rows]
    if not vectors.shape[1]:
        return joined / np.float32(sum(share for _, share in VECTOR_WINDOW))
    lengths = np.linalg.norm(vectors, axis=1)
    return (joined / np.where(lengths > 0, lengths, 1)).astype(np.float32)
