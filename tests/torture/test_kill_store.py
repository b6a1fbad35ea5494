"""A program may be killed at any moment; what its store acknowledged is there afterwards."""

import logging
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import assistant
from assistant.conversation import ConversationStore, Message

CHILD = Path(__file__).with_name("store_child.py")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(assistant.__file__).parents[1])}
KILLS_PER_BATCH = 26
LATER_STATES = {
    "streaming": {"interrupted", "complete"},
    "complete": {"complete"},
    "interrupted": {"interrupted"},
}
"""Acknowledged state → the states in which the next program may find the message."""

Acknowledged = dict[str, tuple[int, str]]
"""Message id → words in it and state, as last acknowledged."""


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().getrandbits(32)
    logging.getLogger(__name__).warning("Repeat these kills with KILL_SEED=%d", seed)
    return random.Random(seed)


def start_child(path: Path, name: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, CHILD, path, name], stdout=subprocess.PIPE, env=ENVIRONMENT
    )


def kill_child(child: subprocess.Popen[bytes], lines: int, seconds: float) -> Acknowledged:
    """Kill a program some time after its n-th line, and return what it was told."""
    with child:
        output = b"".join(child.stdout.readline() for _ in range(lines))
        time.sleep(seconds)
        assert child.poll() is None, "the program ended by itself"
        child.kill()
        output += child.stdout.read()
    told = [line.decode().split() for line in output.splitlines(keepends=True)[1:]]
    return {message_id: (int(words), state) for message_id, words, state in told}


def stored_messages(path: Path) -> Iterator[Message]:
    """Everything that a program finds which starts after a kill."""
    with closing(ConversationStore.open(path)) as store:
        check = store._database.connection.execute
        assert [tuple(row) for row in check("PRAGMA integrity_check")] == [("ok",)]
        assert list(check("PRAGMA foreign_key_check")) == []
        for conversation in store.conversations():
            yield from store.branch(conversation.head_id)


def assert_nothing_is_lost(path: Path, acknowledged: Acknowledged) -> None:
    stored = {message.id: message for message in stored_messages(path)}
    assert acknowledged.keys() <= stored.keys()
    for message in stored.values():
        words = message.text.split()
        told_words, told_state = acknowledged.get(message.id, (0, message.state))
        assert words == [f"{message.id}/{number}" for number in range(len(words))]
        assert len(words) >= told_words
        assert message.state in LATER_STATES[told_state]


@pytest.mark.parametrize("batch", range(4))
def test_every_acknowledged_word_survives_a_kill(tmp_path, chance, batch):
    path = tmp_path / "history.db"
    acknowledged: Acknowledged = {}

    for kill in range(KILLS_PER_BATCH):
        child = start_child(path, f"{batch}-{kill}")
        acknowledged |= kill_child(child, chance.randint(1, 9), chance.uniform(0, 0.01))
        assert_nothing_is_lost(path, acknowledged)

    assert len(acknowledged) >= KILLS_PER_BATCH


def test_a_kill_while_the_history_is_made_or_opened_does_no_harm(tmp_path, chance):
    for history in range(5):
        path = tmp_path / f"history-{history}.db"
        acknowledged: Acknowledged = {}
        for kill in range(4):
            child = start_child(path, str(kill))
            acknowledged |= kill_child(child, lines=0, seconds=chance.uniform(0, 0.3))
            assert_nothing_is_lost(path, acknowledged)


def test_programs_that_start_at_once_make_one_history_and_keep_it(tmp_path, chance):
    path = tmp_path / "history.db"
    children = [start_child(path, f"program-{number}") for number in range(3)]

    acknowledged: Acknowledged = {}
    for child in children:
        acknowledged |= kill_child(child, lines=12, seconds=chance.uniform(0, 0.01))

    assert_nothing_is_lost(path, acknowledged)
    assert {message_id.partition("-u")[0] for message_id in acknowledged} >= {
        f"program-{number}" for number in range(3)
    }
