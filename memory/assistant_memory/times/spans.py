"""Days, weeks, months, seasons and years as spans of time. Pure functions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "year"]
Season = Literal["spring", "summer", "autumn", "winter"]

_FIRST_MONTHS: dict[Season, int] = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""Of the northern half of the world; winter belongs to the year in which it begins."""
SURE, LIKELY, VAGUE = 1.0, 0.8, 0.5
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class NamedTime:
    """From when to when; the end is not part of it."""

    start: datetime
    end: datetime
    confidence: float = SURE
    """0 to 1: how sure it is that this was meant."""


def midnight(moment: datetime) -> datetime:
    """Return when the day began."""
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def day(moment: datetime, confidence: float = SURE) -> NamedTime:
    """Return the day of a moment."""
    start = midnight(moment)
    return NamedTime(start, start + timedelta(days=1), confidence)


def date(now: datetime, year: int, month: int, number: int) -> NamedTime | None:
    """Return a day of the calendar; `None` if there is none."""
    try:
        return day(now.replace(year=year, month=month, day=number))
    except ValueError:
        return None


def month(now: datetime, year: int, number: int, confidence: float = SURE) -> NamedTime:
    """Return a month; numbers outside of 1 to 12 lead into other years."""
    start = _first_of(now, year, number)
    return NamedTime(start, _first_of(now, year, number + 1), confidence)


def year(now: datetime, number: int, confidence: float = SURE) -> NamedTime:
    """Return a year."""
    return NamedTime(_first_of(now, number, 1), _first_of(now, number + 1, 1), confidence)


def season(now: datetime, in_year: int, name: Season, confidence: float = SURE) -> NamedTime:
    """Return the season that begins in a year."""
    first = _FIRST_MONTHS[name]
    start = _first_of(now, in_year, first)
    return NamedTime(start, _first_of(now, in_year, first + 3), confidence)


def units_ago(now: datetime, unit: Unit, count: int, *, vague: bool = False) -> NamedTime | None:
    """Return the day, week, month or year so many ago (0: this one); `None` before 1900.

    What is only about so long ago reaches half as far again to both sides.
    """
    count = min(count, 100_000)
    try:
        found = _unit(now, unit, count)
    except (ValueError, OverflowError):
        return None
    if found.start.year < EARLIEST_YEAR:
        return None
    if not vague:
        return found
    slack = (now - found.start) / 2
    return NamedTime(found.start - slack, min(found.end + slack, now), VAGUE)


def last_weekday(now: datetime, weekday: int) -> NamedTime:
    """Return the last such day before today; Monday is 0."""
    back = (now.weekday() - weekday - 1) % 7 + 1
    return day(now - timedelta(days=back), LIKELY)


def last_weekend(now: datetime) -> NamedTime:
    """Return the Saturday and Sunday before this week's Monday."""
    monday = midnight(now) - timedelta(days=now.weekday())
    return NamedTime(monday - timedelta(days=2), monday, LIKELY)


def last_month_named(now: datetime, number: int, years_ago: int | None = None) -> NamedTime:
    """Return the last such month that has begun, or that of a year so many ago."""
    if years_ago is not None:
        return month(now, now.year - years_ago, number)
    return month(now, now.year - (number > now.month), number, LIKELY)


def last_date_named(now: datetime, number: int, of_month: int) -> NamedTime | None:
    """Return the last such day of the calendar that is not in the future."""
    found = date(now, now.year, of_month, number)
    if found is None or found.start > now:
        found = date(now, now.year - 1, of_month, number)
    return found


def last_season(now: datetime, name: Season, *, this: bool = False) -> NamedTime:
    """Return the last such season that is over, or the last that has begun."""
    for back in range(3):
        found = season(now, now.year - back, name, LIKELY)
        if (found.start if this else found.end) <= now:
            return found
    return season(now, now.year - 2, name, LIKELY)


def is_year(number: int) -> bool:
    """Tell whether a number is likely to be a year."""
    return EARLIEST_YEAR <= number < LATEST_YEAR


def _unit(now: datetime, unit: Unit, count: int) -> NamedTime:
    match unit:
        case "day":
            return day(now - timedelta(days=count))
        case "week":
            monday = midnight(now) - timedelta(days=now.weekday() + 7 * count)
            return NamedTime(monday, monday + timedelta(days=7), LIKELY)
        case "month":
            return month(now, now.year, now.month - count, LIKELY)
        case "year":
            return year(now, now.year - count, LIKELY)


def _first_of(now: datetime, in_year: int, number: int) -> datetime:
    years, index = divmod(number - 1, 12)
    return midnight(now).replace(year=in_year + years, month=index + 1, day=1)
