"""Times in English: "yesterday", "last spring", "in May 2023", "two weeks ago"."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import cast

from assistant_memory.times import spans
from assistant_memory.times.spans import NamedTime, Season, Unit

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS = {"spring": "spring", "summer": "summer", "autumn": "autumn", "fall": "autumn"} | {
    "winter": "winter"
}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6} | {
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}
_VAGUE = {"a couple of": 2, "couple of": 2, "a few": 3, "few": 3, "several": 4, "some": 4}
_M = "|".join(sorted(_MONTHS, key=len, reverse=True))
_S = "|".join(_SEASONS)
_D = "|".join(_WEEKDAYS)
_N = "|".join([*_VAGUE, *_NUMBERS])
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20|21)\d\d)"

Read = Callable[[re.Match[str], datetime], NamedTime | None]


def named(text: str, now: datetime) -> Iterator[NamedTime]:
    """Yield the times that a text in small letters names."""
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            found = read(match, now)
            if found is not None:
                yield found


def _full_date(match: re.Match[str], now: datetime) -> NamedTime | None:
    number, month = int(match["day"]), _MONTHS[match["month"]]
    year = match["year"]
    if year is None:
        return spans.last_date_named(now, number, month)
    return spans.date(now, int(year), month, number)


def _iso_date(match: re.Match[str], now: datetime) -> NamedTime | None:
    return spans.date(now, int(match["year"]), int(match["month"]), int(match["day"]))


def _month_of_year(match: re.Match[str], now: datetime) -> NamedTime:
    return spans.month(now, int(match["year"]), _MONTHS[match["month"]])


def _season_of_year(match: re.Match[str], now: datetime) -> NamedTime:
    return spans.season(now, int(match["year"]), _season(match))


def _season_of_last_year(match: re.Match[str], now: datetime) -> NamedTime:
    return spans.season(now, now.year - 1, _season(match))


def _month_of_last_year(match: re.Match[str], now: datetime) -> NamedTime:
    return spans.last_month_named(now, _MONTHS[match["month"]], years_ago=1)


def _last_month_named(match: re.Match[str], now: datetime) -> NamedTime:
    return spans.last_month_named(now, _MONTHS[match["month"]])


def _last_season(match: re.Match[str], now: datetime) -> NamedTime:
    return spans.last_season(now, _season(match), this=match["which"] in {"this", "in the"})


def _ago(match: re.Match[str], now: datetime) -> NamedTime | None:
    said, unit = match["number"], cast("Unit", match["unit"])
    vague = said in _VAGUE
    count = int(said) if said.isdecimal() else (_VAGUE | _NUMBERS)[said]
    return spans.units_ago(now, unit, count, vague=vague)


def _unit(match: re.Match[str], now: datetime) -> NamedTime | None:
    return spans.units_ago(now, cast("Unit", match["unit"]), int(match["which"] != "this"))


def _weekday(match: re.Match[str], now: datetime) -> NamedTime:
    return spans.last_weekday(now, _WEEKDAYS.index(match["weekday"]))


def _weekend(_match: re.Match[str], now: datetime) -> NamedTime:
    return spans.last_weekend(now)


def _year(match: re.Match[str], now: datetime) -> NamedTime:
    return spans.year(now, int(match["year"]))


def _season(match: re.Match[str]) -> Season:
    return cast("Season", _SEASONS[match["season"]])


def _days_back(days: int) -> Read:
    return lambda _match, now: spans.day(now - timedelta(days=days))


_RULES: tuple[tuple[str, Read], ...] = (
    (rf"(?P<month>{_M})\.? {_DAY}(?:,? {_YEAR})?", _full_date),
    (rf"{_DAY} (?:of )?(?P<month>{_M})\.?(?:,? {_YEAR})?", _full_date),
    (rf"{_YEAR}[-/.](?P<month>\d\d?)[-/.](?P<day>\d\d?)", _iso_date),
    (rf"(?P<month>{_M})\.?,? (?:of )?{_YEAR}", _month_of_year),
    (rf"(?P<season>{_S}),? (?:of |in )?{_YEAR}", _season_of_year),
    (rf"(?P<season>{_S}) (?:of )?last year", _season_of_last_year),
    (rf"(?P<month>{_M}) (?:of )?last year", _month_of_last_year),
    (
        rf"(?:in|last|this(?! ma)|since|during|early|late|mid) (?P<month>{_M})",
        _last_month_named,
    ),
    (rf"(?P<which>last|past|this|in the) (?P<season>{_S})", _last_season),
    (rf"(?:the )?(?P<number>\d{{1,4}}|{_N}) (?P<unit>day|week|month|year)s? ago", _ago),
    (r"(?P<which>last|past|this) (?P<unit>week|month|year)", _unit),
    (rf"(?:last|past|on|this) (?P<weekday>{_D})", _weekday),
    (r"(?:last|past|over the) weekend", _weekend),
    (r"(?:today|tonight|this (?:morning|afternoon|evening))", _days_back(0)),
    (r"(?<!before )(?:yesterday|last night)", _days_back(1)),
    (r"the day before yesterday", _days_back(2)),
    (
        rf"(?:in|since|during|of|year) {_YEAR}",
        _year,
    ),
)
_PATTERNS = tuple((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)"), read) for pattern, read in _RULES)
