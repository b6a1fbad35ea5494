"""Which words stand for others: those whose vectors lie close in a packed table.

    PYTHONPATH=memory python training/embedder/relate.py assets/embedder

does it again for a table that is there, as after a change of the terms of words (`TERMS_VERSION`).
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant_memory.embedding.static import TOKENS, StaticEmbedder
from assistant_memory.lexical.record import STOP_BIT, question_terms
from assistant_memory.ranking.built_in import RELATED_WORDS
from assistant_memory.ranking.weights import RELATED, RELATED_FROM

_AT_ONCE = 1_000


def pack_related(folder: Path) -> None:
    """Write the related words of a packed table beside it."""
    words = (folder / TOKENS).read_text("utf-8").splitlines()
    terms, vectors = _terms_with_vectors(words, StaticEmbedder.load(folder).token_vectors())
    starts, others, closeness = [0], [], []
    for first in range(0, len(terms), _AT_ONCE):
        cosines = vectors[first : first + _AT_ONCE] @ vectors.T
        for place, row in enumerate(cosines, first):
            row[place] = 0
            closest = np.argsort(-row, kind="stable")[:RELATED]
            above = (row[closest] - RELATED_FROM) / (1 - RELATED_FROM)
            kept = np.round(255 * above) > 0
            others.append(closest[kept])
            closeness.append(np.round(255 * above[kept]))
            starts.append(starts[-1] + int(kept.sum()))
    np.savez_compressed(
        folder / RELATED_WORDS,
        terms=terms,
        starts=np.array(starts, np.uint32),
        others=np.concatenate(others).astype(np.uint16),
        closeness=np.concatenate(closeness).astype(np.uint8),
    )


def _terms_with_vectors(words: Sequence[str], vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the terms of the words that say something, ascending, and their vectors."""
    of_words = np.array([_term_of(word) for word in words], np.uint32)
    known = np.flatnonzero(of_words)
    terms, places = np.unique(of_words[known], return_inverse=True)
    sums = np.zeros((len(terms), vectors.shape[1]), np.float32)
    np.add.at(sums, places, vectors[known])
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return terms, sums / np.where(lengths > 0, lengths, 1)


def _term_of(word: str) -> int:
    """Return the term of a word; 0 for what is no word, or says little."""
    terms = question_terms(word) if len(word) > 1 and word.isalpha() else []
    return terms[0] if len(terms) == 1 and not terms[0] & STOP_BIT else 0


if __name__ == "__main__":
    pack_related(Path(sys.argv[1]))
