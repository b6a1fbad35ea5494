"""Time to first token of a second turn, against decoding only what is new."""

import asyncio
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bare_llama import BareLlama
from figure import Figure

from assistant.engine import ChatMessage, GenerateRequest, ModelSource, PromptBuilt, ReplyGrew
from assistant.engine.client import WorkerEngine
from assistant.models import locate_model
from assistant.settings import Sampling

HISTORY_TOKENS = 4000
ROUNDS = 7
FOLLOW_UP = "Please go on: what happened next to the keeper, and why did the light go out?"


async def measure() -> list[Figure]:
    """Ask follow-ups on a long history, alternating with a bare decode of the same new tokens."""
    model_file = locate_model("default", Path())
    with TemporaryDirectory() as folder:
        engine = WorkerEngine(Path(folder) / "engine.log")
        info = await engine.load(ModelSource(path=model_file, context_tokens=8192))
        bare = BareLlama(model_file, context_tokens=8192, threads=info.threads)
        history = await _long_history(engine)
        bare.read(history)
        sampler = bare.sampler(bare.ends(), 0)
        ratios: list[float] = []
        waits: list[float] = []
        for round_number in range(ROUNDS + 1):
            wait, new = await _first_token(engine, history, round_number)
            bare.keep(len(history))
            only_new = bare.read(new) + bare.generate(sampler, 1)
            if round_number:
                ratios.append(wait / only_new)
                waits.append(wait)
        await engine.close()
    ratio = median(ratios)
    return [
        Figure(
            what=f"second turn after {len(history):,} tokens: time to first token",
            measured=f"{ratio:.2f} × ({median(waits) * 1000:.0f} ms)",
            target="≤ 1.2 ×",
            met=ratio <= 1.2,
            compared_with=f"bare decode of the {len(new)} new tokens",
        )
    ]


async def _long_history(engine: WorkerEngine) -> tuple[int, ...]:
    """Read a first turn of about 4,000 tokens and return all its ids."""
    text = "The keeper lit the lamp and wrote the weather in the book. " * (HISTORY_TOKENS // 13)
    ids: tuple[int, ...] = ()
    async for event in engine.generate(_request((ChatMessage(role="user", content=text),), (), 8)):
        if isinstance(event, PromptBuilt):
            ids += event.read_tokens
        elif isinstance(event, ReplyGrew):
            ids += event.tokens
    return ids


async def _first_token(
    engine: WorkerEngine, history: tuple[int, ...], seed: int
) -> tuple[float, tuple[int, ...]]:
    """Return the seconds from the question to its first token, and the new prompt tokens."""
    messages = (
        ChatMessage(role="user", content="…"),
        ChatMessage(role="assistant", content="…"),
        # Another question each time: what the last round read is in the cache.
        ChatMessage(role="user", content=f"{seed}. {FOLLOW_UP}"),
    )
    new: tuple[int, ...] = ()
    wait = 0.0
    began = time.perf_counter()
    async for event in engine.generate(_request(messages, history, 1, seed=seed)):
        if isinstance(event, PromptBuilt):
            new = event.read_tokens
        elif isinstance(event, ReplyGrew) and not wait:
            wait = time.perf_counter() - began
    return wait, new


def _request(
    messages: tuple[ChatMessage, ...], history: tuple[int, ...], tokens: int, seed: int = 0
) -> GenerateRequest:
    return GenerateRequest(
        history=history,
        messages=messages,
        fresh=1,
        sampling=Sampling(seed=seed),
        max_reply_tokens=tokens,
    )


if __name__ == "__main__":
    print(*asyncio.run(measure()), sep="\n")
