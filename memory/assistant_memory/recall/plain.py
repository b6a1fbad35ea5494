"""A ranking that is easy to follow: shared words weighted by how rare they are, and the cosine."""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from assistant_memory.recall.ranker import Candidate, Ranked
from assistant_memory.revision.words import carrying_words
from assistant_memory.values import Query, Signals

_CUT = 0.35


class PlainTerms:
    """The words of a text."""

    version = 1

    def encode(self, text: str) -> bytes:
        """Return the words, each once."""
        return "\n".join(sorted(set(carrying_words(text)))).encode()


class PlainRanker:
    """Looks words up in a table."""

    def __init__(self) -> None:
        self._words: dict[str, frozenset[str]] = {}
        self._holders: defaultdict[str, set[str]] = defaultdict(set)

    def put(self, candidates: Sequence[Candidate]) -> None:
        """Add candidates, in place of those with the same ids."""
        self.remove([each.id for each in candidates])
        for each in candidates:
            found = frozenset(each.terms.decode("utf-8", "replace").split("\n"))
            self._words[each.id] = found
            for word in found:
                self._holders[word].add(each.id)

    def remove(self, ids: Sequence[str]) -> None:
        """Remove those that are there."""
        for each in ids:
            for word in self._words.pop(each, ()):
                self._holders[word].discard(each)

    def rank(
        self,
        query: Query,
        similarities: Mapping[str, float],
        allowed: Callable[[str], bool],
        texts: Callable[[Sequence[str]], Sequence[str]],
    ) -> Sequence[Ranked]:
        """Return what shares words or lies close, best first."""
        del texts
        lexical = self._lexical(query.text)
        found = [
            _ranked(each, lexical[each], max(0.0, similarities.get(each, 0.0)))
            for each in {*lexical, *similarities}
            if allowed(each)
        ]
        return sorted(found, key=lambda ranked: (-ranked.score, ranked.id))[: query.limit]

    def _lexical(self, text: str) -> defaultdict[str, float]:
        """The share of the question's weight that each candidate has."""
        weights = {word: self._weight(word) for word in set(carrying_words(text))}
        total = sum(weights.values()) or 1.0
        scores: defaultdict[str, float] = defaultdict(float)
        for word, weight in weights.items():
            for each in self._holders.get(word, ()):
                scores[each] += weight / total
        return scores

    def _weight(self, word: str) -> float:
        return math.log1p(len(self._words) / (1 + len(self._holders.get(word, ()))))


def _ranked(record_id: str, lexical: float, semantic: float) -> Ranked:
    score = min(1.0, 0.6 * lexical + 0.4 * semantic)
    return Ranked(record_id, score, score >= _CUT, Signals(lexical=lexical, semantic=semantic))
