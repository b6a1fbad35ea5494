"""The index knows what can be seen, whatever was done to it."""

from dataclasses import replace

import pytest

from assistant.conversation import ConversationStore
from assistant.conversation.search_tables import INDEX_VERSION


def counted(store: ConversationStore, table: str) -> int:
    return store._database.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_search_sees_the_last_turn_without_being_asked_to_index(store, said, found):
    said("word")
    assert found("word") == ["c0"]
    assert store.search.index_some() == 0


def test_a_reply_is_found_once_it_has_ended(store, talk, said, found):
    said("question")
    streaming = talk.reply("r", "half an ans", after=store.branch("c0")[0], state="streaming")
    store.add_message(streaming)
    assert found("half") == []
    assert store.search.search("question").unindexed == 0

    ended = replace(streaming, state="complete", parts=store.branch("c0")[0].parts)
    store.save_reply(ended)
    assert set(found("question")) == {"c0", "r"}


def test_a_reply_whose_program_died_is_found(store, talk, said, reopened):
    said("question")
    store.add_message(talk.reply("r", "half", after=store.branch("c0")[0], state="streaming"))

    hits = reopened().search.search("half").hits
    assert [hit.message_id for hit in hits] == ["r"]


def test_a_message_that_is_saved_again_is_found_by_its_new_words(store, talk, said, found):
    said("question")
    reply = talk.reply("r", "old words", after=store.branch("c0")[0])
    store.add_message(reply)
    assert found("old") == ["r"]

    store.save_reply(replace(reply, parts=store.branch("c0")[0].parts))
    assert found("old") == []
    assert set(found("question")) == {"c0", "r"}


def test_deleted_messages_are_not_found_until_they_are_brought_back(store, said, found):
    said("word one", "word two", "word six")
    assert len(found("word")) == 3

    store.delete_message("c1")
    assert found("word") == ["c0"]
    assert found("role:user") == ["c0"]

    store.journal.undo("c")
    assert found("word") == ["c2", "c1", "c0"]


def test_conversations_thrown_away_are_not_found_until_they_are_brought_back(store, said, found):
    said("word", title="word")
    assert found("word") == [None, "c0"]

    store.delete_conversation("c")
    assert found("word") == []

    store.journal.undo("c")
    assert found("word") == [None, "c0"]


def test_what_was_thrown_away_since_is_not_shown_even_before_it_is_indexed(store, said):
    for number in range(80):
        said("word", name=f"c{number}")
    while store.search.index_some():
        pass
    for number in range(80):
        store.delete_conversation(f"c{number}")
    # More than one search indexes: the rest is still in the index.
    results = store.search.search("word")
    assert results.unindexed > 0
    assert results.hits == ()


def test_a_new_title_and_new_tags_are_found(store, said, found):
    said("hello", title="old")
    assert found("title:old hello") == ["c0"]

    store.change_conversation("c", lambda each: replace(each, title="서울", tags=("work",)))
    assert found("title:old") == []
    assert found("서울") == [None]
    assert found("title:서울 tag:work hello") == ["c0"]


def test_what_is_purged_leaves_the_index_at_once(store, said, found):
    said("word", "word", title="word")
    said("keep", name="d")
    assert len(found("word")) == 3

    store.purge_conversation("c")
    assert counted(store, "search_documents") == 1
    assert counted(store, "search_titles") == 1
    assert found("word") == []
    assert found("keep") == ["d0"]


def test_purged_words_are_not_left_in_the_file(store, said, found, path, reopened):
    said("verysecretword", title="anothersecret")
    said("keep", name="d")
    assert len(found("verysecretword")) == 1
    store.purge_conversation("c")
    while store.search.index_some():
        pass
    reopened().close()

    for file in path.parent.glob(f"{path.name}*"):
        content = file.read_bytes()
        assert b"verysecretword" not in content
        assert b"anothersecret" not in content


def test_a_message_that_takes_the_place_of_a_purged_one_is_found(store, said, found):
    said("old", name="c")
    assert found("old") == ["c0"]
    store.purge_conversation("c")
    said("new", name="d")

    assert found("old") == []
    assert found("new") == ["d0"]


def test_indexing_is_bounded_and_tells_what_is_left(store, talk):
    messages = [talk.user(f"m{number}", "word") for number in range(150)]
    store.add_tree(talk.conversation("c"), messages)

    left = store.search.index_some(50)
    assert left == 100
    results = store.search.search("word", limit=200)
    assert results.unindexed == left - 64
    assert len(results.hits) == 150 - results.unindexed
    while store.search.index_some(50):
        pass
    assert len(store.search.search("word", limit=200).hits) == 150


def test_the_index_survives_a_restart(store, said, reopened):
    said("word")
    store.search.index_some()

    after = reopened()
    assert after.search.index_some() == 0
    assert len(after.search.search("word").hits) == 1


def test_an_index_of_another_version_is_built_anew(store, said, reopened):
    said("word")
    store.search.index_some()
    with store._database.transaction() as connection:
        connection.execute("UPDATE search_state SET version = ?", [INDEX_VERSION + 1])
        connection.execute("UPDATE search_documents SET words = x'20'")

    after = reopened()
    assert [hit.message_id for hit in after.search.search("word").hits] == ["c0"]
    assert counted(after, "search_documents") == 1


def test_two_programs_share_the_index(store, said, open_store):
    other = open_store()
    said("word")
    assert len(other.search.search("word").hits) == 1
    assert store.search.index_some() == 0
    said("word", name="d")
    assert len(store.search.search("word").hits) == 2
    assert len(other.search.search("word").hits) == 2


def test_a_locked_database_can_still_be_searched(store, said, open_store):
    said("word")
    store.search.index_some()
    said("word", name="d")
    other = open_store()
    other._database.connection.execute("PRAGMA busy_timeout = 0")
    with store._database.transaction():
        results = other.search.search("word")
    assert [hit.message_id for hit in results.hits] == ["c0"]
    assert results.unindexed == 2


@pytest.mark.parametrize("column", ["parts", "role"])
def test_a_damaged_message_hinders_nothing(store, said, found, column: str):
    said("word", "word")
    with store._database.transaction() as connection:
        connection.execute(f"UPDATE messages SET {column} = '{{' WHERE id = 'c0'")

    assert found("word") == ["c1"]
    assert store.search.index_some() == 0


def test_a_message_of_a_megabyte_is_indexed_up_to_a_limit(said, found):
    said("beginning " + "filler " * 200_000 + "end")

    assert found("beginning") == ["c0"]
    assert found("end") == []
