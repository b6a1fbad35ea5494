"""A program may be killed while it keeps a state: what is found afterwards is whole."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

import assistant
from assistant.engine.states import total_bytes
from assistant.engine.worker.state_file import Seal, read_key, read_state

CHILD = Path(__file__).with_name("states_child.py")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(assistant.__file__).parents[1])}
SIZE, LIMIT_BYTES = 12_000_000, 100_000_000
KILLS = 8


@pytest.mark.timeout(180)
def test_every_state_is_whole_or_not_there_and_the_limit_holds(tmp_path: Path):
    dice = random.Random()
    states = tmp_path / "states"
    for _ in range(KILLS):
        arguments = [sys.executable, CHILD, states, str(SIZE), str(LIMIT_BYTES)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=ENVIRONMENT) as child:
            child.stdout.read(1)
            time.sleep(dice.random() * 0.1)
            child.kill()

        assert total_bytes(states) <= LIMIT_BYTES
    seal = Seal(read_key(states), bytes(32), context_tokens=8192)
    files = list(states.glob("*/*.state"))
    assert files
    for file in files:
        state = read_state(file, seal)
        assert bytes(state.memory) == bytes(state.tokens) * SIZE
