"""The rows of the list of chats."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation import Conversation
from assistant.tui.chat_list import ChatRows, Group, grouped, period

SEOUL = timezone(timedelta(hours=9))
NOW = datetime(2026, 3, 15, 9, 41, tzinfo=SEOUL)

AGES = st.lists(st.tuples(st.integers(0, 80 * 24 * 60), st.booleans(), st.booleans()), max_size=40)


def chat(number: int, at: datetime = NOW, **fields: object) -> Conversation:
    return Conversation(f"c{number}", f"about {number}", at, at, **fields)


def chats_of(ages: list[tuple[int, bool, bool]]) -> list[Conversation]:
    """Latest first, as the store has them."""
    moments = [
        (NOW - timedelta(minutes=age), pinned, archived) for age, pinned, archived in sorted(ages)
    ]
    return [
        chat(number, at, pinned=pinned, archived=archived)
        for number, (at, pinned, archived) in enumerate(moments)
    ]


@pytest.mark.parametrize(
    ("moment", "group"),
    [
        (datetime(2026, 3, 14, 15, 0, tzinfo=UTC), "today"),
        (datetime(2026, 3, 14, 14, 59, tzinfo=UTC), "yesterday"),
        (datetime(2026, 3, 13, 14, 59, tzinfo=UTC), "previous 7 days"),
        (datetime(2026, 3, 7, 15, 0, tzinfo=UTC), "previous 7 days"),
        (datetime(2026, 3, 7, 14, 59, tzinfo=UTC), "March"),
        (datetime(2026, 2, 28, 14, 59, tzinfo=UTC), "February"),
        (datetime(2025, 12, 31, 14, 59, tzinfo=UTC), "December 2025"),
    ],
)
def test_a_day_begins_at_the_users_midnight(moment: datetime, group: str) -> None:
    assert period(moment, NOW)[0] == group


def test_what_is_pinned_comes_first_and_what_is_archived_last_or_not_at_all() -> None:
    chats = [
        chat(1),
        chat(2, NOW - timedelta(days=1)),
        chat(3, NOW - timedelta(days=2), archived=True),
        chat(4, NOW - timedelta(days=90), pinned=True),
    ]
    titles = [(group.title, [each.id for each in group.chats]) for group in grouped(chats, NOW)]
    assert titles == [("pinned", ["c4"]), ("today", ["c1"]), ("yesterday", ["c2"])]

    last = grouped(chats, NOW, shows_archived=True)[-1]
    assert (last.title, [each.id for each in last.chats]) == ("archived", ["c3"])


@given(AGES)
def test_every_chat_is_in_the_group_of_its_day_in_the_order_of_before(ages) -> None:
    chats = chats_of(ages)
    groups = grouped(chats, NOW, shows_archived=True)

    listed = [each for group in groups for each in group.chats]
    assert sorted(listed, key=lambda each: each.id) == sorted(chats, key=lambda each: each.id)
    for group in groups:
        assert list(group.chats) == [each for each in chats if each in group.chats]
        if group.title not in ("pinned", "archived"):
            assert {period(each.updated_at, NOW)[0] for each in group.chats} == {group.title}
    titles = [group.title for group in groups]
    assert len(set(titles)) == len(titles)


@given(AGES)
def test_rows_and_chats_lead_to_each_other(ages) -> None:
    rows = ChatRows(grouped(chats_of(ages), NOW))

    found = [(y, rows.at(y)) for y in range(rows.height)]
    listed = [(y, each) for y, each in found if isinstance(each, Conversation)]
    assert len(listed) == rows.count
    for index, (y, each) in enumerate(listed):
        assert rows.y_of(each.id) == y
        assert rows.index(each.id) == index
        assert rows.chat(index) == each
    assert rows.at(-1) is None
    assert rows.at(rows.height) is None
    if listed:
        assert rows.at(0) in {"pinned", *(period(each.updated_at, NOW)[0] for _, each in listed)}
        assert listed[-1][0] == rows.height - 1


def test_a_group_without_a_title_has_only_its_chats() -> None:
    rows = ChatRows([Group("", [chat(1), chat(2)])])

    assert (rows.height, rows.at(0), rows.y_of("c2")) == (2, chat(1), 1)


def test_beyond_the_ends_is_the_nearest_chat() -> None:
    rows = ChatRows([Group("today", [chat(1), chat(2)])])

    assert (rows.chat(-3), rows.chat(9)) == (chat(1), chat(2))
    assert ChatRows([]).chat(0) is None
