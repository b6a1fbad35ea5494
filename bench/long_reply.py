"""What the last 100 tokens of an answer of 20,000 cost the program, against the first 100."""

import json
import re
import sys
import time
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from figure import Figure
from past import a_reply
from terminal import Terminal

TOKENS = 20_000
ROUNDS = 3
RATIO = 2.0
LONGEST_SECONDS = 120.0
PROGRAM = Path(__file__).with_name("long_reply_program.py")

_CODE = '''\
def {0}_{1}(values: list[int], *, limit: int = {1}) -> int:
    """Add what is below the limit, and say nothing of the rest."""
    return sum(value for value in values if value < limit)  # {0}


'''


def _shapes() -> dict[str, str]:
    """Return texts that are longer than what is needed of them."""
    chance = Random(7)
    numbers = range(TOKENS)
    return {
        "headings, lists, tables, code": "\n\n".join(a_reply(chance) for _ in range(1_000)),
        "one code block": "```python\n" + "".join(_CODE.format("add", n) for n in range(1_500)),
        "one table": "| name | cost | 설명 |\n|---|--:|---|\n"
        + "".join(f"| row `{n}` | {n} ms | 빠르지만 **메모리**를 씁니다 |\n" for n in numbers),
        "one list": "".join(f"{n + 1}. An **item** with `code` in it\n" for n in numbers),
        "one paragraph": "Words, some *of them* loud and some `code`, 그리고 한국어도 있습니다. "
        * 4_000,
    }


async def measure() -> list[Figure]:
    """Let the chat draw each text in a terminal; take medians over programs of their own."""
    return [_figure(name, _of_length(text)) for name, text in _shapes().items()]


def _of_length(text: str) -> str:
    """Return the first tokens of a text: one for about six characters."""
    found = re.finditer(r"\s*\S{1,6}|\s+", text)
    return "".join(match[0] for match in islice(found, TOKENS))


def _figure(name: str, text: str) -> Figure:
    runs = [_spent(text) for _ in range(ROUNDS)]
    first, last, end = (median(run[index] for run in runs) for index in range(3))
    return Figure(
        what=f"last 100 of {TOKENS:,} tokens: {name}",
        measured=f"{last / first:.2f} × ({last * 1000:.0f} ms of CPU)",
        target=f"≤ {RATIO} ×",
        # What is drawn too slowly is put off: to the end at the latest.
        met=max(last, end) / first <= RATIO,
        compared_with=f"first 100: {first * 1000:.0f} ms; ending the answer: {end * 1000:.0f} ms",
    )


def _spent(text: str) -> list[float]:
    """Return the processor seconds of the first tokens, of the last and of the end."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        words, figures = root / "text.md", root / "figures.json"
        words.write_text(text, "utf-8")
        command = [sys.executable, str(PROGRAM), *map(str, (root / "data", words, figures))]
        with Terminal(command, {}, columns=120, rows=40) as terminal:
            terminal.wait_for("Ask anything", 60)
            terminal.wait_for("demonstration", 60)
            terminal.type("go on and on\r")
            deadline = time.monotonic() + LONGEST_SECONDS
            # Read without drawing: a terminal written in Python would keep the program waiting.
            while not figures.exists() and time.monotonic() < deadline:
                terminal.receive(0.1)
        found: list[float] = json.loads(figures.read_text("utf-8"))
    return found
