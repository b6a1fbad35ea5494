"""Whatever the clock does: what was used last is on top, and nothing is purged before its time."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.conversation.fields import microseconds

NOW = datetime.now(UTC)
WRONG_CLOCKS = [timedelta(days=365 * 40), timedelta(days=-365 * 40), timedelta(0)]


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def at(message, time: datetime):
    return replace(message, created_at=time)


@pytest.mark.parametrize("first", WRONG_CLOCKS)
@pytest.mark.parametrize("second", WRONG_CLOCKS)
def test_the_conversation_used_last_is_on_top(store, reopened, talk, first, second):
    one = at(talk.user("1", "one", conversation="a"), NOW)
    store.add_first_message(talk.conversation("a"), one)
    store.add_first_message(
        talk.conversation("b"), at(talk.user("2", "two", conversation="b"), NOW + first)
    )
    store.add_message(at(talk.user("3", "three", after=one), NOW + second))
    assert [each.id for each in store.conversations()] == ["a", "b"]

    after = reopened()

    assert [each.id for each in after.conversations()] == ["a", "b"]
    assert after.latest_conversation().id == "a"


def test_conversations_with_future_dates_keep_their_order_and_get_todays(store, reopened, talk):
    for name in "abc":
        message = talk.user(name, "hello", conversation=name)
        store.add_first_message(talk.conversation(name), at(message, NOW + timedelta(days=9000)))
    store.add_message(at(talk.user("b2", "again", after=store.branch("b")[-1]), NOW))

    found = reopened().conversations()

    assert [each.id for each in found] == ["b", "c", "a"]
    assert all(each.updated_at < datetime.now(UTC) + timedelta(hours=1) for each in found)


def test_what_came_with_a_future_date_is_not_on_top_for_ever(store, reopened, talk):
    later = datetime(2999, 1, 1, tzinfo=UTC)
    imported = replace(talk.conversation("i"), updated_at=later, head_id="i1")
    store.add_tree(imported, [at(talk.user("i1", "imported", conversation="i"), later)])
    after = reopened()
    after.add_first_message(talk.conversation("c"), at(talk.user("q", "used today"), NOW))

    assert [each.id for each in after.conversations()] == ["c", "i"]


def test_trash_is_kept_for_thirty_days_of_use_and_then_goes(
    store, path, reopened, talk, open_store
):
    for name in "abc":
        message = talk.user(name, "hello", conversation=name)
        store.add_first_message(talk.conversation(name), at(message, NOW))
    store.delete_conversation("a")
    store.delete_message("b")
    store.close()
    old = microseconds(NOW - timedelta(days=31))
    change(path, f"UPDATE conversations SET deleted_at = {old} WHERE deleted_at IS NOT NULL")
    change(path, f"UPDATE actions SET created_at = {old}")

    after = open_store()

    with after._database.rows("SELECT id FROM messages") as rows:
        assert [row["id"] for row in rows] == ["c"]
    assert after.journal.undo("b") is None
    assert [each.id for each in after.conversations()] == ["c"]


@pytest.mark.parametrize("clock", [timedelta(days=9000), timedelta(days=-9000)])
def test_a_wrong_clock_on_one_day_purges_nothing(store, path, talk, open_store, clock):
    """The computer's clock cannot be set here, so the days of everything stored move instead."""
    question = at(talk.user("q", "hello"), NOW)
    store.add_first_message(talk.conversation("c"), question)
    store.add_first_message(talk.conversation("d"), talk.user("x", "hi", conversation="d"))
    store.delete_conversation("d")
    store.delete_message("q")
    store.close()
    step = clock // timedelta(microseconds=1)
    change(
        path,
        f"UPDATE conversations SET updated_at = updated_at - {step}",
        f"UPDATE conversations SET deleted_at = deleted_at - {step}",
        f"UPDATE actions SET created_at = created_at - {step}",
    )

    after = open_store()

    assert after.journal.undo("c").kind == "delete_messages"
    assert after.journal.undo("c").kind == "delete_conversation"
    assert {each.id for each in after.conversations()} == {"c", "d"}


def test_a_deletion_at_a_clock_that_stands_in_the_past_is_young_all_the_same(store, talk):
    """As a computer without a battery has it: what is thrown away now is not of 1970."""
    later = NOW + timedelta(minutes=30)
    store.add_first_message(talk.conversation("c"), at(talk.user("q", "hello"), later))

    store.delete_conversation("c")

    with store._database.rows("SELECT deleted_at FROM conversations") as rows:
        assert next(rows)["deleted_at"] >= microseconds(later)
