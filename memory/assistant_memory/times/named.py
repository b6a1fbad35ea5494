"""The time that a question names, if it names one."""

from datetime import datetime

from assistant_memory.times import english, korean
from assistant_memory.times.spans import NamedTime

LONGEST_QUESTION = 2_000
"""In characters; of longer texts the beginning is read."""


def named_time(text: str, now: datetime) -> NamedTime | None:
    """Return the shortest span of time that a text names, counted from `now`."""
    begin = text[:LONGEST_QUESTION]
    found = [*english.named(begin.lower(), now), *korean.named(begin, now)]
    return min(found, key=lambda time: (time.end - time.start, time.start), default=None)
