"""Terms that stand for others, because their words mean about the same."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from assistant_memory.lexical.record import STOP_BIT, TermId, TermIds, term_id
from assistant_memory.ranking.weights import RELATED, RELATED_FROM, RELATED_SHARE
from assistant_memory.text.terms import terms_of

Related = Sequence[tuple[TermId, float]]
"""Terms, and what a match of each counts beside one of the term itself, 0 to 1."""


class RelatedTerms(Protocol):
    """Knows words that mean about the same."""

    def of(self, terms: Sequence[TermId]) -> Mapping[TermId, Related]:
        """Return what stands for each of the terms that is known."""
        ...


def terms_of_words(words: Sequence[str]) -> TermIds:
    """Return the term of each word, 0 for what is no word or says little.

    It takes about a second for 30,000 words: keep it.
    """
    return np.array([_term_of(word) for word in words], np.uint32)


class Thesaurus:
    """Related terms by the vectors of single words, such as an embedder's table."""

    def __init__(self, terms: TermIds, vectors: npt.NDArray[np.float32]) -> None:
        """Take one term for each vector, as `terms_of_words` makes them."""
        known = np.flatnonzero(terms)
        each, places = np.unique(terms[known], return_inverse=True)
        self._terms = [TermId(int(term)) for term in each]
        self._places = {term: place for place, term in enumerate(self._terms)}
        self._vectors = np.zeros((len(each), vectors.shape[1]), np.float32)
        np.add.at(self._vectors, places, vectors[known])
        lengths = np.linalg.norm(self._vectors, axis=1, keepdims=True)
        self._vectors /= np.where(lengths > 0, lengths, 1)
        self._known: dict[TermId, Related] = {}

    def of(self, terms: Sequence[TermId]) -> Mapping[TermId, Related]:
        """Return what stands for each of the terms that is known."""
        new = [term for term in terms if term in self._places and term not in self._known]
        if new:
            asked = self._vectors[[self._places[term] for term in new]]
            cosines = asked @ self._vectors.T  # (new, terms)
            for term, row in zip(new, cosines, strict=True):
                row[self._places[term]] = 0
                self._known[term] = self._closest(row)
        return {term: self._known[term] for term in terms if term in self._known}

    def _closest(self, cosines: npt.NDArray[np.float32]) -> Related:
        first = np.argpartition(-cosines, min(RELATED, len(cosines) - 1))[:RELATED]
        places: list[int] = first[np.argsort(-cosines[first], kind="stable")].tolist()
        share = RELATED_SHARE / (1 - RELATED_FROM)
        closest = ((self._terms[each], float(cosines[each]) - RELATED_FROM) for each in places)
        return tuple((term, share * above) for term, above in closest if above > 0)


def _term_of(word: str) -> int:
    if len(word) < 2 or not word.isalpha():
        return 0
    found = [term_id(term) for term in terms_of(word)]
    return 0 if len(found) != 1 or found[0] & STOP_BIT else found[0]
