"""From a key to its letter on the screen, while 150 tokens a second stream into the chat."""

import json
import random
import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from figure import Figure
from terminal import Terminal, glassbox

KEYS = 120
TOKENS_PER_SECOND = 150
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEXT = (
    "## A heading\n\nSome *words* that make a paragraph, with `code` in it and a list:\n\n"
    "- one thing\n- another thing\n\n"
    "```python\ndef add(a: int, b: int) -> int:\n    return a + b\n```\n\n"
)


async def measure() -> list[Figure]:
    """Type at human intervals into the real program, first at rest and then while it streams."""
    with TemporaryDirectory() as folder:
        script = Path(folder) / "script.json"
        reply = {"text": TEXT * 400, "tokens_per_second": TOKENS_PER_SECOND}
        script.write_text(json.dumps([reply]), "utf-8")
        environment = {
            "GLASSBOX_DATA_DIR": folder,
            "GLASSBOX_ENGINE_KIND": "scripted",
            "GLASSBOX_ENGINE_SCRIPT": str(script),
        }
        with Terminal(glassbox("chat"), environment, columns=120, rows=40) as terminal:
            terminal.wait_for("Ask anything", 60)
            terminal.wait_for("demonstration", 60)
            resting = _echoes(terminal)
            terminal.type("go on and on\r")
            terminal.wait_for("tok/s", 60)
            streaming = _echoes(terminal)
    p95 = quantiles(streaming, n=20)[-1] * 1000
    at_rest = quantiles(resting, n=20)[-1] * 1000
    return [
        Figure(
            what=f"key to echo while {TOKENS_PER_SECOND} tok/s stream, p95",
            measured=f"{p95:.0f} ms (median {median(streaming) * 1000:.0f} ms)",
            target="≤ 50 ms",
            met=p95 <= 50,
            compared_with=f"at rest: p95 {at_rest:.0f} ms, median {median(resting) * 1000:.0f} ms",
        )
    ]


def _echoes(terminal: Terminal) -> list[float]:
    """Return the seconds between each key and the moment that its letter was drawn.

    Keys are typed by the clock and what the program draws is only noted with its time; which bytes
    showed the letter is found out afterwards. A terminal written in Python is slow, and its time is
    not the program's.
    """
    chance = random.Random(1)
    keys: list[tuple[float, str]] = []
    drawn: list[tuple[float, bytes]] = []
    typed = ""
    for _ in range(KEYS):
        _note(terminal, drawn, 0.08 + chance.random() * 0.1)
        typed += chance.choice(LETTERS)
        keys.append((time.perf_counter(), typed))
        terminal.type(typed[-1])
        if len(typed) == 30:  # begin anew before the prompt wraps
            _note(terminal, drawn, 0.5)
            terminal.type("\x15")
            typed = ""
            _note(terminal, drawn, 0.5)
    terminal.type("\x15")
    _note(terminal, drawn, 1.0)
    return _delays(terminal, keys, drawn)


def _note(terminal: Terminal, drawn: list[tuple[float, bytes]], seconds: float) -> None:
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        if data := terminal.receive(left):
            drawn.append((time.perf_counter(), data))


def _delays(
    terminal: Terminal, keys: list[tuple[float, str]], drawn: list[tuple[float, bytes]]
) -> list[float]:
    delays: list[float] = []
    waiting = list(keys)
    for drawn_at, data in drawn:
        terminal.show(data)
        while waiting and f"▌ {waiting[0][1]}" in terminal.text:
            delays.append(drawn_at - waiting.pop(0)[0])
    if waiting:
        raise RuntimeError(f"{len(waiting)} keys were never echoed, the first: {waiting[0][1]!r}")
    return delays
