"""The write-ahead log after a crash: what was committed is there, whatever became of the log."""

from contextlib import closing

import pytest
from damage import PAGE_BYTES, all_messages, assert_is_sound, copy_as_after_a_kill

from assistant.conversation import ConversationStore
from assistant.conversation.wal import wal_path


@pytest.mark.parametrize("which", ["first", "middle"])
def test_a_log_that_is_damaged_in_the_middle_costs_no_later_message(path, tmp_path, talk, which):
    damaged = tmp_path / "damaged" / "history.db"
    with closing(ConversationStore.open(path)) as store:
        last = talk.user("0", "first")
        store.add_first_message(talk.conversation("c"), last)
        for number in range(1, 20):
            last = talk.user(str(number), f"message {number}", after=last)
            store.add_message(last)
        copy_as_after_a_kill(path, damaged)
        said = all_messages(store)
    log = wal_path(damaged)
    data = bytearray(log.read_bytes())
    frames = (len(data) - 32) // (24 + PAGE_BYTES)
    frame = {"first": 0, "middle": frames // 2}[which]
    data[32 + frame * (24 + PAGE_BYTES) + 1000] ^= 0xFF
    log.write_bytes(data)

    with closing(ConversationStore.open(damaged)) as store:
        assert store.notices
        assert all_messages(store).keys() == said.keys()
    assert_is_sound(damaged)


def test_a_log_whose_head_is_gone_is_read_all_the_same(path, tmp_path, talk):
    damaged = tmp_path / "damaged" / "history.db"
    with closing(ConversationStore.open(path)) as store:
        store.add_first_message(talk.conversation("c"), talk.user("q", "only in the log"))
        copy_as_after_a_kill(path, damaged)
    data = bytearray(wal_path(damaged).read_bytes())
    data[:32] = bytes(32)
    wal_path(damaged).write_bytes(data)

    with closing(ConversationStore.open(damaged)) as store:
        assert [each.text for each in all_messages(store).values()] == ["only in the log"]


def test_a_log_as_a_kill_leaves_it_is_no_damage(path, tmp_path, talk):
    killed = tmp_path / "killed" / "history.db"
    with closing(ConversationStore.open(path)) as store:
        store.add_first_message(talk.conversation("c"), talk.user("q", "hello"))
        copy_as_after_a_kill(path, killed)
    with wal_path(killed).open("ab") as log:
        log.write(b"half a frame, never finished")

    with closing(ConversationStore.open(killed)) as store:
        assert store.notices == ()
        assert [each.text for each in all_messages(store).values()] == ["hello"]


def test_the_rest_of_a_commit_that_was_written_over_is_no_damage(path, tmp_path, talk):
    """One program is killed before it tells of its commit; another commits, and is killed."""
    base, first, second, killed = (tmp_path / name / "history.db" for name in "abcd")
    with closing(ConversationStore.open(path)) as store:
        store.add_first_message(talk.conversation("c"), asked := talk.user("q", "hello"))
        copy_as_after_a_kill(path, first)
        copy_as_after_a_kill(path, second)
    with closing(ConversationStore.open(first)) as store:
        store.add_message(talk.reply("lost", "never acknowledged " * 9_000, after=asked))
        copy_as_after_a_kill(first, base)
    with closing(ConversationStore.open(second)) as store:
        store.add_message(talk.reply("kept", "short", after=asked))
        copy_as_after_a_kill(second, killed, index=True)
    written = wal_path(killed).stat().st_size
    rest = wal_path(base).read_bytes()[written:]
    with wal_path(killed).open("ab") as log:
        log.write(rest)

    with closing(ConversationStore.open(killed)) as store:
        assert rest
        assert store.notices == ()
        assert all_messages(store).keys() == {"q", "kept"}
    assert_is_sound(killed)
