"""What people type is understood, and never an error."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.search.expression import message_expression, title_expression
from assistant.conversation.search.query import Condition, SearchQuery, parse_query
from assistant.conversation.search.terms import Term

SEOUL = timezone(timedelta(hours=9))
PIECES = (
    *("title:", "tag:", "model:", "before:", "after:", "role:", "has:", "-", '"', "“", "'", ":"),
    *("AND", "OR", "NOT", "NEAR(", ")", "(", "*", "^", "+", "{", "}", "words :", "\\", "\x00"),
    *(" ", "  ", "\n", "서울", "가", "word", "C++", "2026-03", "user", "code", "日本", "é", "🎉"),
)
typed_texts = st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=40)


def test_words_and_phrases_must_all_be_there():
    query = parse_query('palace "opening hours" se')

    assert query.words == (
        Term(("palace",), is_prefix=True),
        Term(("opening", "hours")),
        Term(("se",), is_prefix=True),
    )


def test_a_short_word_is_a_beginning_only_while_it_is_typed():
    assert parse_query("the").words == (Term(("the",), is_prefix=True),)
    assert parse_query("the ").words == (Term(("the",)),)


def test_an_open_quote_is_a_phrase_whose_last_word_goes_on():
    assert parse_query('"opening ho').words == (Term(("opening", "ho"), is_prefix=True),)


def test_a_word_with_signs_in_it_is_its_parts_next_to_each_other():
    assert parse_query("GPT모델").words[0].runs == ("gpt", "모델")
    assert parse_query("C++").words == (Term(("c",)),)


def test_a_minus_excludes_words_phrases_and_filters():
    query = parse_query('-bus -"by bus" -role:tool -has:code -tag:work -after:2026')

    assert query.conditions == (
        Condition("words", Term(("bus",)), is_excluded=True),
        Condition("words", Term(("by", "bus")), is_excluded=True),
        Condition("tags", Term(("work",)), is_excluded=True),
    )
    assert (query.excluded_roles, query.excluded_marks) == ({"tool"}, {"code"})
    assert query.before is not None
    assert query.after is None


def test_filters_take_quoted_values_and_any_case():
    query = parse_query('TITLE:"서울 여행" Role:USER role:tool has:code')

    assert query.conditions == (Condition("title", Term(("서울", "여행"))),)
    assert query.roles == {"user", "tool"}
    assert query.marks == {"code"}


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("2026-03-05", datetime(2026, 3, 5, tzinfo=SEOUL)),
        ("2026-03", datetime(2026, 3, 1, tzinfo=SEOUL)),
        ("2026", datetime(2026, 1, 1, tzinfo=SEOUL)),
        ("2026.3.5.", datetime(2026, 3, 5, tzinfo=SEOUL)),
        ("2026/3/5", datetime(2026, 3, 5, tzinfo=SEOUL)),
    ],
)
def test_dates_are_days_months_and_years_where_the_user_is(typed: str, begins: datetime):
    assert parse_query(f"after:{typed}", SEOUL).after == begins
    assert parse_query(f"before:{typed}", SEOUL).before == begins


def test_of_several_dates_the_narrowest_counts():
    query = parse_query("after:2025 after:2026 before:2028 before:2027", UTC)

    assert query.after == datetime(2026, 1, 1, tzinfo=UTC)
    assert query.before == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed", ["before:yesterdayish", "after:2026-13", "role:king", "has:fun", "after:0000", "role:"]
)
def test_a_filter_that_makes_no_sense_is_left_out_and_told(typed: str):
    query = parse_query(f"서울 {typed}")

    assert query.words == (Term(("서울",)),)
    assert len(query.problems) == 1
    assert typed in query.problems[0]
    assert "\n" not in query.problems[0]


def test_other_names_with_a_colon_are_words():
    query = parse_query("std::vector http://x.org foo:bar")

    assert [word.runs for word in query.words] == [
        ("std", "vector"),
        ("http", "x", "org"),
        ("foo", "bar"),
    ]
    assert query.problems == ()


@pytest.mark.parametrize("typed", ["", "   ", "-", '""', "+++", "title:", '-""', "🎉", "before:x"])
def test_what_asks_for_nothing_is_empty(typed: str):
    assert parse_query(typed).is_empty


def test_what_is_about_a_conversation_is_told_from_what_is_about_messages():
    assert parse_query("tag:work after:2026").is_about_conversations
    assert not parse_query("tag:work 서울").is_about_conversations
    assert parse_query("tag:work role:user").is_about_messages
    assert parse_query("-model:gpt").is_about_messages


@pytest.fixture(scope="module")
def indexes():
    with closing(sqlite3.connect(":memory:")) as connection:
        for name in ("search_index", "search_titles"):
            columns = "words, title, tags, model, marks"
            connection.execute(f"CREATE VIRTUAL TABLE {name} USING fts5 ({columns})")
        yield connection


@given(typed=typed_texts)
def test_nothing_that_is_typed_is_an_error_of_the_index(indexes: sqlite3.Connection, typed: str):
    query = parse_query(typed)
    if query.is_empty:
        return
    match = "SELECT rowid FROM {0} WHERE {0} MATCH ?"
    expression = message_expression(query, query.words)
    assert indexes.execute(match.format("search_index"), [expression]).fetchall() == []
    if query.words or query.is_about_conversations:
        expression = title_expression(query)
        assert indexes.execute(match.format("search_titles"), [expression]).fetchall() == []


@given(typed=typed_texts)
def test_a_long_text_is_a_bounded_query(typed: str):
    query = parse_query(typed * 100)
    assert len(query.words) + len(query.conditions) <= 32
    assert query == parse_query(typed * 100)


def test_an_empty_query_is_the_default():
    assert parse_query("") == SearchQuery()
