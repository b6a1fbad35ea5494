"""A place in the order, and why."""

from dataclasses import dataclass

from assistant_memory.values import Signals


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where something ranks, and why."""

    id: str
    score: float
    """0 to 1: how probably it is relevant."""
    is_relevant: bool
    signals: Signals
