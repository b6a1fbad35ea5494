"""When something that was said holds: "tomorrow" and "다음 주" seen from the day they were said."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

_I = re.IGNORECASE
Days = tuple[datetime, datetime]
"""The first day, and the one after the last."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KOREAN_WEEKDAYS = "월화수목금토일"
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SMALL = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6} | {
    "한": 1,
    "두": 2,
    "세": 3,
    "네": 4,
    "다섯": 5,
    "여섯": 6,
}
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS)
_NUMBER = r"(?P<count>\d{1,3}|" + "|".join(_SMALL) + ")"


def days_named(text: str, today: datetime) -> Days | None:
    """Return the days that the first time word of a text names; `None` when it has none."""
    today = today.replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[tuple[int, int, Days]] = []
    for order, (pattern, days) in enumerate(_RULES):
        for match in pattern.finditer(text):
            try:
                found.append((match.start(), order, days(match, today)))
            except (ValueError, OverflowError):  # the 31st of February
                continue
    return min(found)[2] if found else None


def _span(first: datetime, count: int = 1) -> Days:
    return first, first + timedelta(days=count)


def _away(days: int) -> Callable[[re.Match[str], datetime], Days]:
    return lambda _match, today: _span(today + timedelta(days=days))


def _months(first: datetime, count: int) -> datetime:
    month = first.month - 1 + count
    return first.replace(year=first.year + month // 12, month=month % 12 + 1, day=1)


def _counted(match: re.Match[str], today: datetime) -> Days:
    number = match["count"].lower()
    count = int(number) if number.isdigit() else _SMALL[number]
    count = -count if match["way"].lower() in ("ago", "전") else count
    unit = match["unit"].lower()
    if unit in ("day", "일"):
        return _span(today + timedelta(days=count))
    if unit in ("week", "주", "주일"):
        return _span(today + timedelta(weeks=count))
    months = count * 12 if unit in ("year", "년") else count
    begin = _months(today, months)
    return begin, _months(begin, 1)


def _neighbour(match: re.Match[str], today: datetime) -> Days:
    way = match["way"].lower()
    count = {"next": 1, "다음": 1, "내": 1, "last": -1, "지난": -1, "작": -1}.get(way, 0)
    unit = match["unit"].lower()
    if unit in ("week", "주"):
        return _span(today - timedelta(days=today.weekday()) + timedelta(weeks=count), 7)
    if unit in ("month", "달"):
        begin = _months(today, count)
        return begin, _months(begin, 1)
    begin = today.replace(year=today.year + count, month=1, day=1)
    return begin, begin.replace(year=begin.year + 1)


def _weekday(match: re.Match[str], today: datetime) -> Days:
    """A day of this or the next week; without either, the next such day after today."""
    name = match["day"].lower()
    day = _WEEKDAYS.index(name) if name in _WEEKDAYS else _KOREAN_WEEKDAYS.index(name)
    way = (match["way"] or "").lower()
    monday = today - timedelta(days=today.weekday())
    if way in ("다음 주", "다음주"):
        return _span(monday + timedelta(days=7 + day))
    if way in ("last", "지난주", "지난 주"):
        return _span(monday + timedelta(days=day - 7))
    ahead = (day - today.weekday() - 1) % 7 + 1
    return _span(today + timedelta(days=ahead))


def _date(match: re.Match[str], today: datetime) -> Days:
    names = match.groupdict()
    month = names["month"].lower()
    number = int(month) if month.isdigit() else 1 + [m[:3] for m in _MONTHS].index(month[:3])
    year = int(names["year"]) if names.get("year") else today.year
    return _span(today.replace(year=year, month=number, day=int(names["day"])))


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], Days]], ...] = (
    (re.compile(r"\bday after tomorrow\b|모레|내일모레", _I), _away(2)),
    (re.compile(r"\bday before yesterday\b|그저께|그제", _I), _away(-2)),
    (re.compile(r"\btomorrow\b|내일", _I), _away(1)),
    (re.compile(r"\byesterday\b|\blast night\b|어제", _I), _away(-1)),
    (re.compile(r"\b(?:today|tonight)\b|(?<![가-힣])오늘", _I), _away(0)),
    (re.compile(r"글피"), _away(3)),
    (re.compile(rf"\bin {_NUMBER} (?P<unit>day|week|month|year)s?(?P<way>)\b", _I), _counted),
    (re.compile(rf"\b{_NUMBER} (?P<unit>day|week|month|year)s? (?P<way>ago)\b", _I), _counted),
    (
        re.compile(rf"{_NUMBER}\s?(?:개)?(?P<unit>일|주일|주|달|월|년)\s?(?P<way>뒤|후|전)"),
        _counted,
    ),
    (
        re.compile(rf"\b(?:(?P<way>next|this|last|on) )(?P<day>{'|'.join(_WEEKDAYS)})\b", _I),
        _weekday,
    ),
    (
        re.compile(rf"(?P<way>다음\s?주|이번\s?주|지난\s?주)?\s?(?P<day>[{_KOREAN_WEEKDAYS}])요일"),
        _weekday,
    ),
    (re.compile(r"\b(?P<way>next|this|last) (?P<unit>week|month|year)\b", _I), _neighbour),
    (
        re.compile(r"(?P<way>다음|이번|지난)\s?(?P<unit>주|달|해)(?!\s?[월화수목금토일]요일)"),
        _neighbour,
    ),
    (re.compile(r"(?P<way>내|올|작)(?P<unit>년|해)(?![가-힣]*차)"), _neighbour),
    (re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b"), _date),
    (
        re.compile(r"(?:(?P<year>\d{4})년\s?)?(?P<month>\d{1,2})월\s?(?P<day>\d{1,2})일"),
        _date,
    ),
    (
        re.compile(
            rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})\b"
            r"(?:,? (?P<year>\d{4}))?",
            _I,
        ),
        _date,
    ),
    (
        re.compile(
            rf"\b(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>\d{{4}}))?",
            _I,
        ),
        _date,
    ),
)
