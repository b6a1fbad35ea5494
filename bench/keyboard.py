"""Keys typed into a program in a terminal, and when the screen showed what they did."""

import random
import time
from collections.abc import Callable

from terminal import Terminal

KEYS = 120
LETTERS = "abcdefghijklmnopqrstuvwxyz"

Drawn = list[tuple[float, bytes]]
"""What the program wrote, and when. A terminal written in Python is slow, and its time is not the
program's: it is shown afterwards what each key had drawn."""


def note(terminal: Terminal, drawn: Drawn, seconds: float) -> None:
    """Take in, without drawing it, what the program writes in so many seconds."""
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        if data := terminal.receive(left):
            drawn.append((time.perf_counter(), data))


def echoes(terminal: Terminal) -> list[float]:
    """Return the seconds between each key and the moment that its letter was drawn."""
    chance = random.Random(1)
    keys: list[tuple[float, str]] = []
    drawn: Drawn = []
    typed = ""
    for _ in range(KEYS):
        note(terminal, drawn, 0.08 + chance.random() * 0.1)
        typed += chance.choice(LETTERS)
        keys.append((time.perf_counter(), typed))
        terminal.type(typed[-1])
        if len(typed) == 30:  # begin anew before the prompt wraps
            note(terminal, drawn, 0.5)
            terminal.type("\x15")
            typed = ""
            note(terminal, drawn, 0.5)
    terminal.type("\x15")
    note(terminal, drawn, 1.0)
    return _delays(terminal, keys, drawn)


def _delays(terminal: Terminal, keys: list[tuple[float, str]], drawn: Drawn) -> list[float]:
    delays: list[float] = []
    waiting = list(keys)
    for drawn_at, data in drawn:
        terminal.show(data)
        while waiting and f"▌ {waiting[0][1]}" in terminal.text:
            delays.append(drawn_at - waiting.pop(0)[0])
    if waiting:
        raise RuntimeError(f"{len(waiting)} keys were never echoed, the first: {waiting[0][1]!r}")
    return delays


def settled(
    terminal: Terminal, key: str, seconds: float, shown: Callable[[str], str] = lambda text: text
) -> float:
    """Type a key; return the seconds until what is `shown` of the screen changed for the last time.

    `seconds` are waited for it; 0 when nothing changed.
    """
    drawn: Drawn = []
    terminal.read(0)
    before = shown(terminal.text)
    began = time.perf_counter()
    terminal.type(key)
    note(terminal, drawn, seconds)
    took = 0.0
    for drawn_at, data in drawn:
        terminal.show(data)
        if (after := shown(terminal.text)) != before:
            before, took = after, drawn_at - began
    return took
