"""A program that talks to itself, to be killed. It prints what was acknowledged.

One line for each call of the store that returned: message id, words in it, state.
"""

import os
import sys
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from assistant.conversation import Conversation, ConversationStore, Message, TextPart


def acknowledge(message: Message) -> None:
    os.write(1, f"{message.id} {len(message.text.split())} {message.state}\n".encode())


def with_words(message: Message, words: int) -> Message:
    """The first so many words of the only text that a message of this id can have."""
    text = " ".join(f"{message.id}/{number}" for number in range(words))
    return replace(message, parts=(TextPart(text),))


def talk(store: ConversationStore, name: str) -> None:
    now = datetime.now(UTC)
    last_id: str | None = None
    for turn in count():
        user = Message(f"{name}-u{turn}", name, last_id, "user", (), now)
        user = with_words(user, 1 + turn * 7 % 300)
        if last_id is None:
            store.add_first_message(Conversation(name, name, now, now), user)
        else:
            store.add_message(user)
        acknowledge(user)
        reply = Message(f"{name}-r{turn}", name, user.id, "assistant", (), now, "streaming")
        store.add_message(reply)
        acknowledge(reply)
        for words in (1, 30, 200, 700):
            reply = with_words(reply, words)
            store.save_reply(reply)
            acknowledge(reply)
        reply = replace(reply, state="complete")
        store.save_reply(reply)
        acknowledge(reply)
        last_id = reply.id


if __name__ == "__main__":
    opened = ConversationStore.open(Path(sys.argv[1]))
    # Checkpoints come every few commits instead of every few hundred, so that kills hit them too.
    opened._database.connection.execute("PRAGMA wal_autocheckpoint = 8")
    os.write(1, b"open\n")
    talk(opened, name=sys.argv[2])
