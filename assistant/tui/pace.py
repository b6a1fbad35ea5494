"""Not more often than the eye can use."""

import time
from collections.abc import Callable

GIVE_WAY_SECONDS = 0.15
"""A person who types is back at the keyboard within this time."""
LONGEST_SECONDS = 0.4
"""No request waits longer because of others that are more urgent."""


class Pace:
    """Runs a function when asked, at most once in `seconds`; the last request is never lost.

    While the function is slow it runs more seldom, and after `give_way` a little later, so that
    keys are answered in between. `after` calls a function once, so many seconds later.
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
        self._not_before = 0.0
        self._ran_at = 0.0
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

    def give_way(self) -> None:
        """Let something more urgent go first, but not for ever."""
        wanted = self._clock() + GIVE_WAY_SECONDS
        self._not_before = max(self._not_before, min(wanted, self._ran_at + LONGEST_SECONDS))

    def flush(self) -> None:
        """Run now what was asked for and has not run yet."""
        if not self._is_wanted:
            return
        self._is_wanted = False
        started = self._clock()
        self._run()
        ended = self._clock()
        self._ran_at = started
        self._not_before = started + max(self._seconds, 4 * (ended - started))

    def _due(self) -> None:
        self._is_waiting = False
        if self._is_wanted:
            self.ask()
