"""A program that changes trees by chance, to be killed. It prints what was acknowledged."""

import os
import random
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path

from assistant.conversation import ConversationStore
from assistant.errors import NotFoundError

if __name__ == "__main__":
    sys.path.insert(0, sys.argv[3])
    from tree_steps import step

    opened = ConversationStore.open(Path(sys.argv[1]))
    # Checkpoints come every few commits instead of every few hundred, so that kills hit them too.
    opened._database.connection.execute("PRAGMA wal_autocheckpoint = 8")
    os.write(1, b"open\n")
    chance = random.Random(sys.argv[2])
    for number in count():
        # Another program may have thrown away what was chosen here.
        with suppress(NotFoundError):
            step(opened, chance, f"{sys.argv[2]}-{number}")
        os.write(1, b"done\n")
