from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant_memory.times import named_time

TUESDAY = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
MOMENTS = st.datetimes(
    datetime(1975, 1, 1),  # noqa: DTZ001 - the zone comes from the strategy
    datetime(2150, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]),
)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("What did we do yesterday?", "2026-11-23", "2026-11-24"),
        ("the day before yesterday", "2026-11-22", "2026-11-23"),
        ("last spring", "2026-03-01", "2026-06-01"),
        ("last winter", "2025-12-01", "2026-03-01"),
        ("summer of 2022", "2022-06-01", "2022-09-01"),
        ("in May 2023", "2023-05-01", "2023-06-01"),
        ("in December", "2025-12-01", "2026-01-01"),
        ("two weeks ago", "2026-11-09", "2026-11-16"),
        ("last Friday", "2026-11-20", "2026-11-21"),
        ("on May 2nd", "2026-05-02", "2026-05-03"),
        ("on 2023-05-07", "2023-05-07", "2023-05-08"),
        ("back in 2019", "2019-01-01", "2020-01-01"),
        ("작년에", "2025-01-01", "2026-01-01"),
        ("재작년 여름에", "2024-06-01", "2024-09-01"),
        ("지난주", "2026-11-16", "2026-11-23"),
        ("3월에 뭐 했지?", "2026-03-01", "2026-04-01"),
        ("작년 3월", "2025-03-01", "2025-04-01"),
        ("2023년 5월 2일", "2023-05-02", "2023-05-03"),
        ("어제", "2026-11-23", "2026-11-24"),
        ("그저께", "2026-11-22", "2026-11-23"),
        ("2주 전에", "2026-11-09", "2026-11-16"),
        ("세 달 전", "2026-08-01", "2026-09-01"),
        ("지난 월요일", "2026-11-23", "2026-11-24"),
        ("지난 주말에", "2026-11-21", "2026-11-23"),
    ],
)
def test_a_time_that_is_named_is_counted_from_now(text: str, start: str, end: str):
    found = named_time(text, TUESDAY)

    assert found is not None
    assert (found.start.date().isoformat(), found.end.date().isoformat()) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "I may go", "this may be wrong", "3000 years ago", "장어제철"]
)
def test_what_names_no_time_names_none(text: str):
    assert named_time(text, TUESDAY) is None


def test_what_is_vague_is_less_sure_than_a_date():
    vague, sure = (named_time(text, TUESDAY) for text in ("a few days ago", "on 2026-11-20"))

    assert vague is not None
    assert sure is not None
    assert vague.confidence < sure.confidence


@given(MOMENTS, st.integers(0, 400), st.sampled_from(["day", "week", "month", "year"]))
def test_so_long_ago_is_before_now_and_never_empty(now: datetime, count: int, unit: str):
    found = named_time(f"{count} {unit}s ago", now)

    assert found is None or found.start < found.end
    assert found is None or found.start <= now


@given(MOMENTS, st.text(alphabet="0123456789년월일주달전지난작 agowekmthyrsin/-."))
def test_any_text_can_be_read(now: datetime, text: str):
    found = named_time(text, now)

    assert found is None or found.start < found.end
