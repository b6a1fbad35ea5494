"""Dates as people type them in a search: a day, a month or a year."""

import re
from datetime import datetime, tzinfo

_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?[-/.]?", re.ASCII)


def beginning_of(text: str, zone: tzinfo | None = None) -> datetime | None:
    """When a day (2026-03-05), month (2026-03) or year (2026) begins; `None` for anything else.

    The zone is that of this machine unless one is given.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        moment = datetime(year, month, day, tzinfo=zone)
        return moment if zone else moment.astimezone()
    except (ValueError, OverflowError, OSError):
        return None
