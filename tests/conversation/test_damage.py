"""A damaged database: what can be read is saved, the damaged file is kept, and the user is told."""

import random
import re
import sqlite3
import stat
from contextlib import closing
from dataclasses import replace

import pytest
from damage import (
    DAMAGES,
    PAGE_BYTES,
    all_messages,
    assert_is_sound,
    build_history,
    heal,
    leaves_of,
    overflow_of,
    overwrite,
    root_of,
)

from assistant.conversation import ConversationStore, Draft, Message, TextPart
from assistant.conversation.pages import PageFile
from assistant.conversation.readable import DAMAGED_NOTE
from assistant.conversation.regrowth import LOST_NOTE
from assistant.conversation.remains import INDEX_COLUMNS, sort_records, table_columns
from assistant.conversation.wal import read_log, wal_path
from assistant.errors import DamageError, StorageError

LABELS = {DAMAGED_NOTE, LOST_NOTE}


@pytest.fixture
def said(path) -> dict[str, Message]:
    return build_history(path)


def test_every_row_of_a_sound_file_is_found_in_its_pages(path, said):
    with closing(sqlite3.connect(path)) as connection:
        expected = dict(connection.execute("SELECT id, parts FROM messages"))
        titles = dict(connection.execute("SELECT id, title FROM conversations"))
    with path.open("rb") as file:
        remains = sort_records(
            PageFile(
                file,
                read_log(path),
                PAGE_BYTES,
                table_columns=table_columns(),
                index_columns=INDEX_COLUMNS,
            ).records()
        )

    assert {key: row["parts"] for key, row in remains.rows["messages"].items()} == expected
    assert {key: row["title"] for key, row in remains.rows["conversations"].items()} == titles
    assert remains.rows["drafts"].keys() == {"c1"}


def test_a_page_of_messages_costs_its_messages_and_says_which(path, said):
    leaf = leaves_of(path, "messages")[2]
    overwrite(path, leaf)

    found, notices = heal(path)

    assert found.keys() == said.keys()
    lost = {key for key, message in found.items() if message.note == LOST_NOTE}
    assert 0 < len(lost) < len(said) // 2
    for key in said.keys() - lost:
        assert found[key].text == said[key].text
        assert found[key].parent_id == said[key].parent_id
    (notice,) = notices
    assert f"6 conversations with {len(said) - len(lost)} messages" in notice
    assert re.search(rf"; {len(lost)} messages? could not be read\.", notice)
    assert_is_sound(path)


def test_the_damaged_file_is_kept_as_it_was_and_is_private(path, said):
    overwrite(path, leaves_of(path, "messages")[0])
    content = path.read_bytes()

    _, (notice,) = heal(path)
    (kept,) = path.parent.glob("history.db.damaged-*[0-9]")
    assert kept.read_bytes() == content
    assert str(kept) in notice
    assert stat.S_IMODE(kept.stat().st_mode) == stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(path.parent.glob("*.part*"))
    assert not list(path.parent.glob("*.salvaged"))


def test_it_is_told_once(path, said):
    overwrite(path, 1)

    with closing(ConversationStore.open(path)) as store:
        assert len(store.notices) == 1
    with closing(ConversationStore.open(path)) as store:
        assert store.notices == ()


@pytest.mark.parametrize(
    "index", ["messages_by_parent", "sqlite_autoindex_messages_1", "sqlite_autoindex_messages_2"]
)
def test_a_damaged_index_costs_nothing(path, said, index):
    overwrite(path, root_of(path, index), random.Random(1).randbytes(PAGE_BYTES))

    found, _ = heal(path)

    assert found == said
    assert_is_sound(path)


def test_a_damaged_schema_costs_nothing(path, said):
    overwrite(path, 1, random.Random(2).randbytes(PAGE_BYTES))

    found, (notice,) = heal(path)

    assert found == said
    assert f"with {len(said)} messages. The damaged file" in notice
    with closing(ConversationStore.open(path)) as store:
        assert store.drafts.load("c1") == Draft("half a thought")
        assert {each.title for each in store.conversations()} == {f"about c{n}" for n in range(6)}
        assert store.journal.undo("c2").kind == "send"


def test_a_complaint_that_quotes_unreadable_bytes_is_damage_too(path, said):
    content = path.read_bytes().replace(b"CREATE INDEX messages_by_run", b"\xbc\xff\xfe " * 7)
    path.write_bytes(content)

    found, _ = heal(path)

    assert found == said


def test_a_damaged_free_list_costs_nothing(path, said):
    with closing(ConversationStore.open(path)) as store:
        store.purge_conversation("c5")
        said = {key: each for key, each in said.items() if each.conversation_id != "c5"}
    with path.open("r+b") as file:
        file.seek(32)
        file.write(b"\x00\xff\xff\xff" * 2)

    found, _ = heal(path)

    assert found == said
    assert_is_sound(path)


def test_what_was_purged_does_not_come_back_with_the_salvage(path, said):
    with closing(ConversationStore.open(path)) as store:
        store.purge_conversation("c5")
    overwrite(path, root_of(path, "messages_by_parent"))

    found, _ = heal(path)

    assert {each.conversation_id for each in found.values()} == {f"c{n}" for n in range(5)}


