"""A conversation of 5,000 messages beside one of 50: opened, scrolled, typed into, left alone."""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import psutil
from figure import Figure
from idle_cpu import idle_share
from keyboard import Drawn, echoes, note, settled
from past import build
from terminal import Terminal, glassbox

LONG, SHORT = 5_000, 50
ROUNDS = 7
PAGES = 12
IDLE_SECONDS = 15.0
OPENING_SECONDS = 3.0
"""So long is waited for a conversation to open."""
RATIO = 1.5
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Measured:
    """What one conversation costs; seconds, a share of a core and bytes."""

    opening: float
    scrolling: float
    echo: float
    idle: float
    memory: int


async def measure() -> list[Figure]:
    """Open both in turns from the list of one program, then look at each in its own."""
    with TemporaryDirectory() as folder:
        data = Path(folder)
        build(data, {"long": LONG, "short": SHORT, "start": 2})
        build(data / "short", {"short": SHORT})
        build(data / "long", {"long": LONG})
        opening = _openings(data)
        short = _look(data / "short", "short", opening["short"])
        long = _look(data / "long", "long", opening["long"])
    return [
        _figure("open to usable", 500, long.opening, short.opening, "median of the list's Enter"),
        _figure("scroll one page, p95", 50, long.scrolling, short.scrolling, "PgUp and PgDn"),
        _figure("key to echo, p95", 50, long.echo, short.echo, "at rest"),
        Figure(
            what=f"idle CPU with {LONG:,} messages open",
            measured=f"{long.idle:.2%} of a core",
            target="≤ 1 %",
            met=long.idle <= 0.01,
            compared_with=f"{short.idle:.2%} with {SHORT}",
        ),
        Figure(
            what=f"memory of the interface with {LONG:,} messages open and scrolled",
            measured=f"{long.memory / MEGABYTE:.0f} MB",
            target="≤ 250 MB",
            met=long.memory <= 250 * MEGABYTE,
            compared_with=f"{short.memory / MEGABYTE:.0f} MB with {SHORT}",
        ),
    ]


def _figure(what: str, limit: int, long: float, short: float, how: str) -> Figure:
    ratio = long / short
    return Figure(
        what=f"{what}, {LONG:,} messages",
        measured=f"{long * 1000:.0f} ms, {ratio:.2f} ×",
        target=f"≤ {limit} ms, ≤ {RATIO} ×",
        met=long * 1000 <= limit and ratio <= RATIO,
        compared_with=f"{short * 1000:.0f} ms with {SHORT} messages; {how}",
    )


def _environment(folder: Path) -> dict[str, str]:
    return {"GLASSBOX_DATA_DIR": str(folder), "GLASSBOX_ENGINE_KIND": "scripted"}


def _openings(folder: Path) -> dict[str, float]:
    """Return the median seconds from Enter in the list to a letter echoed in the prompt."""
    with Terminal(glassbox("chat"), _environment(folder), columns=120, rows=40) as terminal:
        terminal.wait_for("The end of start", 60)
        terminal.wait_for("demonstration", 60)
        waits: dict[str, list[float]] = {"short": [], "long": []}
        for _ in range(ROUNDS):
            for title, steps in (("short", 1), ("long", 2)):
                waits[title].append(_open(terminal, title, "\x1b[B" * steps))
                _open(terminal, "start", "\x1b[A" * steps)
    return {title: median(seconds) for title, seconds in waits.items()}


def _open(terminal: Terminal, title: str, steps: str) -> float:
    drawn: Drawn = []
    terminal.type("\x02")
    note(terminal, drawn, 0.3)
    for step in steps.split("\x1b")[1:]:
        terminal.type(f"\x1b{step}")
        note(terminal, drawn, 0.2)
    for _, data in drawn:
        terminal.show(data)
    began = time.perf_counter()
    drawn.clear()
    terminal.type("\r")
    while f"The end of {title}".encode() not in b"".join(data for _, data in drawn):
        note(terminal, drawn, 0.002)
        if time.perf_counter() - began > OPENING_SECONDS:
            raise RuntimeError(f"{title} did not open")
    terminal.type("q")
    note(terminal, drawn, 0.5)
    usable = next(at for at, _ in _shown(terminal, drawn, "▌ q"))
    terminal.type("\x15")
    terminal.wait_until(lambda screen: "▌ q" not in screen)
    return usable - began


def _shown(terminal: Terminal, drawn: Drawn, text: str) -> Drawn:
    """Draw everything; return what was drawn from when the text was on the screen."""
    shown: Drawn = []
    for at, data in drawn:
        terminal.show(data)
        if text in terminal.text:
            shown.append((at, data))
    return shown


def _look(folder: Path, title: str, opening: float) -> Measured:
    with Terminal(glassbox("chat"), _environment(folder), columns=120, rows=40) as terminal:
        terminal.wait_for(f"The end of {title}", 60)
        terminal.wait_for("demonstration", 60)
        terminal.read(1.0)
        typed = echoes(terminal)
        pages = [
            seconds
            for key in ("\x1b[5~", "\x1b[6~")
            for _ in range(PAGES)
            if (seconds := settled(terminal, key, 0.3, _page_of)) > 0
        ]
        idle = idle_share(terminal, IDLE_SECONDS)
        memory = psutil.Process(terminal.process.pid).memory_info().rss
    return Measured(opening, quantiles(pages, n=20)[-1], quantiles(typed, n=20)[-1], idle, memory)


def _page_of(screen: str) -> str:
    """Return the rows of the transcript, without the header above and the prompt below."""
    return "\n".join(screen.split("\n")[1:-6])
