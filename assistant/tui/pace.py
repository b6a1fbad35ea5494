"""Not more often than the eye can use, and not while a finger waits."""

import time
from collections.abc import Callable

GAP_SECONDS = 0.03
"""After a key its letter is on the screen within this time, and the next key is still to come."""
LULL_SECONDS = 0.25
"""Without a key for so long, nobody is in the middle of a word."""


class Pace:
    """Runs a function when asked, at most once in `seconds`; the last request is never lost.

    While the function is slow it runs more seldom. While there are keys it runs in the gaps right
    after them, told by `key_pressed`, so that the next key need not wait. `after` calls a function
    once, so many seconds later.
    """

    def __init__(
        self,
        seconds: float,
        run: Callable[[], None],
        after: Callable[[float, Callable[[], None]], object],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._run = run
        self._after = after
        self._clock = clock
        self._rested_at = 0.0
        self._not_before = 0.0
        self._key_at = -LULL_SECONDS
        self._is_waiting = False
        self._is_wanted = False

    def ask(self) -> None:
        """Run now or soon."""
        self._is_wanted = True
        if self._is_waiting:
            return
        wait = self._not_before - self._clock()
        if wait <= 0:
            self.flush()
        else:
            self._is_waiting = True
            self._after(wait, self._due)

    def key_pressed(self) -> None:
        """Use the gap after this key."""
        now = self._clock()
        self._key_at = now
        self._not_before = max(now + GAP_SECONDS, self._rested_at)
        if self._is_waiting:
            self._after(self._not_before - now, self._due)

    def flush(self) -> None:
        """Run now what was asked for and has not run yet."""
        if not self._is_wanted:
            return
        self._is_wanted = False
        started = self._clock()
        self._run()
        ended = self._clock()
        self._rested_at = started + max(self._seconds, 4 * (ended - started))
        is_typing = started - self._key_at < LULL_SECONDS
        lull = started + LULL_SECONDS if is_typing else self._rested_at
        self._not_before = max(self._rested_at, lull)

    def _due(self) -> None:
        self._is_waiting = False
        if self._is_wanted:
            self.ask()
