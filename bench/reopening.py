"""Going on with a long conversation after a restart, against reading it again."""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from figure import Figure

from assistant.engine import (
    ChatMessage,
    GenerateRequest,
    ModelSource,
    PromptBuilt,
    ReplyGrew,
)
from assistant.engine.client import WorkerEngine
from assistant.models import locate_model
from assistant.settings import Sampling

STORY = "The keeper lit the lamp and wrote the weather in the book. " * 607
"""About 7,900 tokens: the context holds 8,192, and what follows wants room too."""
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class _Answer:
    tokens: tuple[int, ...]
    """The whole conversation."""
    cached: int
    wait: float
    """Seconds to the first token."""


async def measure() -> list[Figure]:
    """Read a conversation once, then go on with it in new engines."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        engine = await _engine(folder)
        first = await _ask(engine, (ChatMessage(role="user", content=STORY),), ())
        history = first.tokens
        began = time.perf_counter()
        await engine.close()
        closing_seconds = time.perf_counter() - began
        file_bytes = _state_bytes(folder)
        waits: list[float] = []
        for round_number in range(ROUNDS):
            engine = await _engine(folder)
            again = await _ask(engine, _follow_up(round_number), history)
            await engine.close()
            assert again.cached >= len(history)
            waits.append(again.wait)
    ratio = median(waits) / first.wait
    return [
        Figure(
            what=f"going on after a restart with {len(history):,} tokens: time to first token",
            measured=f"{ratio:.3f} × ({median(waits):.2f} s)",
            target="≤ 0.1 ×",
            met=ratio <= 0.1,
            compared_with=(
                f"reading it ({first.wait:.1f} s); its state takes {file_bytes / 1e6:.0f} MB, "
                f"and closing with it {closing_seconds:.1f} s"
            ),
        )
    ]


def _state_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("states/*/*.state"))


async def _engine(folder: Path) -> WorkerEngine:
    engine = WorkerEngine(folder / "engine.log")
    await engine.load(
        ModelSource(
            path=locate_model("default", Path()),
            context_tokens=8192,
            tuning_file=folder / "tuning.json",
            states_folder=folder / "states",
            states_bytes=2_000_000_000,
        )
    )
    return engine


def _follow_up(number: int) -> tuple[ChatMessage, ...]:
    """Another question each time: what the last round read was kept too."""
    return (
        ChatMessage(role="user", content="…"),
        ChatMessage(role="assistant", content="…"),
        ChatMessage(role="user", content=f"{number}. What happened next?"),
    )


async def _ask(
    engine: WorkerEngine, messages: tuple[ChatMessage, ...], history: tuple[int, ...]
) -> _Answer:
    """Ask for a few words, and time the first of them."""
    request = GenerateRequest(
        history=history,
        messages=messages,
        fresh=1,
        sampling=Sampling(seed=0),
        max_reply_tokens=8,
        conversation_id="bench",
    )
    tokens, cached, wait = history, 0, 0.0
    began = time.perf_counter()
    async for event in engine.generate(request):
        match event:
            case PromptBuilt():
                tokens += event.read_tokens
                cached = event.cached_tokens
            case ReplyGrew():
                tokens += event.tokens
                wait = wait or time.perf_counter() - began
            case _:
                pass
    return _Answer(tokens, cached, wait)


if __name__ == "__main__":
    print(*asyncio.run(measure()), sep="\n")
