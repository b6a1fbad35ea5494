"""A program that imports a file, to be killed. It prints a line for each conversation stored."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from assistant.conversation import ConversationStore
from assistant.transfer import import_file

if __name__ == "__main__":
    opened = ConversationStore.open(Path(sys.argv[1]))
    for progress in import_file(Path(sys.argv[2]), opened, datetime.now(UTC)):
        os.write(1, f"{progress.conversations}\n".encode())