def test_what_was_thrown_away_can_still_be_brought_back(path, said):
    with closing(ConversationStore.open(path)) as store:
        store.delete_message("c3-4")
        store.delete_conversation("c4")
    overwrite(path, root_of(path, "messages_by_parent"))

    heal(path)

    with closing(ConversationStore.open(path)) as store:
        assert store.journal.undo("c3").kind == "delete_conversation"
        assert store.journal.undo("c3").kind == "delete_messages"
        assert all_messages(store) == said


def test_a_lost_conversation_keeps_its_messages(path, said):
    for leaf in leaves_of(path, "conversations"):
        overwrite(path, leaf)

    found, _ = heal(path)

    assert found == said


def test_words_of_which_a_part_is_gone_are_kept_as_far_as_they_go(path, said):
    overwrite(path, overflow_of(path)[-1], b"\xff" * PAGE_BYTES)
    with closing(ConversationStore.open(path)) as store, pytest.raises(DamageError):
        store.check()

    found, (notice,) = heal(path)

    (cut_short,) = (each for each in found.values() if each.note == DAMAGED_NOTE)
    assert "c" in cut_short.text
    assert "서울에서 words" in cut_short.text
    assert "; 1 of them could not be read whole" in notice


def test_while_another_program_has_it_open_nothing_is_touched(path, said):
    with closing(ConversationStore.open(path)):
        overwrite(path, 1)
        content = path.read_bytes()

        with pytest.raises(DamageError, match="another Glassbox has it open"):
            ConversationStore.open(path)

        assert path.read_bytes() == content
    assert not list(path.parent.glob("*.damaged-*"))


def test_damage_that_is_met_while_it_runs_is_mended_at_the_next_start(path, said):
    for page in overflow_of(path):
        overwrite(path, page, b"\xff" * PAGE_BYTES)
    with closing(ConversationStore.open(path)) as store, pytest.raises(DamageError) as error:
        all_messages(store)
    assert "start again: what can be read is saved then" in str(error.value)

    with closing(ConversationStore.open(path)) as store:
        assert "The database was damaged" in store.notices[0]
        assert all_messages(store).keys() == said.keys()


def test_a_suspicion_without_reason_changes_nothing(path, said):
    (path.parent / "run" / "suspicion").touch()

    with closing(ConversationStore.open(path)) as store:
        assert store.notices == ()
        assert all_messages(store) == said
    assert not (path.parent / "run" / "suspicion").exists()


def test_a_salvage_that_was_killed_before_its_last_step_is_finished(path, said):
    with closing(ConversationStore.open(path)) as store:
        store.add_message(replace(said["c0-8"], id="new", parent_id="c0-8"))
    path.rename(path.with_name(f"{path.name}.salvaged"))
    wal_path(path).write_bytes(b"a log of the database that is gone")

    with closing(ConversationStore.open(path)) as store:
        assert "The database was damaged. Saved: 6 conversations" in store.notices[0]
        assert all_messages(store).keys() == said.keys() | {"new"}
    assert not path.with_name(f"{path.name}.salvaged").exists()


def test_a_full_disk_stops_the_salvage_and_nothing_is_changed(path, said):
    resource = pytest.importorskip("resource")
    overwrite(path, 1)
    content = path.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, limits[1]))
    try:
        with pytest.raises(StorageError):
            ConversationStore.open(path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert path.read_bytes() == content
    assert sorted(each.name for each in path.parent.iterdir()) == ["history.db", "run"]
    assert heal(path)[0].keys() == said.keys()


def test_a_header_that_lost_our_mark_is_damage_and_not_another_programs(path, said):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id = 7")
        connection.commit()

    found, notices = heal(path)

    assert found == said
    assert len(notices) == 1


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("seed", range(6))
def test_whatever_happened_to_the_file_no_message_disappears_unseen(tmp_path, damage, seed):
    """What is not whole is labelled in its place, as long as an index or a child knows of it."""
    chance = random.Random(f"{damage} {seed}")
    path = tmp_path / "data" / "history.db"
    said = build_history(path, conversations=5, messages=8)
    data = bytearray(path.read_bytes())
    DAMAGES[damage](data, chance)
    path.write_bytes(data)

    found, notices = heal(path)

    assert_is_sound(path)
    if damage != "a cut end":
        assert found.keys() == said.keys(), notices
    whole = [key for key in said.keys() & found.keys() if found[key].note not in LABELS]
    changed = [key for key in whole if found[key].text != said[key].text]
    # Random bytes inside a text are no damage that anybody can see.
    assert len(changed) <= (3 if damage == "random bytes" else 0)
    assert notices or len(whole) + len(changed) >= len(said) - 3


def test_a_salvaged_database_is_used_like_any_other(path, said, talk):
    overwrite(path, leaves_of(path, "messages")[2])
    heal(path)

    with closing(ConversationStore.open(path)) as store:
        head = store.conversation("c2").head_id
        store.add_message(Message("next", "c2", head, "user", (TextPart("go on"),), talk.now()))
        assert store.branch("next")[-1].text == "go on"
        store.add_first_message(talk.conversation("n"), talk.user("x", "hi", conversation="n"))
        assert store.latest_conversation().id == "n"
        assert store.search.search("go on").hits
