"""A program that writes, changes, erases, indexes and rebuilds without end, to be killed.

Usage: `python memory_child.py FOLDER SEED`. It prints `? WHAT ID` before each change and
`! WHAT ID TEXT` when the call has returned.
"""

import json
import os
import random
import sys
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from hash_embedder import HashEmbedder
from open_memories import START

from assistant_memory.long_term import LongTermMemory
from assistant_memory.outcomes import MemoryFilter
from assistant_memory.values import Memory, NewMemory, Round


class Child:
    def __init__(self, folder: Path, seed: int) -> None:
        self.memory = LongTermMemory.open(folder, HashEmbedder())
        self.chance = random.Random(seed)
        self.numbers = count(self.chance.getrandbits(40))
        self.known = list(self.memory.list(MemoryFilter(limit=50)))

    def run(self) -> None:
        os.write(1, b"open\n")
        steps = [self.add] * 6 + [self.add_many, self.change, self.put_away, self.say]
        steps += [self.settle] * 3 + [self.erase, self.rebuild]
        while True:
            self.chance.choice(steps)()

    def text(self) -> str:
        number = next(self.numbers)
        colour = self.chance.choice(["green", "red", "blue"])
        # No part of a text stands in another one: an erasure would find it there.
        more = (f"{number}/{place}" for place in range(self.chance.choice([0, 0, 5, 400])))
        return " ".join((f"fact {number} of {colour}", *more))

    def add(self) -> None:
        kept = self.memory.remember(NewMemory(self.text())).memory
        self.known.append(kept)
        told("!", "add", kept.id, kept.text)

    def add_many(self) -> None:
        texts = {f"m{next(self.numbers)}": self.text() for _ in range(self.chance.randint(1, 60))}
        self.memory.import_(
            json.dumps({"type": "memory", "id": key, "text": text, "said_at": "2026-01-01"})
            for key, text in texts.items()
        )
        for key, text in texts.items():
            told("!", "add", key, text)

    def say(self) -> None:
        said = Round(f"r{next(self.numbers)}", "talk", self.text(), "Yes.", START)
        self.memory.keep_rounds([said])
        told("!", "say", said.id, said.question)

    def change(self) -> None:
        if (memory := self.some()) is not None:
            text = self.text()
            told("?", "change", memory.id, text)
            self.memory.edit(memory.id, text)
            told("!", "change", memory.id, text)

    def put_away(self) -> None:
        if (memory := self.some()) is not None:
            told("?", "away", memory.id, "")
            self.memory.put_away(memory.id)
            told("!", "away", memory.id, "")

    def erase(self) -> None:
        if (memory := self.some()) is not None:
            self.known.remove(memory)
            told("?", "erase", memory.id, "")
            proof = self.memory.erase([memory.id])
            assert proof.is_clean, proof
            told("!", "erase", memory.id, "")

    def settle(self) -> None:
        for _ in range(self.chance.randint(1, 60)):
            if not self.memory.settle():
                break

    def rebuild(self) -> None:
        self.memory._follower.destroy()
        self.settle()

    def some(self) -> Memory | None:
        return self.chance.choice(self.known) if self.known else None


def told(mark: str, what: str, record_id: str, text: str) -> None:
    os.write(1, (json.dumps([mark, what, record_id, text]) + "\n").encode())


if __name__ == "__main__":
    Child(Path(sys.argv[1]), int(sys.argv[2])).run()
