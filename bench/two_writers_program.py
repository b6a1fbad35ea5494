"""A program that writes memories as fast as it can: `python two_writers_program.py FOLDER NAME N`.

It prints the id of each that was acknowledged, and `refused SECONDS` for each that was not.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from hash_embedder import HashEmbedder

from assistant_memory.errors import MemoryBusyError
from assistant_memory.long_term import LongTermMemory
from assistant_memory.values import NewMemory


def main(folder: Path, name: str, count: int) -> None:
    memory = LongTermMemory.open(folder, HashEmbedder())
    print("open", flush=True)
    sys.stdin.readline()
    for number in range(count):
        while True:
            start = time.perf_counter()
            try:
                new = NewMemory(f"{name} {number} is written", subject=f"{name} {number}")
                print(memory.remember(new).memory.id)
                break
            except MemoryBusyError:
                print(f"refused {time.perf_counter() - start:.3f}")
        if number % 50 == 0:
            memory.settle()
    memory.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
