"""The list of conversations is kept in memory and follows whatever changes."""

from dataclasses import replace

import pytest

from assistant.conversation import ConversationStore
from assistant.errors import NotFoundError


def begin(store: ConversationStore, talk, name: str) -> None:
    store.add_first_message(
        talk.conversation(name), talk.user(f"{name}-1", "Hi", conversation=name)
    )


def listed(store: ConversationStore) -> list[str]:
    assert list(store.listing.read()) == store.conversations()
    return [each.id for each in store.listing.read()]


def test_it_is_in_the_order_in_which_something_was_said(store, talk) -> None:
    begin(store, talk, "a")
    begin(store, talk, "b")
    assert listed(store) == ["b", "a"]

    store.add_message(replace(talk.user("a-2", "More", conversation="a"), parent_id="a-1"))
    assert listed(store) == ["a", "b"]


def test_it_is_the_same_value_while_nothing_changes(store, talk) -> None:
    begin(store, talk, "a")

    assert store.listing.read() is store.listing.read()


def test_a_conversation_in_which_nothing_was_said_is_left_out_until_something_is(
    store, talk
) -> None:
    begin(store, talk, "a")
    assert listed(store) == ["a"]
    store.add_conversation(talk.conversation("b"))
    assert listed(store) == ["a"]
    store.add_message(talk.user("b-1", "Hi", conversation="b"))
    assert listed(store) == ["b", "a"]


def test_renaming_deleting_and_taking_it_back_are_followed(store, talk) -> None:
    begin(store, talk, "a")
    begin(store, talk, "b")
    assert listed(store) == ["b", "a"]

    store.change_conversation("a", lambda found: replace(found, title="new", pinned=True))
    assert listed(store) == ["b", "a"]
    store.delete_conversation("b")
    assert listed(store) == ["a"]
    store.journal.undo("a")
    assert listed(store) == ["b", "a"]
    store.purge_conversation("a")
    assert listed(store) == ["b"]


def test_what_another_program_changes_is_followed(store, open_store, talk) -> None:
    begin(store, talk, "a")
    assert listed(store) == ["a"]
    other = open_store()
    begin(other, talk, "b")
    assert listed(store) == ["b", "a"]
    other.delete_conversation("a")
    assert listed(store) == ["b"]


def test_many_changes_at_once_are_followed(store, talk) -> None:
    begin(store, talk, "a")
    assert listed(store) == ["a"]
    for number in range(250):
        name = f"n{number}"
        store.add_tree(talk.conversation(name), [talk.user(f"{name}-1", "Hi", conversation=name)])

    assert len(listed(store)) == 251


def test_what_fails_halfway_changes_nothing_in_the_list(store, talk) -> None:
    begin(store, talk, "a")
    before = listed(store)
    first = talk.user("b-1", "Hi", conversation="b")
    orphan = replace(first, id="b-2", parent_id="nowhere")
    with pytest.raises(NotFoundError):
        store.add_tree(talk.conversation("b"), [first, orphan])

    assert listed(store) == before
