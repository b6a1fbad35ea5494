"""Words that are removed from a conversation are in no file any more; all the rest stays."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from assistant.conversation import Draft, Given, TokenSpan

SECRET = "zebra-crossing-7391"


def bytes_on_disk(path) -> bytes:
    files = [each for each in path.parent.rglob("*") if each.is_file()]
    return b"".join(each.read_bytes() for each in files)


@pytest.fixture
def secret(store, talk):
    """A message with a secret, in a conversation with its title, a draft and a search."""
    question = talk.user("q", f"I live at {SECRET}. " * 200)
    store.add_first_message(talk.conversation("c", f"about {SECRET}"), question)
    answer = talk.reply("r", "Good to know.", after=question)
    store.add_message(replace(answer, tokens=TokenSpan("key", (1, 2, 3), starts_anew=True)))
    store.change_conversation("c", lambda each: replace(each, title=f"{SECRET}!", is_renamed=True))
    store.drafts.save("c", Draft(f"and {SECRET}"))
    store.drafts.save("", Draft("something else"))
    assert store.search.search("zebra").hits
    return question


def test_the_places_of_words_are_found_wherever_they_stand(store, talk, secret):
    gone = talk.user("gone", f"Again: {SECRET.upper()}", conversation="d")
    store.add_first_message(talk.conversation("d"), gone)
    store.delete_conversation("d")

    places = store.redaction.places([SECRET])

    assert [(place.message_id, place.is_thrown_away) for place in places] == [
        ("q", False),
        ("gone", True),
    ]
    assert places[0].role == "user"
    assert store.redaction.places(["", "not there"]) == []


def test_words_with_quotes_and_line_ends_are_found(store, talk):
    said = talk.user("q", 'He said "no\nway" \\ 안녕')
    store.add_first_message(talk.conversation("c"), said)

    assert [each.message_id for each in store.redaction.places(['"no\nway" \\ 안녕'])] == ["q"]


def test_nothing_of_removed_words_is_left_in_any_file(store, path, secret):
    assert store.redaction.redact(["q"], [SECRET]) == ["c"]

    assert SECRET.encode() not in bytes_on_disk(path)
    assert b"7391" not in bytes_on_disk(path)


def test_the_rest_of_the_conversation_stays_and_is_still_found(store, secret):
    store.redaction.redact(["q"], [SECRET])

    question, answer = store.branch("r")
    assert (question.text, answer.text) == ("— removed", "Good to know.")
    assert question.tokens is answer.tokens is None
    assert store.conversation("c").title == "— removed"
    assert store.drafts.load("") == Draft("something else")
    assert store.drafts.load("c") == Draft()
    assert not store.search.search("zebra").hits
    assert [hit.message_id for hit in store.search.search("good").hits] == ["r"]


def test_words_leave_the_copy_of_an_older_version_too(store, path, talk, secret):
    backup = path.with_name(f"{path.name}.v2-backup")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    assert SECRET.encode() in backup.read_bytes()

    store.redaction.redact(["q"], [SECRET])

    assert SECRET.encode() not in backup.read_bytes()
    assert b"Good to know." in backup.read_bytes()


def test_removing_from_a_message_that_is_not_there_changes_nothing(store, secret):
    assert store.redaction.redact(["nobody"], []) == []

    assert store.branch("r")[0].text == secret.text


def test_what_was_given_with_a_question_is_taken_out_with_its_tokens(store, path, talk):
    given = (
        Given("memory", "m1", "memory", f"Lives at {SECRET}"),
        Given("memory", "m2", "memory", "Likes tea"),
    )
    question = replace(talk.user("q", "Where?"), given=given, tokens=TokenSpan("k", (1, 2)))
    store.add_first_message(talk.conversation("c"), question)

    assert store.redaction.forget_given(["m1"], []) == ["c"]

    (message,) = store.branch("q")
    assert [each.id for each in message.given] == ["m2"]
    assert message.tokens is None
    assert SECRET.encode() not in bytes_on_disk(path)
