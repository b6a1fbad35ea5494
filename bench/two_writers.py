"""Two programs that write 3,000 memories each into one folder, at the same time."""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from figure import Figure
from hash_embedder import HashEmbedder

from assistant_memory.long_term import LongTermMemory

_COUNT = 3000
_PROGRAM = Path(__file__).with_name("two_writers_program.py")


async def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        written, refusals = _write(Path(folder))
        seconds = time.perf_counter() - start
        missing, without_vector, is_in_step = _look(Path(folder), written)
    longest = max(refusals, default=0.0)
    lost = len(missing) + len(without_vector)
    return [
        Figure(
            f"two processes writing {_COUNT:,} memories each: memories or vectors lost",
            f"{lost} of {len(written):,}",
            "0",
            lost == 0 and is_in_step and len(written) == 2 * _COUNT,
            "Chroma alone: 127 of 6,000 vectors",
        ),
        Figure(
            "the same, longest refusal of a write",
            f"{longest:.2f} s ({len(refusals)} refused and tried again)",
            "≤ 1 s",
            longest <= 1,
            f"all written in {seconds:.0f} s",
        ),
    ]


def _write(folder: Path) -> tuple[list[str], list[float]]:
    programs = [
        subprocess.Popen(
            [sys.executable, _PROGRAM, folder, name, str(_COUNT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "open\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    with ThreadPoolExecutor() as readers:
        outputs = readers.map(lambda program: program.communicate()[0], programs)
        lines = [line for output in outputs for line in output.splitlines()]
    assert [program.returncode for program in programs] == [0, 0]
    refusals = [float(line.split()[1]) for line in lines if line.startswith("refused")]
    return [line for line in lines if not line.startswith("refused")], refusals


def _look(folder: Path, written: list[str]) -> tuple[set[str], set[str], bool]:
    memory = LongTermMemory.open(folder, HashEmbedder())
    while memory.settle():
        pass
    stored = {each.id for each in memory._store.all_memories()}
    indexed = set(memory._corpus.exact.ids())
    index = memory._follower._index
    assert index is not None
    index.begin_ids()
    answer = index.take_answer(30)
    is_in_step = answer is not None and set(answer["ids"]) == stored
    memory.close()
    return set(written) - stored, set(written) - indexed, is_in_step
