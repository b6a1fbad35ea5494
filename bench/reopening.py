"""Going on with a long conversation after a restart, against reading it again."""

import asyncio
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from figure import Figure

from assistant.engine import (
    ChatMessage,
    Finished,
    GenerateRequest,
    ModelSource,
    PromptBuilt,
    ReplyGrew,
)
from assistant.engine.client import WorkerEngine
from assistant.models import locate_model
from assistant.settings import Sampling

HISTORY_TOKENS = 7900
"""The context holds 8,192, and the reply wants room too."""
ROUNDS = 5
STORY = "The keeper lit the lamp and wrote the weather in the book. "
FOLLOW_UP = "What happened next?"
CONVERSATION = "bench"


async def measure() -> list[Figure]:
    """Read a conversation once, then go on with it in new engines: some that kept it, one not."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        engine = await _engine(folder)
        history = await _history(engine)
        began = time.perf_counter()
        await engine.close()
        closing_seconds = time.perf_counter() - began
        file_bytes = _state_bytes(folder)

        engine = await _engine(folder, keeps=False)
        rereading, cached = await _first_token(engine, history, 0)
        await engine.close()
        assert cached == 0
        waits: list[float] = []
        for round_number in range(ROUNDS):
            engine = await _engine(folder)
            wait, cached = await _first_token(engine, history, round_number)
            await engine.close()
            assert cached == len(history)
            waits.append(wait)
    ratio = median(waits) / rereading
    return [
        Figure(
            what=f"going on after a restart with {len(history):,} tokens: time to first token",
            measured=f"{ratio:.3f} × ({median(waits):.2f} s)",
            target="≤ 0.1 ×",
            met=ratio <= 0.1,
            compared_with=(
                f"reading them again ({rereading:.1f} s); the state takes "
                f"{file_bytes / 1e6:.0f} MB, and closing with it {closing_seconds:.1f} s"
            ),
        )
    ]


def _state_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("states/*/*.state"))


async def _engine(folder: Path, *, keeps: bool = True) -> WorkerEngine:
    engine = WorkerEngine(folder / "engine.log")
    await engine.load(
        ModelSource(
            path=locate_model("default", Path()),
            context_tokens=8192,
            tuning_file=folder / "tuning.json",
            states_folder=folder / "states" if keeps else None,
            states_bytes=2_000_000_000,
        )
    )
    return engine


async def _history(engine: WorkerEngine) -> tuple[int, ...]:
    """Read a first turn of about so many tokens, hear a few words, and return all ids."""
    text = STORY * (HISTORY_TOKENS // 13)
    ids: tuple[int, ...] = ()
    async for event in engine.generate(_request((ChatMessage(role="user", content=text),), ())):
        if isinstance(event, PromptBuilt):
            ids += event.read_tokens
        elif isinstance(event, ReplyGrew):
            ids += event.tokens
    return ids


async def _first_token(
    engine: WorkerEngine, history: tuple[int, ...], seed: int
) -> tuple[float, int]:
    """Return the seconds from the question to its first token, and how many were not read."""
    messages = (
        ChatMessage(role="user", content="…"),
        ChatMessage(role="assistant", content="…"),
        ChatMessage(role="user", content=f"{seed}. {FOLLOW_UP}"),
    )
    wait, cached = 0.0, 0
    began = time.perf_counter()
    async for event in engine.generate(_request(messages, history, seed=seed)):
        if isinstance(event, ReplyGrew) and not wait:
            wait = time.perf_counter() - began
        elif isinstance(event, Finished):
            cached = event.cached_tokens
    return wait, cached


def _request(
    messages: tuple[ChatMessage, ...], history: tuple[int, ...], seed: int = 0
) -> GenerateRequest:
    return GenerateRequest(
        history=history,
        messages=messages,
        fresh=1,
        sampling=Sampling(seed=seed),
        max_reply_tokens=8,
        conversation_id=CONVERSATION,
    )


if __name__ == "__main__":
    print(*asyncio.run(measure()), sep="\n")
