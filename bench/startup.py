"""How long a person waits: for help, for the first paint, for the first word of a cold answer."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from figure import Figure
from terminal import Terminal, glassbox

ROUNDS = 7
PAINTED = "Ask anything"


async def measure() -> list[Figure]:
    """Take medians; each wait beside that of a Python that does nothing, in turns."""
    with TemporaryDirectory() as folder:
        environment = {**os.environ, "GLASSBOX_DATA_DIR": folder}
        # An installed program has its byte code, whatever this Python was told.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        # Once unmeasured: byte code is compiled, the model's thread count is remembered.
        _first_word(environment)
        rows = (
            ("`glassbox --help`", 0.3, lambda: _run(glassbox("--help"), environment)),
            ("first paint of the chat", 1.0, lambda: _first_paint(environment)),
            ("first token of a cold `ask`", 2.5, lambda: _first_word(environment)),
        )
        return [_figure(what, limit, wait, environment) for what, limit, wait in rows]


def _figure(
    what: str, limit: float, wait: Callable[[], float], environment: dict[str, str]
) -> Figure:
    waits: list[float] = []
    bare: list[float] = []
    for _ in range(ROUNDS):
        bare.append(_run([sys.executable, "-c", "pass"], environment))
        waits.append(wait())
    return Figure(
        what=what,
        measured=f"{median(waits):.2f} s (best {min(waits):.2f} s)",
        target=f"≤ {limit} s",
        met=median(waits) <= limit,
        compared_with=f"`python -c pass` {median(bare):.2f} s",
    )


def _run(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _first_paint(environment: dict[str, str]) -> float:
    with Terminal(glassbox("chat"), environment, columns=120, rows=40) as terminal:
        return terminal.wait_for(PAINTED, 60) - terminal.started_at


def _first_word(environment: dict[str, str]) -> float:
    command = glassbox("ask", "--stream", "--seed", "1", "Name a colour of the rainbow.")
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path.home(),
    ) as asking:
        if asking.stdout is None or not os.read(asking.stdout.fileno(), 1):
            raise RuntimeError("ask answered nothing")
        waited = time.perf_counter() - began
        asking.kill()
    return waited
