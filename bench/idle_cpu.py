"""What an open chat costs while nobody does anything: the program and its engine together."""

import time
from tempfile import TemporaryDirectory

import psutil
from figure import Figure
from terminal import Terminal, glassbox

WATCHED_SECONDS = 20.0
SETTLING_SECONDS = 3.0


async def measure() -> list[Figure]:
    """Open the chat with the real model, let it settle, and count processor seconds."""
    with (
        TemporaryDirectory() as folder,
        Terminal(glassbox("chat"), {"GLASSBOX_DATA_DIR": folder}) as terminal,
    ):
        terminal.wait_for("SmolLM2", 60)
        _listen(terminal, SETTLING_SECONDS)
        share = idle_share(terminal, WATCHED_SECONDS)
    return [
        Figure(
            what="idle CPU of an open chat, engine included",
            measured=f"{share:.2%} of a core",
            target="≤ 1 %",
            met=share <= 0.01,
            compared_with=f"{WATCHED_SECONDS:.0f} s of wall time",
        )
    ]


def idle_share(terminal: Terminal, seconds: float) -> float:
    """Return the share of a core that an idle program and its children use."""
    before = _processor_seconds(terminal.process.pid)
    began = time.perf_counter()
    _listen(terminal, seconds)
    used = _processor_seconds(terminal.process.pid) - before
    return used / (time.perf_counter() - began)


def _listen(terminal: Terminal, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        terminal.read(left)


def _processor_seconds(pid: int) -> float:
    program = psutil.Process(pid)
    times = [each.cpu_times() for each in (program, *program.children(recursive=True))]
    return sum(each.user + each.system for each in times)
