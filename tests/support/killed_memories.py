"""Kills a program that is at work on a memory, and looks at what the next one finds."""

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

from hash_embedder import HashEmbedder
from open_memories import START

from assistant_memory.long_term import LongTermMemory
from assistant_memory.values import Memory, Query, Round

ROOT = Path(__file__).parents[2]
CHILD = ROOT / "tests" / "torture" / "memory_child.py"
_SETTLE_SECONDS = 120.0

Possible = set[tuple[str, str] | None]
"""Texts and states in which a record may be found; `None`: not at all."""


@dataclass(slots=True)
class Recovery:
    """What the start after a kill was like."""

    open_seconds: float
    """Until the first question was answered, rightly."""
    settle_seconds: float | None
    """Until the Chroma index was in step, if that was waited for."""
    cpu_seconds: float
    """Of the same, without what other programs took."""
    records: int
    notices: tuple[str, ...]


@dataclass(slots=True)
class Ledger:
    """What was acknowledged, and what was begun."""

    possible: dict[str, Possible] = field(default_factory=dict)

    def read(self, line: bytes) -> None:
        mark, what, record_id, text = json.loads(line)
        before = self.possible.get(record_id, {None})
        after: Possible
        match what:
            case "add" | "say":
                after = {(text, "active" if what == "add" else "said")}
            case "change":
                after = {(text, each[1]) for each in before if each}
            case "away":
                after = {(each[0], "forgotten") for each in before if each}
            case _:
                after = {None}
        self.possible[record_id] = after if mark == "!" else before | after


def kill_at_work(folder: Path, seed: int, seconds: float, ledger: Ledger) -> None:
    """Let a program work for so long after it opened the memory, and kill it."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, CHILD, folder, str(seed)], stdout=subprocess.PIPE, env=environment
    ) as child:
        assert child.stdout is not None
        opened = child.stdout.readline()
        assert opened == b"open\n", "the program did not open the memory"
        time.sleep(seconds)
        assert child.poll() is None, "the program ended by itself"
        child.kill()
        for line in child.stdout.read().splitlines(keepends=True):
            if line.endswith(b"\n"):
                ledger.read(line)


def look(folder: Path, ledger: Ledger, *, is_settled: bool = True) -> Recovery:
    """Open what is left; fails when anything is lost or out of step.

    `is_settled`: wait until Chroma is in step, too; until then it is not asked.
    """
    start, cpu_start = perf_counter(), process_time()
    memory = LongTermMemory.open(folder, HashEmbedder())
    question = Query("which fact is green", now=START)
    memory.recall(question)
    opened, cpu_opened = perf_counter(), process_time()
    try:
        _nothing_is_lost(memory, ledger)
        before = perf_counter()
        while is_settled and memory.settle():
            assert perf_counter() - before < _SETTLE_SECONDS, "the index is never done"
        settled = perf_counter() - before
        if is_settled:
            assert memory._store.noted_erasures() == []
            _the_index_is_in_step(memory)
        return Recovery(
            opened - start,
            settled if is_settled else None,
            cpu_opened - cpu_start,
            memory._corpus.count(),
            memory.notices,
        )
    finally:
        memory.close()


def _nothing_is_lost(memory: LongTermMemory, ledger: Ledger) -> None:
    database = memory._store._database
    assert [row[0] for row in database.rows("PRAGMA integrity_check")] == ["ok"]
    assert database.rows("PRAGMA foreign_key_check") == []
    records = (*memory._store.all_memories(), *memory._store.all_rounds())
    found = {record.id: _told(record) for record in records}
    for record_id, possible in ledger.possible.items():
        told = found.get(record_id)
        assert told in possible, f"{record_id} is {told}, not of {possible}"
    # What was written and not acknowledged counts from here, too.
    ledger.possible |= {record_id: {told} for record_id, told in found.items()}
    ledger.possible |= {each: {None} for each in ledger.possible.keys() - found.keys()}
    ids = {row[0] for row in database.rows("SELECT id FROM memories UNION SELECT id FROM rounds")}
    assert set(memory._corpus.exact.ids()) == ids, "the exact index is out of step"


def _the_index_is_in_step(memory: LongTermMemory) -> None:
    exact, index = memory._corpus.exact, memory._follower._index
    if not exact.count():
        return
    assert memory.is_settled, memory.notices
    assert index is not None
    index.begin_ids()
    answer = index.take_answer(30)
    assert answer is not None
    assert sorted(answer["ids"]) == sorted(exact.ids()), "Chroma is out of step"
    for record_id in random.Random(1).sample(sorted(exact.ids()), min(20, exact.count())):
        (vector,) = exact.vectors([record_id])
        assert index.search(vector, 1)[0].similarity > 0.99


def _told(record: Memory | Round) -> tuple[str, str]:
    return (record.question, "said") if isinstance(record, Round) else (record.text, record.state)
