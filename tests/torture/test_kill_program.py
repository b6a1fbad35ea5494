"""The whole program, killed at random moments: what was shown as sent is there at the next start.

`KILL_SEED=…` repeats the choices of a run.
"""

import json
import os
import random
import re
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from terminal import Terminal, glassbox

from assistant.conversation import ConversationStore, Message

BATCHES = 4
KILLS_IN_A_BATCH = 26
LONGEST_LIFE_SECONDS = 1.6
STREAMED_WORD = re.compile(r"word(\d+)")
SAVED_WITHIN_SECONDS = 1.0

pytestmark = [pytest.mark.terminal, pytest.mark.timeout(280)]


@pytest.mark.parametrize("batch", range(BATCHES))
def test_nothing_that_was_shown_as_sent_is_lost_when_the_program_is_killed(
    batch: int, tmp_path: Path
) -> None:
    seed = int(os.environ.get("KILL_SEED", random.SystemRandom().randrange(10**6)))
    chance = random.Random(seed + batch)
    script = tmp_path / "script.json"
    words = " ".join(f"word{number}" for number in range(2000))
    script.write_text(json.dumps([{"text": words, "tokens_per_second": 150}]))
    environment = {
        "GLASSBOX_DATA_DIR": str(tmp_path / "data"),
        "GLASSBOX_ENGINE_KIND": "scripted",
        "GLASSBOX_ENGINE_SCRIPT": str(script),
    }
    shown: list[str] = []
    for kill in range(KILLS_IN_A_BATCH):
        question = f"question {batch}.{kill}"
        streamed = _one_life(environment, question, chance)
        stored = _stored(tmp_path / "data")
        if streamed is not None:
            shown.append(question)
            _assert_reply_was_kept(stored, question, streamed, f"KILL_SEED={seed}")
        kept = {message.text for message in stored if message.role == "user"}
        assert set(shown) <= kept, f"KILL_SEED={seed}"
        assert not [m for m in stored if m.state == "streaming"], f"KILL_SEED={seed}"
    assert len(shown) > KILLS_IN_A_BATCH // 2, "most lives must get as far as sending"


def _one_life(environment: dict[str, str], question: str, chance: random.Random) -> int | None:
    """Start, send, and die; return how much was certainly streamed, `None` if nothing was sent."""
    with Terminal(glassbox("chat"), environment) as terminal:
        terminal.wait_for("Ask anything", 40)
        if chance.random() < 0.1:
            terminal.process.send_signal(signal.SIGKILL)
            return None
        terminal.wait_for("demonstration", 40)
        terminal.type(f"{question}\r")
        terminal.wait_until(lambda screen: _is_sent(question, screen), 40)
        dies_at = time.perf_counter() + chance.random() * LONGEST_LIFE_SECONDS
        seen: list[tuple[float, int]] = []
        while (now := time.perf_counter()) < dies_at:
            terminal.read(min(0.02, dies_at - now))
            after_question = terminal.text.rpartition(question)[2]
            numbers = [int(n) for n in STREAMED_WORD.findall(after_question)]
            seen.append((now, max(numbers, default=0)))
        terminal.process.send_signal(signal.SIGKILL)
        died_at = time.perf_counter()
        terminal.process.wait()
        return max((n for at, n in seen if at < died_at - SAVED_WITHIN_SECONDS), default=0)


def _is_sent(question: str, screen: str) -> bool:
    """Whether the transcript, not the prompt, shows a question."""
    return any(question in line and "▌" not in line for line in screen.splitlines())


def _stored(data_folder: Path) -> list[Message]:
    """Open the store as the next start would, and return every branch's messages."""
    store = ConversationStore.open(data_folder / "glassbox.db")
    try:
        return [
            message
            for conversation in store.conversations()
            for message in store.branch(conversation.head_id)
        ]
    finally:
        store.close()
        with sqlite3.connect(data_folder / "glassbox.db") as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _assert_reply_was_kept(
    stored: list[Message], question: str, streamed: int, repeat: str
) -> None:
    asked = next((m for m in stored if m.text == question), None)
    assert asked is not None, repeat
    if streamed:
        reply = next((m for m in stored if m.parent_id == asked.id), None)
        assert reply is not None, repeat
        assert f"word{streamed - 1} " in reply.text, repeat
        assert reply.state == "interrupted", repeat
