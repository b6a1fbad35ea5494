"""How many passages can be judged before time runs out."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Deadline:
    """So many seconds from now; the time of the longest piece of work so far must still be left."""

    seconds: float
    is_stopped: Callable[[], bool]
    _ends: float = field(init=False)
    _longest: float = field(init=False, default=0.0)
    _told: float = field(init=False)

    def __post_init__(self) -> None:
        self._told = time.monotonic()
        self._ends = self._told + self.seconds

    def has_passed(self) -> bool:
        """Whether to end at once, even in the middle of something."""
        return self.is_stopped() or time.monotonic() >= self._ends

    def allows_more(self) -> bool:
        """Tell that a piece of work is done, and ask whether another one would be in time."""
        now = time.monotonic()
        self._longest = max(self._longest, now - self._told)
        self._told = now
        return not self.is_stopped() and now + self._longest < self._ends

    def begin(self) -> None:
        """Forget how long it took to get ready."""
        self._told, self._longest = time.monotonic(), 0.0
