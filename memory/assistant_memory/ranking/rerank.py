"""What a reader of both question and passage says, as far as it got."""

from collections.abc import Sequence
from dataclasses import replace
from math import exp, log

from assistant_memory.ranking.ranked import Ranked
from assistant_memory.ranking.relevance import RELEVANT

TRUST = 0.6
"""How much the reader counts beside the order that was there before."""
_SUREST = 0.999


def blended(ranked: Sequence[Ranked], read: Sequence[float]) -> list[Ranked]:
    """Order those that were read, the first ones, anew among themselves; the rest stay in place.

    `read` holds probabilities for the first of `ranked`; it may be shorter.
    """
    pairs = zip(ranked, read, strict=False)
    again = [_blend(each, score) for each, score in pairs]
    again.sort(key=lambda each: -each.score)
    return [*again, *ranked[len(again) :]]


def _blend(ranked: Ranked, read: float) -> Ranked:
    score = _chance(TRUST * _odds(read) + (1 - TRUST) * _odds(ranked.score))
    signals = replace(ranked.signals, rerank=read)
    return Ranked(ranked.id, score, score >= RELEVANT, signals)


def _odds(chance: float) -> float:
    sound = min(max(chance, 1 - _SUREST), _SUREST)
    return log(sound / (1 - sound))


def _chance(odds: float) -> float:
    return 1 / (1 + exp(-odds))
