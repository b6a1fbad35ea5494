"""A database of an older Glassbox is copied, then brought up to date, wholly or not at all."""

import sqlite3
import stat
from contextlib import closing
from dataclasses import replace

import pytest
from version_1 import OldProgram

from assistant.conversation import ConversationStore, Given, Message, TextPart
from assistant.conversation.schema import MIGRATIONS
from assistant.errors import NotFoundError, StorageError


@pytest.fixture
def old(path):
    with closing(OldProgram(path)) as program:
        program.begin("c", "q", "옛날 질문")
        program.say("c", "r", "q", "old answer", role="assistant")
        program.begin("d", "q2", "another")
        yield program


def version_of(path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA user_version").fetchone()[0]


def rows_of(path) -> list[tuple]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT id, parent_id, parts FROM messages").fetchall()


def message_after(parent: Message, name: str, role="user") -> Message:
    return Message(name, "c", parent.id, role, (TextPart("new words"),), parent.created_at)


def test_everything_that_was_said_is_there_and_can_be_done_more_with(old, path):
    old.close()

    with closing(ConversationStore.open(path)) as store:
        assert [each.text for each in store.branch("r")] == ["옛날 질문", "old answer"]
        assert {each.title for each in store.conversations()} == {"about c", "about d"}
        assert store.notices == ()
        store.delete_message("r")
        assert store.conversation("c").head_id == "q"
        store.journal.undo("c")
        assert store.conversation("c").head_id == "r"
        assert store.search.search("old").hits


def test_a_copy_of_before_is_kept_beside_it_for_the_user_alone(old, path):
    old.close()
    before = rows_of(path)

    ConversationStore.open(path).close()

    copy = path.with_name("history.db.v1-backup")
    assert (version_of(copy), rows_of(copy)) == (1, before)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert not list(path.parent.glob("*.part*"))


def test_the_copy_can_be_put_back_and_is_brought_up_to_date_again(old, path):
    old.close()
    with closing(ConversationStore.open(path)) as store:
        store.purge_conversation("d")
    path.with_name("history.db.v1-backup").rename(path)

    with closing(ConversationStore.open(path)) as store:
        assert [each.id for each in store.conversations()] == ["c"]
    assert version_of(path.with_name("history.db.v1-backup")) == 1


def test_only_the_copy_of_the_last_change_is_kept(old, path):
    old.close()
    older = path.with_name("history.db.v0-backup")
    older.write_bytes(b"from before")

    ConversationStore.open(path).close()

    assert not older.exists()


def test_without_room_for_the_copy_nothing_is_changed(old, path):
    resource = pytest.importorskip("resource")
    old.say("d", "long", "q2", "word " * 20_000)
    old.close()
    content = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, limits[1]))
    try:
        with pytest.raises(StorageError) as error:
            ConversationStore.open(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert "is copied before it is brought up to date; the copy could not be made" in str(
        error.value
    )
    assert "Nothing was changed. Free some space" in str(error.value)
    assert "\n" not in str(error.value)
    assert path.read_bytes() == content
    assert sorted(each.name for each in path.parent.iterdir()) == ["history.db", "run"]
    with closing(ConversationStore.open(path)) as store:
        assert len(store.branch("r")) == 2


def test_what_is_purged_is_purged_from_the_copy_too(old, path):
    old.close()
    with closing(ConversationStore.open(path)) as store:
        store.purge_conversation("c")

    copy = path.with_name("history.db.v1-backup")
    assert [row[0] for row in rows_of(copy)] == ["q2"]
    assert "옛날".encode() not in copy.read_bytes()


def test_an_old_program_that_still_runs_goes_on_talking(old, path):
    with closing(ConversationStore.open(path)) as store:
        old.say("c", "q3", "r", "said by the old one")
        assert [each.text for each in store.branch("q3")][-1] == "said by the old one"
        assert store.conversation("c").head_id == "q3"

        store.add_message(message_after(store.branch("q3")[-1], "n", "assistant"))
        assert old.texts("n")[-1] == "new words"
        old.begin("e", "q4", "a new conversation of the old one")
        assert store.latest_conversation() is not None
        assert {each.id for each in store.conversations()} == {"c", "d", "e"}
        assert store.search.search("said").hits


def test_what_an_old_program_answers_is_never_in_the_trash(old, path):
    """It knows of no deletion, and may go on below what was deleted."""
    with closing(ConversationStore.open(path)) as store:
        store.delete_message("r")
        old.say("c", "q3", "r", "below what was deleted")
    with closing(ConversationStore.open(path)) as store:
        assert [each.text for each in store.branch("q3")][1:] == [
            "old answer",
            "below what was deleted",
        ]
        assert {node.id for node in store.tree.outline("c")} == {"q", "r", "q3"}
        assert store.conversation("c").head_id == "q3"


def test_what_an_old_program_deletes_is_told_as_deleted(old, path):
    with closing(ConversationStore.open(path)) as store:
        question = store.branch("r")[-1]
        old.connection.execute("DELETE FROM conversations WHERE id = 'c'")

        with pytest.raises(NotFoundError, match="another Glassbox may have deleted it"):
            store.add_message(message_after(question, "n"))
        assert store.journal.undo("c") is None


def test_while_an_old_program_writes_the_change_waits_and_then_is_told(old, path):
    old.connection.execute("BEGIN IMMEDIATE")
    old.connection.execute("UPDATE conversations SET title = 'half done'")
    content = path.read_bytes()

    with pytest.raises(StorageError, match="is locked by another program"):
        ConversationStore.open(path)

    assert path.read_bytes() == content
    old.connection.execute("COMMIT")
    with closing(ConversationStore.open(path)) as store:
        assert {each.title for each in store.conversations()} == {"half done"}


def test_an_old_program_that_starts_afterwards_would_be_refused(old, path):
    old.close()
    ConversationStore.open(path).close()

    assert version_of(path) > 1


def test_what_is_given_with_a_question_can_be_kept_in_a_database_of_the_second_version(path):
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in (each for statements in MIGRATIONS[:2] for each in statements):
            connection.execute(statement)
        connection.execute("PRAGMA user_version = 2")
    with closing(OldProgram(path)) as program:
        program.begin("c", "q", "before")

    with closing(ConversationStore.open(path)) as store:
        (message,) = store.branch("q")
        given = (Given("memory", "m", "12 March", "walks", 0.8),)
        store.save_reply(replace(message, given=given))
        assert (message.given, message.record) == ((), None)
        assert store.branch("q")[0].given == given
        assert not store.conversation("c").is_incognito
    assert version_of(path.with_name("history.db.v2-backup")) == 2
