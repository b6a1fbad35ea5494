"""An import can be repeated, stopped, and fed with what is broken: what can be saved is saved."""

import json
import zipfile
from contextlib import closing

import pytest
from imports import NOW, shape
from some_exports import chatgpt_conversation, chatgpt_node, claude_conversation, dough, palaces

from assistant.errors import InputError, NotFoundError
from assistant.transfer import import_file, sources


def test_what_was_imported_is_there_with_all_branches(import_all, store):
    done = import_all([palaces(), dough()])

    first, second = sorted(store.conversations(), key=lambda each: each.title)
    assert (done.conversations, done.new_messages, done.left_out) == (2, 7, 0)
    assert [each.text for each in store.branch(first.head_id)] == ["How long?", "Two days."]
    assert len(store.messages(first.id)) == 3
    assert len(store.messages(second.id)) == 4


def test_a_second_import_adds_nothing(import_all, store):
    import_all([palaces(), dough()])
    before = [(each, store.messages(each.id)) for each in store.conversations()]

    again = import_all([palaces(), dough()])

    assert (again.conversations, again.new_conversations, again.new_messages) == (2, 0, 0)
    assert [(each, store.messages(each.id)) for each in store.conversations()] == before


def test_a_newer_export_adds_what_is_new_and_shows_it(import_all, store):
    import_all([palaces()])
    newer = palaces(update_time=1_700_009_000)
    newer["mapping"]["q3"] = chatgpt_node("q3", "a2", "user", "Sure?")
    newer["mapping"]["a2"]["children"] = ["q3"]
    newer["current_node"] = "q3"

    done = import_all([newer])

    [conversation] = store.conversations()
    assert (done.new_conversations, done.new_messages) == (1, 1)
    assert store.branch(conversation.head_id)[-1].text == "Sure?"
    assert conversation.updated_at.timestamp() == 1_700_009_000


def test_a_newer_export_leaves_the_branch_that_the_user_went_to(import_all, store):
    import_all([palaces()])
    [conversation] = store.conversations()
    other = next(each for each in store.messages(conversation.id) if each.text == "Which?")
    store.show_branch(conversation.id, other.id)
    newer = palaces()
    newer["mapping"]["q3"] = chatgpt_node("q3", "a2", "user", "Sure?")
    newer["current_node"] = "q3"

    import_all([newer])

    assert store.conversations()[0].head_id == other.id


def test_the_same_message_ids_in_two_conversations_are_two_messages(import_all, store):
    import_all([palaces(), palaces(conversation_id="c2")])

    assert [len(store.messages(each.id)) for each in store.conversations()] == [4, 4]


def test_one_bad_conversation_costs_only_itself(import_all, store):
    bad = [
        {"title": "B1", "mapping": None},
        {"title": "B2", "mapping": []},
        {"name": "B3", "chat_messages": {}},
        {"title": "B4"},
        {"format": "glassbox-conversation", "version": 99, "title": "B5"},
    ]

    done = import_all([palaces(), *bad, dough()])

    assert (done.conversations, done.left_out) == (2, 5)
    assert [each.place for each in done.problems[:3]] == ["“B1”", "“B2”", "“B3”"]
    assert "newer Glassbox" in str(done.problems[4])


def test_messages_that_cannot_be_read_are_counted_and_the_others_kept(import_all, store):
    found = palaces()
    found["mapping"]["q2"] = "?"
    found["mapping"]["a2"]["message"]["content"] = 7

    done = import_all([found])

    assert done.new_messages == 2
    assert str(done.problems[0]) == "“Palaces”: 2 of its messages could not be read."


def test_malformed_json_is_told_with_its_place(import_all):
    content = json.dumps([palaces()]).encode() + b'\n[{"title": "x", "mapping": {"a" 1}}]'

    done = import_all(content)

    place = content.index(b" 1}}]") + 1
    assert done.conversations == 1
    assert f"not valid JSON at byte {place:,}" in str(done.problems[0])


def test_a_truncated_file_gives_what_is_whole(import_all):
    content = json.dumps([palaces(), dough(), palaces(conversation_id="c2")]).encode()

    done = import_all(content[:-300])

    assert done.conversations == 2
    assert "ends in the middle" in str(done.problems[0])


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 100, b"<html>", b"null", b"{}", b'{"a": 1}', b"[1, 2]", b'["a"'],
)
def test_a_file_without_conversations_is_refused_in_one_line(import_all, content: bytes):
    with pytest.raises(InputError, match="holds no conversation that can be read") as refused:
        import_all(content)
    assert "\n" not in str(refused.value)


def test_an_empty_export_is_no_error(import_all):
    assert import_all([]).conversations == 0


