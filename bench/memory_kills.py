"""Kill -9 at random moments of writing, indexing, rebuilding and forgetting.

`MEMORY_KILLS` and `KILL_SEED` in the environment change how many kills and which.
"""

import json
import os
import random
import sys
import tempfile
from pathlib import Path

from figure import Figure
from hash_embedder import HashEmbedder
from killed_memories import Ledger, Recovery, kill_at_work, look

from assistant_memory.long_term import LongTermMemory

_MEMORIES = 10_000
_SETTLED_EVERY = 8
_BEFORE = "Chroma alone, one writer: 3 permanent failures in about 130 kills"


async def measure() -> list[Figure]:
    kills = int(os.environ.get("MEMORY_KILLS", "200"))
    seed = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().getrandbits(32)
    print(f"repeat these kills with KILL_SEED={seed}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        recoveries, failures = _kill(Path(folder), kills, random.Random(seed))
    slowest = max((each.open_seconds for each in recoveries), default=0.0)
    opened = sorted(each.open_seconds for each in recoveries) or [0.0]
    cpu = max((each.cpu_seconds for each in recoveries), default=0.0)
    settled = sorted(s for each in recoveries if (s := each.settle_seconds) is not None) or [0.0]
    records = max((each.records for each in recoveries), default=0)
    rebuilt = sum(bool(each.notices) for each in recoveries)
    return [
        Figure(
            f"kill -9 at {kills} moments: starts that lost something or were out of step",
            f"{len(failures)}",
            "0",
            not failures,
            _BEFORE,
        ),
        Figure(
            f"the same, slowest start until a question is answered, {records:,} memories",
            f"{slowest:.2f} s",
            "≤ 5 s",
            slowest <= 5,
            f"median {opened[len(opened) // 2]:.2f} s, at most {cpu:.2f} s of CPU; "
            f"Chroma in step after {settled[len(settled) // 2]:.1f} s (median) and "
            f"{settled[-1]:.1f} s (slowest); damage noticed and mended in {rebuilt}",
        ),
    ]


def _kill(folder: Path, kills: int, chance: random.Random) -> tuple[list[Recovery], list[str]]:
    ledger = Ledger()
    _fill(folder)
    look(folder, ledger)
    recoveries: list[Recovery] = []
    failures: list[str] = []
    for number in range(kills):
        seconds = chance.uniform(0.0, 3.0)
        try:
            kill_at_work(folder, chance.getrandbits(32), seconds, ledger)
            # In between, programs are killed that had not settled either.
            recoveries.append(look(folder, ledger, is_settled=number % _SETTLED_EVERY == 0))
            print(f"kill {number + 1} after {seconds:.2f} s: {recoveries[-1]}", file=sys.stderr)
        except Exception as error:
            failures.append(repr(error)[:500])
            print(f"kill {number + 1} after {seconds:.2f} s: FAILED {error!r}", file=sys.stderr)
    return recoveries, failures


def _fill(folder: Path) -> None:
    memory = LongTermMemory.open(folder, HashEmbedder())
    memory.import_(
        json.dumps({"type": "memory", "id": f"s{i}", "text": f"seed {i}", "said_at": "2026-01-01"})
        for i in range(_MEMORIES)
    )
    memory.close()
