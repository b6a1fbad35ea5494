"""What dates tell of candidates: that they are new, or fit the time that the question names."""

import numpy as np
import numpy.typing as npt

from assistant_memory.ranking.corpus import Floats
from assistant_memory.ranking.weights import RECENCY_HALF_LIFE_DAYS
from assistant_memory.times import NamedTime

_DAY = 86_400.0

Dates = npt.NDArray[np.float64]
"""Seconds since 1970, not a number where there is no date."""


def recency(said_at: Dates, now: float) -> Floats:
    """Return 1 for now, half for each half-life before it, 0 without a date."""
    age = np.maximum(now - said_at, 0) / (_DAY * RECENCY_HALF_LIFE_DAYS)
    return np.nan_to_num(np.exp2(-age)).astype(np.float32)


def fit(said_at: Dates, time: NamedTime | None) -> Floats:
    """Return how well dates fit a time: its confidence inside, less and less outside."""
    if time is None:
        return np.zeros(len(said_at), np.float32)
    start, end = time.start.timestamp(), time.end.timestamp()
    distance = np.maximum(np.maximum(start - said_at, said_at - end), 0)
    closeness = np.exp2(-distance / max(end - start, _DAY))
    return (time.confidence * np.nan_to_num(closeness)).astype(np.float32)
