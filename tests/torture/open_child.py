"""A program that opens the conversations and waits, to be killed."""

import os
import sys
from pathlib import Path

from assistant.conversation import ConversationStore

if __name__ == "__main__":
    opened = ConversationStore.open(Path(sys.argv[1]))
    os.write(1, b"open\n")
    sys.stdin.read()
