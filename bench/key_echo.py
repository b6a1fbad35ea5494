"""From a key to its letter on the screen, while 150 tokens a second stream into the chat."""

import json
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from figure import Figure
from keyboard import echoes
from terminal import Terminal, glassbox

TOKENS_PER_SECOND = 150
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
            resting = echoes(terminal)
            terminal.type("go on and on\r")
            terminal.wait_for("tok/s", 60)
            streaming = echoes(terminal)
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
