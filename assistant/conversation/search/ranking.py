"""Which of the messages found are the best answers: BM25 over their words.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
logarithm that stays positive for words that are in most messages.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.conversation.search.terms import Term, is_dense

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.75
_INSIDE_WEIGHT = 0.5
"""What a term counts in a text that has it only as the beginning or inside of words."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A term as the bytes to look for in what `terms.words_of` wrote."""

    anywhere: bytes
    whole: bytes
    """The same where it is a whole word, or for dense scripts the beginning of one."""

    def is_in(self, words: bytes) -> bool:
        """Whether a text has the term."""
        return self.anywhere in words


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


def scorer(
    weighted: Sequence[tuple[Pattern, float]], collection: Collection
) -> Callable[[bytes], float]:
    """Return what gives a text its BM25 for patterns with their rarities.

    It is called for a thousand texts at each key, so it does little else than count.
    """
    least = _SATURATION * (1 - _LENGTH_WEIGHT)
    by_length = _SATURATION * _LENGTH_WEIGHT / max(collection.mean_length, 1)
    counted = [
        (pattern.anywhere, pattern.whole, weight * (_SATURATION + 1))
        for pattern, weight in weighted
    ]

    def score(words: bytes) -> float:
        damping = least + by_length * len(words)
        total = 0.0
        for anywhere, whole, most in counted:
            frequency: float = words.count(anywhere)
            if whole != anywhere and whole not in words:
                frequency *= _INSIDE_WEIGHT
            total += most * frequency / (frequency + damping)
        return total

    return score
