"""The whole program, killed at random moments: what was shown as sent is there at the next start.

`KILL_SEED=…` repeats the choices of a run.
"""

import json
import os
import random
import re
import select
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from terminal import Terminal, glassbox

from assistant.conversation import ConversationStore, Message

KILLS_IN_A_BATCH = 26
LONGEST_LIFE_SECONDS = 1.5
SAVED_WITHIN_SECONDS = 1.0
STREAMED_WORD = re.compile(r"word(\d+)\b")

pytestmark = [pytest.mark.terminal, pytest.mark.timeout(280)]

Sightings = list[tuple[float, int]]
"""When how many words had been seen."""


@pytest.mark.parametrize("batch", range(2))
def test_nothing_that_the_chat_showed_as_sent_is_lost_when_it_is_killed(
    batch: int, tmp_path: Path
) -> None:
    _kill_again_and_again(_life_of_a_chat, f"chat {batch}", tmp_path)


@pytest.mark.parametrize("batch", range(2))
def test_nothing_that_ask_began_to_answer_is_lost_when_it_is_killed(
    batch: int, tmp_path: Path
) -> None:
    _kill_again_and_again(_life_of_an_ask, f"ask {batch}", tmp_path)


def _kill_again_and_again(
    live: Callable[[Mapping[str, str], str, random.Random], int | None],
    name: str,
    tmp_path: Path,
) -> None:
    seed = int(os.environ.get("KILL_SEED", random.SystemRandom().randrange(10**6)))
    repeat = f"KILL_SEED={seed}"
    chance = random.Random(f"{seed} {name}")
    environment = _scripted(tmp_path)
    sent: list[str] = []
    for kill in range(KILLS_IN_A_BATCH):
        question = f"question {name}.{kill}?"
        streamed = live(environment, question, chance)
        stored = _stored(tmp_path / "data")
        if streamed is not None:
            sent.append(question)
            _assert_reply_was_kept(stored, question, streamed, repeat)
        kept = {message.text for message in stored if message.role == "user"}
        assert set(sent) <= kept, repeat
        assert not [m for m in stored if m.state == "streaming"], repeat
    assert len(sent) > KILLS_IN_A_BATCH // 2, "most lives must get as far as sending"


def _scripted(tmp_path: Path) -> dict[str, str]:
    script = tmp_path / "script.json"
    words = " ".join(f"word{number}" for number in range(2000))
    script.write_text(json.dumps([{"text": words, "tokens_per_second": 150}]))
    return {
        "GLASSBOX_DATA_DIR": str(tmp_path / "data"),
        "GLASSBOX_ENGINE_KIND": "scripted",
        "GLASSBOX_ENGINE_SCRIPT": str(script),
    }


def _life_of_a_chat(
    environment: Mapping[str, str], question: str, chance: random.Random
) -> int | None:
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
        seen: Sightings = []
        while (now := time.perf_counter()) < dies_at:
            terminal.read(min(0.02, dies_at - now))
            seen.append((now, _last_word(terminal.text.rpartition(question)[2])))
        terminal.process.send_signal(signal.SIGKILL)
        return _certain(seen)


def _life_of_an_ask(
    environment: Mapping[str, str], question: str, chance: random.Random
) -> int | None:
    """As `_life_of_a_chat`; a question counts as sent once its answer begins."""
    dies_early = chance.random() < 0.25
    dies_at = time.perf_counter() + (chance.random() if dies_early else 40)
    seen: Sightings = []
    text = ""
    with subprocess.Popen(
        glassbox("ask", "--stream", question),
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    ) as asking:
        assert asking.stdout is not None
        pipe = asking.stdout.fileno()
        while (now := time.perf_counter()) < dies_at:
            if select.select([pipe], [], [], dies_at - now)[0]:
                if not text and not dies_early:
                    dies_at = time.perf_counter() + chance.random() * LONGEST_LIFE_SECONDS
                text += os.read(pipe, 65536).decode()
                seen.append((time.perf_counter(), _last_word(text)))
        asking.send_signal(signal.SIGKILL)
    return _certain(seen) if text else None


def _is_sent(question: str, screen: str) -> bool:
    """Whether the transcript, not the prompt, shows a question."""
    return any(question in line and "▌" not in line for line in screen.splitlines())


def _last_word(text: str) -> int:
    return max((int(number) for number in STREAMED_WORD.findall(text)), default=0)


def _certain(seen: Sightings) -> int:
    """Return how many words had been seen long enough before now, the moment of death."""
    saved_by = time.perf_counter() - SAVED_WITHIN_SECONDS
    return max((words for at, words in seen if at < saved_by), default=0)


def _stored(data_folder: Path) -> list[Message]:
    """Open the store as the next start would, and return every branch's messages."""
    if not (data_folder / "glassbox.db").exists():
        return []
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
