"""Whatever is wrong with the file, the user gets one sentence with a remedy, and loses nothing."""

import sqlite3
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from assistant.conversation import ConversationStore, TextPart
from assistant.conversation.readable import DAMAGED_NOTE
from assistant.errors import StorageError


@pytest.fixture
def question(store, talk):
    question = talk.user("q", "what I said")
    store.add_first_message(talk.conversation("c", "My trip"), question)
    return question


def sentence_of(error: pytest.ExceptionInfo[StorageError]) -> str:
    sentence = str(error.value)
    assert "\n" not in sentence
    return sentence


def change(path, *statements: str) -> None:
    """What another program, or an accident, does to the file."""
    with sqlite3.connect(path) as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_on_a_full_disk_a_message_is_refused_and_nothing_else_is_lost(store, question, talk):
    connection = store._database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StorageError) as error:
        store.add_message(talk.user("long", "word " * 10_000, after=question))

    assert "The disk is full" in sentence_of(error)
    assert "Free some space; your text is still in the prompt" in sentence_of(error)
    assert store.branch("q") == [question]
    assert store.conversation("c").head_id == "q"

    connection.execute("PRAGMA max_page_count = 100000")
    store.add_message(talk.user("long", "word " * 10_000, after=question))
    assert store.conversation("c").head_id == "long"


def test_a_reply_on_a_full_disk_keeps_what_was_saved_of_it(store, question, talk, reopened):
    reply = talk.reply("r", "the beginning", after=question, state="streaming")
    store.add_message(reply)
    store._database.connection.execute("PRAGMA max_page_count = 1")

    with pytest.raises(StorageError, match="The disk is full"):
        store.save_reply(replace(reply, parts=(TextPart("word " * 10_000),)))

    assert reopened().branch("r")[-1] == replace(reply, state="interrupted")


def test_a_database_that_may_only_be_read_says_so(store, question, talk):
    store._database.connection.execute("PRAGMA query_only = ON")

    with pytest.raises(StorageError) as error:
        store.add_message(talk.user("n", "more", after=question))

    assert "cannot be written (attempt to write a readonly database)" in sentence_of(error)
    assert "choose another with --data-dir" in sentence_of(error)
    assert store.branch("q") == [question]


@pytest.mark.parametrize("below", ["", "folder"])
def test_a_folder_that_cannot_be_made_is_named(tmp_path, below):
    (tmp_path / "file").write_text("not a folder")
    path = tmp_path / "file" / below / "history.db"

    with pytest.raises(StorageError) as error:
        ConversationStore.open(path)

    assert sentence_of(error).startswith(f"{path} cannot be written (")
    assert "--data-dir" in sentence_of(error)


def test_a_folder_in_the_place_of_the_file_is_named(path):
    path.mkdir(parents=True)

    with pytest.raises(StorageError) as error:
        ConversationStore.open(path)

    assert sentence_of(error).startswith(f"{path} cannot be written (unable to open database")


@pytest.mark.parametrize(
    "content", [b"hello", b"hello, " * 10_000, bytes(4096), b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_file_that_is_not_a_database_is_left_as_it_was(path, content):
    path.parent.mkdir(parents=True)
    path.write_bytes(content)

    with pytest.raises(StorageError) as error:
        ConversationStore.open(path)

    assert f"{path} is damaged, and no message in it can be read" in sentence_of(error)
    assert "nothing was changed in it. Move it away to start afresh" in sentence_of(error)
    assert path.read_bytes() == content


def test_damage_found_later_is_told_when_it_is_met(store, path, question, talk, open_store):
    store.add_message(talk.user("n", "word " * 10_000, after=question))
    store.close()
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))

    with pytest.raises(StorageError, match="is damaged"):
        open_store().branch("n")


def test_a_newer_history_is_left_as_it_was(store, path, question):
    store.close()
    change(path, "PRAGMA user_version = 7")
    content = path.read_bytes()

    with pytest.raises(StorageError) as error:
        ConversationStore.open(path)

    assert "written by a newer Glassbox (data version 7; this one knows 3)" in sentence_of(error)
    assert "Update Glassbox" in sentence_of(error)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_as_it_was(path):
    path.parent.mkdir(parents=True)
    change(path, "CREATE TABLE messages (id)")
    content = path.read_bytes()

    with pytest.raises(StorageError, match="belongs to another program; nothing was changed"):
        ConversationStore.open(path)

    assert path.read_bytes() == content


