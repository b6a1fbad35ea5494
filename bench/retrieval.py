"""What the benches of retrieval share: the built-in embedder, the ranking, BM25, intervals."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean

import numpy as np

from assistant_memory.embedding.static import StaticEmbedder
from assistant_memory.lexical import LexicalIndex, question_terms
from assistant_memory.lexical.record import STOP_BIT
from assistant_memory.long_term import LongTermMemory
from assistant_memory.protocols import Vectors
from assistant_memory.ranking import Background, Corpus, Ranker, Thesaurus, usual_background
from assistant_memory.ranking.built_in import built_in_thesaurus
from assistant_memory.ranking.weights import Weights


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the built-in embedder knows."""

    embedder: StaticEmbedder
    related: Thesaurus
    usual: Background

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return what texts are found by."""
        return self.embedder.embed_passages(texts)

    def ranker(self, corpus: Corpus, weights: Weights | None = None) -> Ranker:
        """Return the ranking of a corpus as the program uses it."""
        return Ranker(corpus, usual=self.usual, related=self.related, weights=weights)


@cache
def built_in() -> Meaning:
    """Load the built-in embedder and its words."""
    embedder = StaticEmbedder.load()
    return Meaning(embedder, built_in_thesaurus(), usual_background(embedder) or Background())


def open_memory(folder: Path) -> LongTermMemory:
    """Open a memory of a folder as the program does."""
    return LongTermMemory.open(folder, built_in().embedder, related=built_in().related)


def bm25(index: LexicalIndex, question: str) -> list[int]:
    """Return the rows by plain BM25 (k1 1.2, b 0.75) over the same terms, stop words left out."""
    terms = [term for term in dict.fromkeys(question_terms(question)) if not term & STOP_BIT]
    order: list[int] = np.argsort(-index.scores(terms), kind="stable").tolist()
    return order


def z_scores(scores: Vectors) -> Vectors:
    """Return scores in standard deviations above their mean."""
    return (scores - scores.mean()) / (scores.std() + 1e-9)


def interval(values: Sequence[float], *, resamples: int = 1000) -> float:
    """Return half the width of the 95 % interval of the mean (bootstrap)."""
    chance = random.Random(7)
    means = sorted(fmean(chance.choices(values, k=len(values))) for _ in range(resamples))
    return (means[int(0.975 * resamples)] - means[int(0.025 * resamples)]) / 2


def share(found: Sequence[object], wanted: Sequence[object]) -> float:
    """Return how much of what is wanted was found."""
    return len(set(found) & set(wanted)) / len(wanted)
