"""Times in Korean: 어제, 지난주, 작년에, 재작년 여름, 3월에, 2주 전."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import cast

from assistant_memory.times import spans
from assistant_memory.times.spans import NamedTime, Season, Unit

_YEARS_AGO = {"올해": 0, "금년": 0, "이번 해": 0, "작년": 1, "지난해": 1, "지난 해": 1} | {
    "재작년": 2,
    "지지난해": 2,
}
_DAYS_AGO = {"오늘": 0, "어제": 1, "어젯밤": 1, "그저께": 2, "그제": 2, "그끄저께": 3}
_SEASONS = {"봄": "spring", "여름": "summer", "가을": "autumn", "겨울": "winter"}
_UNITS = {"일": "day", "주": "week", "주일": "week", "달": "month", "개월": "month"} | {
    "년": "year",
    "해": "year",
}
_NUMBERS = {"하루": 1, "이틀": 2, "사흘": 3, "나흘": 4, "열흘": 10, "보름": 15}
_COUNTS = {"한": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6, "일": 1, "이": 2, "삼": 3}
_VAGUE_DAYS = {"며칠": 4, "몇 일": 4}
_WEEKDAYS = "월화수목금토일"
_Y = "|".join(_YEARS_AGO)
_S = "|".join(_SEASONS)
_C = "|".join(_COUNTS)
_MONTH = r"(?P<month>1[0-2]|0?[1-9])월"
_DAY = r"(?P<day>[0-3]?\d)일"
_YEAR = r"(?P<year>(?:19|20|21)\d\d)년"
_LAST = "(?:지난|저번)"

Read = Callable[[re.Match[str], datetime], NamedTime | None]


def named(text: str, now: datetime) -> Iterator[NamedTime]:
    """Yield the times that a text names."""
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            found = read(match, now)
            if found is not None:
                yield found


def _date(match: re.Match[str], now: datetime) -> NamedTime | None:
    number, month = int(match["day"]), int(match["month"])
    year = _year_of(match, now)
    if year is None:
        return spans.last_date_named(now, number, month)
    return spans.date(now, year, month, number)


def _month(match: re.Match[str], now: datetime) -> NamedTime:
    year = _year_of(match, now)
    if year is None:
        return spans.last_month_named(now, int(match["month"]))
    return spans.month(now, year, int(match["month"]))


def _season(match: re.Match[str], now: datetime) -> NamedTime:
    name = cast("Season", _SEASONS[match["season"]])
    year = _year_of(match, now)
    if year is None:
        return spans.last_season(now, name, this=match["which"] == "이번")
    return spans.season(now, year, name)


def _year(match: re.Match[str], now: datetime) -> NamedTime | None:
    year = _year_of(match, now)
    return None if year is None else spans.year(now, year)


def _ago(match: re.Match[str], now: datetime) -> NamedTime | None:
    said, unit = match["count"], cast("Unit", _UNITS[match["unit"]])
    if said == "몇":
        return spans.units_ago(now, unit, 3, vague=True)
    return spans.units_ago(now, unit, int(said) if said.isdecimal() else _COUNTS[said])


def _days_ago(match: re.Match[str], now: datetime) -> NamedTime | None:
    said = match["days"]
    if said in _VAGUE_DAYS:
        return spans.units_ago(now, "day", _VAGUE_DAYS[said], vague=True)
    return spans.units_ago(now, "day", _NUMBERS[said])


def _unit(match: re.Match[str], now: datetime) -> NamedTime | None:
    back = {"이번": 0, "지난": 1, "저번": 1, "지지난": 2, "저저번": 2}[match["which"]]
    return spans.units_ago(now, cast("Unit", _UNITS[match["unit"]]), back)


def _weekday(match: re.Match[str], now: datetime) -> NamedTime:
    return spans.last_weekday(now, _WEEKDAYS.index(match["weekday"]))


def _day(match: re.Match[str], now: datetime) -> NamedTime:
    return spans.day(now - timedelta(days=_DAYS_AGO[match[0]]))


def _weekend(_match: re.Match[str], now: datetime) -> NamedTime:
    return spans.last_weekend(now)


def _two_days_or_so(_match: re.Match[str], now: datetime) -> NamedTime | None:
    return spans.units_ago(now, "day", 2, vague=True)


def _year_of(match: re.Match[str], now: datetime) -> int | None:
    """The year that a match names, as a number or by a word."""
    groups = match.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    if groups.get("word"):
        return now.year - _YEARS_AGO[groups["word"]]
    return None


_WHICH_YEAR = rf"(?:{_YEAR} ?|(?P<word>{_Y})의? ?)"
_RULES: tuple[tuple[str, Read], ...] = (
    (rf"{_WHICH_YEAR}?{_MONTH} ?{_DAY}(?! ?전)", _date),
    (rf"{_WHICH_YEAR}?{_MONTH}(?! ?\d)", _month),
    (rf"{_WHICH_YEAR}(?P<which>)(?P<season>{_S})", _season),
    (rf"(?P<which>지난|저번|이번) ?(?P<season>{_S})", _season),
    (rf"(?P<count>\d{{1,4}}|몇|{_C}) ?(?P<unit>일|주일?|달|개월|년|해) ?전", _ago),
    (rf"(?P<days>{'|'.join((*_NUMBERS, *_VAGUE_DAYS))}) ?전", _days_ago),
    (r"(?P<which>이번|지난|저번|지지난|저저번) ?(?P<unit>주|달)(?!말)", _unit),
    (rf"{_LAST} ?(?:주 ?)?(?P<weekday>[{_WEEKDAYS}])요일", _weekday),
    (rf"{_LAST} ?주말", _weekend),
    (rf"(?:{'|'.join(sorted(_DAYS_AGO, key=len, reverse=True))})(?![가-힣]*전)", _day),
    (r"엊그제", _two_days_or_so),
    (_YEAR, _year),
    (rf"(?P<word>{_Y})", _year),
)
_PATTERNS = tuple((re.compile(rf"(?<![0-9가-힣]){pattern}"), read) for pattern, read in _RULES)
