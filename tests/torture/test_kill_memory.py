"""A program may be killed at any moment; the next one finds every memory that was acknowledged."""

import logging
import os
import random
from pathlib import Path

import pytest
from killed_memories import Ledger, kill_at_work, look

KILLS = 3


@pytest.mark.timeout(180)
def test_every_memory_survives_kills_and_the_index_is_in_step_again(tmp_path: Path):
    seed = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().getrandbits(32)
    logging.getLogger(__name__).warning("Repeat these kills with KILL_SEED=%d", seed)
    chance, ledger = random.Random(seed), Ledger()

    for _ in range(KILLS):
        kill_at_work(tmp_path, chance.getrandbits(32), chance.uniform(0.1, 3.0), ledger)
        look(tmp_path, ledger)

    assert ledger.possible
