"""A reply that its program did not finish is told from one that is being written."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from threading import Barrier

import pytest

from assistant.conversation import ConversationStore, TextPart


@pytest.fixture
def reply(store, talk):
    """A reply that `store` is writing."""
    question = talk.user("q", "tell me a story")
    store.add_first_message(talk.conversation("c"), question)
    reply = talk.reply("r", "Once upon", after=question, state="streaming")
    store.add_message(reply)
    return reply


def test_a_reply_of_a_program_that_ended_is_interrupted_and_keeps_its_words(reply, reopened):
    assert reopened().branch("r")[-1] == replace(reply, state="interrupted")


def test_a_reply_that_another_program_is_writing_stays_streaming(reply, store, open_store):
    other = open_store()
    assert other.branch("r")[-1] == reply

    grown = replace(reply, parts=(TextPart("Once upon a time"),))
    store.save_reply(grown)
    assert other.branch("r")[-1] == grown

    finished = replace(grown, state="complete")
    store.save_reply(finished)
    assert other.branch("r")[-1] == finished


def test_a_finished_reply_is_never_interrupted(reply, store, reopened):
    finished = replace(reply, state="complete")
    store.save_reply(finished)

    assert reopened().branch("r")[-1] == finished


def test_only_the_dead_programs_replies_are_interrupted(reply, store, open_store, talk):
    other = open_store()
    question = talk.user("q2", "and you?", conversation="d")
    other.add_first_message(talk.conversation("d"), question)
    theirs = talk.reply("r2", "I am", after=question, state="streaming")
    other.add_message(theirs)

    store.close()
    third = open_store()

    assert third.branch("r")[-1].state == "interrupted"
    assert third.branch("r2")[-1] == theirs


def test_a_lock_file_that_is_lost_counts_as_the_end_of_its_program(reply, path, open_store):
    for lock in (path.parent / "run").glob("*.lock"):
        lock.unlink()

    assert open_store().branch("r")[-1].state == "interrupted"


def test_programs_leave_no_lock_files_behind(store, path, open_store):
    run = path.parent / "run"
    (run / "of-a-dead-program.lock").touch()
    others = [open_store(), open_store()]
    assert len(list(run.glob("*.lock"))) == 3

    for each in (store, *others):
        each.close()

    assert list(run.glob("*.lock")) == []


def test_a_store_closes_twice_without_complaint(store):
    store.close()
    store.close()


@pytest.mark.parametrize("attempt", range(5))
def test_programs_that_start_at_the_same_moment_all_open_and_all_live(tmp_path, attempt):
    programs = 4
    start, opened = Barrier(programs, timeout=10), Barrier(programs, timeout=10)

    def run_program() -> int:
        start.wait()
        with closing(ConversationStore.open(tmp_path / "history.db")):
            opened.wait()
            locks = len(list((tmp_path / "run").glob("*.lock")))
            opened.wait()
            return locks

    with ThreadPoolExecutor(programs) as pool:
        runs = [pool.submit(run_program) for _ in range(programs)]

    assert [run.result() for run in runs] == [programs] * programs
