"""What is purged is gone for good; what was thrown away is kept until then."""

from contextlib import closing

import pytest

from assistant.conversation import ConversationStore, Draft, journal

SECRET = "zebra-crossing-7391"


def bytes_on_disk(path) -> bytes:
    files = [each for each in path.parent.rglob("*") if each.is_file()]
    return b"".join(each.read_bytes() for each in files)


@pytest.fixture
def secret(store, talk):
    """A conversation whose words are in the tables, the log, the index, a draft and the trash."""
    question = talk.user("q", f"the word is {SECRET} " * 300)
    store.add_first_message(talk.conversation("c", f"about {SECRET}"), question)
    store.add_message(talk.reply("r", f"so it is {SECRET}", after=question))
    store.drafts.save("c", Draft(f"and {SECRET}", {"[1]": SECRET}))
    store.add_first_message(talk.conversation("d"), talk.user("k", "kept", conversation="d"))
    assert store.search.search("zebra").hits
    return question


def test_nothing_of_a_purged_conversation_is_left_in_any_file(store, path, secret):
    assert SECRET.encode() in bytes_on_disk(path)

    store.purge_conversation("c")

    assert SECRET.encode() not in bytes_on_disk(path)
    assert b"7391" not in bytes_on_disk(path)
    assert [each.id for each in store.conversations()] == ["d"]


def test_nothing_is_left_when_another_program_has_the_file_open(store, path, secret, open_store):
    other = open_store()
    assert len(other.branch("r")) == 2

    store.purge_conversation("c")

    assert SECRET.encode() not in bytes_on_disk(path)


def test_the_draft_of_a_conversation_that_is_gone_goes_too(store, path, secret, open_store):
    store.purge_conversation("c")
    store.drafts.save("c", Draft(f"typed a moment later: {SECRET}"))
    store.close()

    with closing(ConversationStore.open(path)) as after:
        assert after.drafts.load("c") == Draft()
    assert SECRET.encode() not in bytes_on_disk(path)


def test_the_journal_forgets_what_is_long_ago_but_no_deletion(store, talk, reopened, monkeypatch):
    monkeypatch.setattr(journal, "MOST_ACTIONS", 3)
    last = talk.user("0", "hello")
    store.add_first_message(talk.conversation("c"), last)
    other = talk.user("gone", "to be thrown away")
    store.add_message(other)
    store.delete_message("gone")
    for number in range(1, 9):
        last = talk.user(str(number), "more", after=last)
        store.add_message(last)
    after = reopened()

    kinds = []
    while (action := after.journal.undo("c")) is not None:
        kinds.append(action.kind)

    assert kinds == ["send", "send", "send", "delete_messages"]
    assert {node.id for node in after.tree.outline("c")} >= {"gone", "8"}


def test_an_import_below_what_was_thrown_away_is_thrown_away_with_it(store, talk, reopened):
    question = talk.user("q", "hello")
    store.add_first_message(talk.conversation("c"), question)
    below = talk.reply("r", "new elsewhere", after=question)
    store.delete_message("q")

    store.add_tree(talk.conversation("c"), [question, below])

    assert store.tree.outline("c") == []
    after = reopened()
    after.journal.undo("c")
    assert [node.id for node in after.tree.outline("c")] == ["q", "r"]


def test_who_writes_in_a_conversation_that_was_thrown_away_has_it_back(store, talk, open_store):
    question = talk.user("q", "hello")
    store.add_first_message(talk.conversation("c"), question)
    open_store().delete_conversation("c")

    store.add_message(talk.user("n", "I am still here", after=question))

    assert [each.id for each in store.conversations()] == ["c"]
    assert store.journal.undo("c").kind == "send"
    assert store.conversation("c").head_id == "q"
