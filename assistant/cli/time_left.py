"""How long something will still take; never longer than was said before."""

_FIRST_SECONDS = 1.0
_FIRST_SHARE = 0.02
"""Before both, nothing can be said."""


class TimeLeft:
    """Counts on at the pace of the whole run so far."""

    def __init__(self, begun_at: float) -> None:
        self._begun_at = begun_at
        self._said: int | None = None

    def at(self, share: float, now: float) -> int | None:
        """Return the seconds that are left, `None` while that is not known."""
        passed = now - self._begun_at
        if passed >= _FIRST_SECONDS and share >= _FIRST_SHARE:
            estimate = round(passed * (1 - share) / share)
            self._said = estimate if self._said is None else min(self._said, estimate)
        return self._said
