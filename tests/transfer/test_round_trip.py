"""What is exported as JSON comes back as it was, but for the ids of tokens."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imports import NOW, Memory
from some_trees import trees

from assistant.conversation import Conversation, ConversationStore, Message, TextPart, TokenSpan
from assistant.transfer import export_conversation, import_file, joined_documents


def imported(text: str, folder: Path) -> list[tuple[Conversation, tuple[Message, ...]]]:
    path = folder / "some.json"
    path.write_text(text, "utf-8")
    memory = Memory()
    *_, last = import_file(path, memory, NOW)
    assert last.problems == ()
    return memory.trees


@given(trees())
@settings(deadline=None)
def test_every_message_of_every_branch_comes_back_equal(tree):
    with TemporaryDirectory() as folder:
        assert imported(export_conversation(*tree, "json"), Path(folder)) == [tree]


@given(st.lists(trees(most=2), max_size=3))
@settings(deadline=None)
def test_several_conversations_come_back_from_one_file(some):
    documents = (export_conversation(*tree, "json") for tree in some)

    with TemporaryDirectory() as folder:
        assert imported("".join(joined_documents(documents)), Path(folder)) == some


@given(trees())
@settings(max_examples=15, deadline=None)
def test_a_store_that_was_filled_from_an_export_is_equal_to_the_first(tree):
    conversation, messages = tree
    with TemporaryDirectory() as folder:
        path = Path(folder)
        with closing(ConversationStore.open(path / "first.db")) as first:
            first.add_tree(conversation, messages)
            stored = first.conversation("c"), first.messages("c")
        (path / "some.json").write_text(export_conversation(*stored, "json"), "utf-8")
        with closing(ConversationStore.open(path / "second.db")) as second:
            list(import_file(path / "some.json", second, NOW))
            assert (second.conversation("c"), second.messages("c")) == stored


@given(trees())
@settings(deadline=None)
def test_the_shown_branch_alone_can_be_exported(tree):
    conversation, messages = tree
    text = export_conversation(conversation, messages, "json", "shown")

    ids = [each["id"] for each in json.loads(text)["messages"]]

    by_id = {each.id: each for each in messages}
    assert ids[-1] == conversation.head_id
    assert [by_id[each].parent_id for each in ids] == [None, *ids[:-1]]


@pytest.fixture
def tree() -> tuple[Conversation, tuple[Message, ...]]:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    message = Message("m", "c", None, "user", (TextPart("\x1b\x9b\u202e한"),), now)
    return Conversation("c", "t", now, now, head_id="m"), (message,)


def test_token_ids_stay_behind(tree, tmp_path: Path):
    conversation, (message,) = tree
    with_tokens = replace(message, tokens=TokenSpan("key", (1, 2, 3)))

    text = export_conversation(conversation, [with_tokens], "json")

    assert imported(text, tmp_path) == [(conversation, (message,))]


def test_a_reply_that_was_being_written_is_interrupted(tree, tmp_path: Path):
    conversation, (message,) = tree
    text = export_conversation(conversation, [replace(message, state="streaming")], "json")

    [(_, [again])] = imported(text, tmp_path)

    assert again.state == "interrupted"


def test_json_can_be_put_on_a_terminal(tree):
    text = export_conversation(*tree, "json")

    assert text.isprintable() or all(each.isprintable() or each == "\n" for each in text)
    assert "한" in text


def test_an_id_that_is_none_is_replaced_for_good(tree, tmp_path: Path):
    text = export_conversation(*tree, "json").replace('"c"', '"\\u001b ]"').replace('"m"', '""')

    first, second = imported(text, tmp_path), imported(text, tmp_path)

    assert first == second
    assert first[0][0].id.isalnum()


def test_messages_that_belong_to_another_conversation_are_left_out(tree, tmp_path: Path):
    text = export_conversation(*tree, "json")
    other = text.replace('"id": "c"', '"id": "d"')
    (tmp_path / "some.json").write_text(f"{text}{other}", "utf-8")

    with closing(ConversationStore.open(tmp_path / "x.db")) as store:
        *_, last = import_file(tmp_path / "some.json", store, NOW)

        assert (last.conversations, last.left_out) == (1, 1)
        assert [each.id for each in store.conversations()] == ["c"]