def test_a_database_that_another_program_locks_is_told_and_then_works(store, path, question, talk):
    store._database.connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StorageError) as error:
        store.add_message(talk.user("n", "more", after=question))

    other.close()
    assert "is locked by another program. Close that program, or wait" in sentence_of(error)
    store.add_message(talk.user("n", "more", after=question))
    assert store.conversation("c").head_id == "n"


DAMAGE_TO_THE_WORDS = {
    "parts": ["'{'", "'{}'", "'[1]'", "'[{}]'", "'[] []'", "7", "x'ff'",
              """'[{"kind":"picture","text":""}]'""", """'[{"kind":"text","text":1}]'""",
              "replace(hex(zeroblob(50000)), '0', '[')"],
    "role": ["'robot'", "1"],
    "state": ["'thinking'"],
}  # fmt: skip
DAMAGE_BESIDE_THE_WORDS = {
    "created_at": ["'yesterday'", "9e18", "9000000000000000000", "-62135596800000000"],
    "stats": ["'null'", "'{}'", "'[]'"],
    "token_ids": ["NULL", "'text'", "x'010203'"],
    "note": ["x'00'"],
}


@pytest.mark.parametrize(
    ("column", "value"),
    [(column, value) for column, values in DAMAGE_TO_THE_WORDS.items() for value in values],
)
def test_a_damaged_message_is_labelled_and_the_rest_is_as_it_was(
    store, path, question, talk, column, value
):
    store.add_message(talk.user("n", "more", after=question))
    change(path, f"UPDATE messages SET {column} = {value} WHERE id = 'q'")

    damaged, whole = store.branch("n")

    assert (damaged.id, damaged.state, damaged.note) == ("q", "failed", DAMAGED_NOTE)
    assert whole.text == "more"
    if column != "parts":
        assert damaged.text == "what I said"


def test_words_that_lost_their_form_are_shown_as_they_are(store, path, question):
    change(path, """UPDATE messages SET parts = '[{"kind":"text","text":"what I sa'""")

    assert "what I sa" in store.branch("q")[0].text


@pytest.mark.parametrize(
    ("column", "value"),
    [(column, value) for column, values in DAMAGE_BESIDE_THE_WORDS.items() for value in values],
)
def test_damage_beside_the_words_costs_no_word(store, path, question, column, value):
    change(path, "UPDATE messages SET token_key = 'key', token_ids = x'00000000'")
    change(path, f"UPDATE messages SET {column} = {value}")

    (message,) = store.branch("q")

    assert (message.parts, message.state) == (question.parts, "complete")
    assert message.created_at.astimezone(timezone(timedelta(hours=14)))


@pytest.mark.parametrize(
    ("column", "value"),
    [("sampling", "'[]'"), ("sampling", "''"), ("updated_at", "'soon'"), ("system_prompt", "x''"),
     ("created_at", "9e18"), ("updated_at", "9223372036854775807"), ("tags", "'{'"),
     ("pinned", "''"), ("title", "x'ff'")],
)  # fmt: skip
def test_a_damaged_conversation_is_listed_and_used_like_any_other(
    store, path, question, talk, column, value
):
    other = talk.user("o", "elsewhere", conversation="d")
    store.add_first_message(talk.conversation("d", "Other"), other)
    change(path, f"UPDATE conversations SET {column} = {value} WHERE id = 'c'")

    assert {each.id for each in store.conversations()} == {"c", "d"}
    assert store.branch(store.conversation("c").head_id) == [question]
    store.add_message(talk.user("n", "more", after=question))
    store.change_conversation("c", lambda found: replace(found, title="My trip"))
    assert store.latest_conversation() == store.conversation("c")
    assert store.conversation("c").title == "My trip"


def test_damaged_bytes_in_a_text_cost_a_character_and_no_more(store, path, question):
    change(path, """UPDATE messages SET parts = replace(parts, 'what', CAST(x'ff' AS TEXT))""")

    assert store.branch("q")[0].text == "\ufffd I said"


def test_a_tree_that_was_damaged_into_a_circle_still_ends(store, path, question, talk):
    store.add_message(talk.user("n", "more", after=question))
    change(path, "UPDATE messages SET parent_id = 'n' WHERE id = 'q'")

    assert [message.id for message in store.branch("n")] == ["q", "n"]
