"""Values of foreign JSON, taken as what they should be or as nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

from assistant.terminal_text import printable

LONGEST_LINE = 200
"""Characters of a title or a name."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_MILLISECONDS = 1e11
"""Seconds since 1970 stay below this for three thousand years, milliseconds have been above it
since 1973."""
_LAST_SECONDS = 253_402_300_799.0  # the year 9999 ends


def text_of(value: object) -> str:
    """A string as it is; anything else is empty."""
    return value if isinstance(value, str) else ""


def line_of(value: object) -> str:
    """A string on one line, cut, without control characters; anything else is empty."""
    words = " ".join(text_of(value)[: 4 * LONGEST_LINE].split())
    return printable(words)[:LONGEST_LINE].rstrip()


def object_of(value: object) -> Mapping[str, object]:
    """A JSON object; anything else is empty."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def array_of(value: object) -> list[object]:
    """A JSON array; anything else is empty."""
    return cast("list[object]", value) if isinstance(value, list) else []


def objects_of(value: object) -> list[Mapping[str, object]]:
    """The objects of a JSON array, without what else is in it."""
    return [object_of(each) for each in array_of(value) if is_object(each)]


def is_object(value: object) -> bool:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def number_of(value: object) -> float | None:
    """A number; `None` for anything else, and for a truth value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def time_of(value: object) -> datetime | None:
    """A time after 1970, from seconds, milliseconds or ISO 8601; `None` for anything else."""
    if isinstance(value, str):
        return _time_of_text(value)
    seconds = number_of(value)
    if seconds is None:
        return None
    if seconds >= _FIRST_MILLISECONDS:
        seconds /= 1000
    if not 0 < seconds <= _LAST_SECONDS:  # nor NaN
        return None
    return _EPOCH + timedelta(seconds=seconds)


def _time_of_text(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(value)
        # A time without a zone is meant as UTC: servers write exports.
        moment = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment >= _EPOCH else None
