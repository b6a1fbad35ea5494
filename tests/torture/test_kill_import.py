"""An import may be killed at any moment: conversations are there whole, and repeating ends it."""

import os
import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from imports import NOW
from large_exports import write_chatgpt_export

import assistant
from assistant.conversation import ConversationStore
from assistant.transfer import import_file

CHILD = Path(__file__).with_name("import_child.py")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(assistant.__file__).parents[1])}
CONVERSATIONS = 60
MESSAGES = 12
KILLS = 8


def kill_import(path: Path, export: Path, lines: int, seconds: float) -> int:
    """Kill an import some time after its n-th line; return how many conversations it told of."""
    command = [sys.executable, CHILD, path, export]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=ENVIRONMENT) as child:
        told = [child.stdout.readline() for _ in range(lines)]
        time.sleep(seconds)
        child.kill()
        told += child.stdout.read().splitlines(keepends=True)
    return max((int(line) for line in told if line.endswith(b"\n")), default=0)


def test_a_killed_import_leaves_whole_conversations_and_is_completed_by_another(tmp_path):
    export, path = tmp_path / "conversations.json", tmp_path / "history.db"
    write_chatgpt_export(export, CONVERSATIONS, MESSAGES)
    chance = random.Random(7)

    for _ in range(KILLS):
        told = kill_import(path, export, chance.randint(1, 40), chance.uniform(0, 0.01))
        with closing(ConversationStore.open(path)) as store:
            stored = store.conversations()
            assert len(stored) >= told
            assert {len(store.messages(each.id)) for each in stored} <= {MESSAGES}

    with closing(ConversationStore.open(path)) as store:
        *_, last = import_file(export, store, NOW)
        assert (last.conversations, last.left_out) == (CONVERSATIONS, 0)
        assert [len(store.messages(each.id)) for each in store.conversations()] == (
            [MESSAGES] * CONVERSATIONS
        )
