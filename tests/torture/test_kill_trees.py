"""Killed while a tree is changed, migrated or salvaged: the old state or the new, never a mix."""

import logging
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from damage import all_messages, assert_is_sound, build_history, heal, overwrite
from tree_steps import seen, step
from version_1 import OldProgram

import assistant
from assistant.conversation import ConversationStore

HERE = Path(__file__).parent
SUPPORT = HERE.parent / "support"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(assistant.__file__).parents[1])}
LIVES = 22

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def chance() -> random.Random:
    seed = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().getrandbits(32)
    logging.getLogger(__name__).warning("Repeat these kills with KILL_SEED=%d", seed)
    return random.Random(seed)


def start(script: str, *arguments: object) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, HERE / script, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=ENVIRONMENT,
    )


def kill_after(child: subprocess.Popen[bytes], lines: int, seconds: float) -> int:
    """Kill a program some time after its n-th line; return how many calls it was told of."""
    with child:
        output = b"".join(child.stdout.readline() for _ in range(lines))
        time.sleep(seconds)
        assert child.poll() is None, "the program ended by itself"
        child.kill()
        return max(0, (output + child.stdout.read()).count(b"\n") - 1)


@pytest.mark.parametrize("batch", range(2))
def test_every_change_that_was_acknowledged_is_there_and_no_half_of_another(
    tmp_path, chance, batch
):
    """A twin that is never killed makes the same changes, chosen by the same chance."""
    path, twin_path = tmp_path / "killed" / "history.db", tmp_path / "twin" / "history.db"
    changes = 0
    for number in range(LIVES):
        life = f"{batch}-{number}-{chance.getrandbits(20)}"
        child = start("tree_child.py", path, life, SUPPORT)
        told = kill_after(child, chance.randint(1, 25), chance.uniform(0, 0.01))
        with (
            closing(ConversationStore.open(path)) as killed,
            closing(ConversationStore.open(twin_path)) as twin,
        ):
            choices = random.Random(life)
            for change in range(told):
                step(twin, choices, f"{life}-{change}")
            if seen(killed) != seen(twin):
                step(twin, choices, f"{life}-{told}")
            assert seen(killed) == seen(twin)
        assert_is_sound(path)
        changes += told
    assert changes > LIVES


def test_two_programs_that_are_killed_in_turn_leave_whole_trees(tmp_path, chance):
    path = tmp_path / "history.db"
    for number in range(10):
        children = [
            start("tree_child.py", path, f"{number}-{each}-{chance.getrandbits(20)}", SUPPORT)
            for each in range(2)
        ]
        for child in children:
            kill_after(child, 8, chance.uniform(0, 0.02))
        with closing(ConversationStore.open(path)) as store:
            assert store.notices == ()
            for conversation in store.conversations():
                living = {node.id for node in store.tree.outline(conversation.id)}
                branch = store.branch(conversation.head_id)
                assert {message.id for message in branch} <= living
        assert_is_sound(path)


def test_a_kill_while_an_older_database_is_brought_up_to_date(tmp_path, chance):
    old_path = tmp_path / "old" / "history.db"
    with closing(OldProgram(old_path)) as old:
        old.begin("c", "0", "first")
        for number in range(1, 300):
            old.say("c", str(number), str(number - 1), f"message {number} " * 50)
    for attempt in range(12):
        path = tmp_path / str(attempt) / "history.db"
        shutil.copytree(old_path.parent, path.parent)
        kill_after(start("open_child.py", path), 0, chance.uniform(0.15, 0.6))

        with closing(sqlite3.connect(path)) as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        assert (version > 1) == ("actions" in tables)
        if version > 1:
            assert path.with_name("history.db.v1-backup").exists()
        with closing(ConversationStore.open(path)) as store:
            assert len(store.branch("299")) == 300
        assert not list(path.parent.glob("*.part*"))
        assert_is_sound(path)


def test_a_kill_while_a_damaged_database_is_salvaged(tmp_path, chance):
    source = tmp_path / "source" / "history.db"
    said = build_history(source, conversations=40)
    overwrite(source, 1)
    for attempt in range(12):
        path = tmp_path / str(attempt) / "history.db"
        shutil.copytree(source.parent, path.parent)
        kill_after(start("open_child.py", path), 0, chance.uniform(0.15, 0.9))

        found, _ = heal(path)
        assert found == said
        (kept,) = path.parent.glob("history.db.damaged-*[0-9]")
        assert kept.read_bytes() == source.read_bytes()
        with closing(ConversationStore.open(path)) as store:
            assert store.notices == ()
            assert all_messages(store) == said
        assert_is_sound(path)
