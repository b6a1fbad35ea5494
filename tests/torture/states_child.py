"""A program that keeps states without end, to be killed.

Usage: `python states_child.py FOLDER SIZE LIMIT`; prints a letter for each state that is kept.
"""

import mmap
import os
import sys
from itertools import count
from pathlib import Path

from assistant.engine.states import make_room, open_folder
from assistant.engine.worker.state_file import Seal, State, file_bytes, read_key, write_state


def main(folder: Path, size: int, limit_bytes: int) -> None:
    seal = Seal(read_key(folder), bytes(32), context_tokens=8192)
    for turn in count():
        own = open_folder(folder, f"conversation-{turn % 3}")
        memory = mmap.mmap(-1, size)
        memory.write(bytes([turn % 256]) * size)
        if make_room(folder, file_bytes(1, size), limit_bytes=limit_bytes):
            name = f"{os.getpid()}-{turn}.state"
            write_state(own / name, seal, State([turn % 256], memory), lambda: True)
            os.write(1, b".")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