def test_a_file_that_does_not_exist_is_not_found(tmp_path, store):
    with pytest.raises(NotFoundError):
        list(import_file(tmp_path / "none.json", store, NOW))
    with pytest.raises(InputError, match="is no file"):
        list(import_file(tmp_path, store, NOW))


def test_odd_characters_survive_or_become_what_can_be_stored(import_all, store):
    title = "a\udc80b"
    node = chatgpt_node("\ud800", None, "user", "x\ud800y\x00z 👩‍👩‍👧")

    import_all([chatgpt_conversation(node, title=title, conversation_id="\udfff")])

    [conversation] = store.conversations()
    assert conversation.title == "a\ufffdb"
    assert store.messages(conversation.id)[0].text == "x\ufffdy\x00z 👩‍👩‍👧"


def test_bytes_that_are_no_utf_8_cost_a_character(import_all, store):
    content = json.dumps([palaces()]).replace("Which?", "W?").encode().replace(b"W?", b"W\xff?")

    import_all(content)

    [conversation] = store.conversations()
    assert "W\ufffd?" in [each.text for each in store.messages(conversation.id)]


def test_raw_control_characters_and_numbers_without_end_are_forgiven(import_all):
    content = json.dumps([palaces(moderation_results=[1])]).encode()
    content = content.replace(b"Which?", b"W\x07\n?").replace(b"[1]", b"[NaN, Infinity]")

    assert import_all(content).new_messages == 4
    assert (
        import_all(
            content.replace(b"NaN", b"9" * 5000) + b"[" + json.dumps(dough()).encode()
        ).left_out
        == 1
    )


def test_an_archive_is_read_whatever_else_is_in_it(import_all, tmp_path):
    archive = tmp_path / "export.bin"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("data/user.json", '{"id": "me"}')
        writer.writestr("data/conversations-000.json", json.dumps([palaces()]))
        writer.writestr("data/conversations-001.json", json.dumps([dough()]))
        writer.writestr("chat.html", "<html>")

    done = import_all(archive.read_bytes(), "export.zip")

    assert (done.conversations, done.left_out) == (2, 0)
    assert done.bytes_done == done.bytes_total


def test_an_archive_of_files_with_other_names_is_read_too(import_all, tmp_path):
    archive = tmp_path / "export.bin"
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("a.json", json.dumps(palaces()))
        writer.writestr("b.json", json.dumps([dough()]))

    assert import_all(archive.read_bytes()).conversations == 2


def test_a_bomb_is_left_where_it_swells(import_all, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "FREE_GROWTH_BYTES", 1_000_000)
    archive = tmp_path / "bomb.bin"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        swelling = json.dumps([palaces()])[:-1] + ', {"title": "' + "0" * 40_000_000 + '"}]'
        writer.writestr("conversations.json", swelling)

    done = import_all(archive.read_bytes())

    assert done.conversations == 1
    assert any("unpacks to more than" in each.reason for each in done.problems)


@pytest.mark.parametrize("damage", [b"", b"\x00" * 40])
def test_a_damaged_archive_is_told_in_one_line(import_all, tmp_path, damage: bytes):
    archive = tmp_path / "export.bin"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("conversations.json", json.dumps([palaces()] * 50))
    content = archive.read_bytes()
    middle = len(content) // 3
    broken = content[:middle] + damage + content[middle + 40 :] if damage else content[:middle]

    with pytest.raises(InputError) as refused:
        import_all(broken)

    assert "\n" not in str(refused.value)


def test_an_import_that_is_stopped_is_completed_by_the_next(tmp_path, store, import_all):
    found = [palaces(conversation_id=f"c{number}") for number in range(5)]
    path = tmp_path / "some.json"
    path.write_text(json.dumps(found), "utf-8")

    with closing(import_file(path, store, NOW)) as steps:
        stopped = next(each for each in steps if each.conversations == 2)

    assert len(store.conversations()) == stopped.new_conversations == 2
    assert import_all(found).new_conversations == 3
    assert len(store.conversations()) == 5


def test_messages_that_the_user_deleted_stay_deleted_with_what_is_new_below_them(import_all, store):
    import_all([palaces()])
    [conversation] = store.conversations()
    answer = next(each for each in store.messages(conversation.id) if each.text == "Five.")
    store.delete_message(answer.id)

    import_all([palaces()])
    assert len(store.messages(conversation.id)) == 2

    newer = palaces()
    newer["mapping"]["a3"] = chatgpt_node("a3", "q2", "assistant", "These.")
    import_all([newer])
    assert len(store.messages(conversation.id)) == 2
    store.journal.undo(conversation.id)
    assert ("These.", "Which?") in shape(store.messages(conversation.id))


def test_an_empty_conversation_is_read_and_not_stored(import_all, store):
    assert import_all([chatgpt_conversation(), claude_conversation()]).conversations == 2
    assert store.conversations() == []
