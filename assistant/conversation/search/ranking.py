"""Which of the messages found are the best answers: BM25 over their words.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
logarithm that stays positive for words that are in most messages.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.conversation.search.terms import Term, is_dense

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.75
_INSIDE_WEIGHT = 0.5
"""What finding a beginning or an inside counts, where a whole word counts 1."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A term as the bytes to look for in what `terms.words_of` wrote."""

    anywhere: bytes
    whole: bytes
    """The same where it is a whole word, or for dense scripts the beginning of one."""

    def is_in(self, words: bytes) -> bool:
        """Whether a text has the term."""
        return self.anywhere in words

    def frequency(self, words: bytes) -> float:
        """How often a text has the term, whole words counting more."""
        found = words.count(self.anywhere)
        if self.whole == self.anywhere:
            return found
        return _INSIDE_WEIGHT * found + (1 - _INSIDE_WEIGHT) * words.count(self.whole)


@dataclass(frozen=True, slots=True)
class Collection:
    """What BM25 knows of all texts."""

    texts: int
    mean_length: float
    """Bytes."""


def pattern_of(term: Term) -> Pattern:
    """The bytes that a term is looked for with."""
    before = "" if term.begins_inside else " "
    after = "" if term.ends_inside else " "
    whole_end = "" if is_dense(term.runs[-1]) else " "
    return Pattern(
        anywhere=f"{before}{term.text}{after}".encode(), whole=f" {term.text}{whole_end}".encode()
    )


def rarity(texts_with: float, texts: int) -> float:
    """How much a term says that is in `texts_with` of `texts` texts."""
    return math.log1p((max(texts - texts_with, 0) + 0.5) / (texts_with + 0.5))


def score(words: bytes, patterns: Sequence[tuple[Pattern, float]], collection: Collection) -> float:
    """BM25 of a text for patterns with their rarities."""
    length = len(words) / max(collection.mean_length, 1)
    damping = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length)
    total = 0.0
    for pattern, weight in patterns:
        frequency = pattern.frequency(words)
        total += weight * frequency * (_SATURATION + 1) / (frequency + damping)
    return total
