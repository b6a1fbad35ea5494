"""Generation through the worker process, against a bare decode-and-sample loop."""

import asyncio
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bare_llama import BareLlama
from figure import Figure

from assistant.engine import ChatMessage, Finished, GenerateRequest, ModelSource, ReplyGrew
from assistant.engine.client import WorkerEngine
from assistant.models import locate_model
from assistant.settings import Sampling

TOKENS = 150
ROUNDS = 9
QUESTION = "Tell me a long story about a lighthouse keeper and the sea."


async def measure() -> list[Figure]:
    """Alternate the two, so that both meet the same noise; compare medians of tokens/s."""
    model_file = locate_model("default", Path())
    with TemporaryDirectory() as folder:
        engine = WorkerEngine(Path(folder) / "engine.log")
        info = await engine.load(ModelSource(path=model_file, context_tokens=2048))
        bare = BareLlama(model_file, context_tokens=2048, threads=info.threads)
        ends = bare.ends()
        prompt: tuple[int, ...] = ()
        worker_speeds: list[float] = []
        bare_speeds: list[float] = []
        for round_number in range(ROUNDS + 1):
            speed, prompt = await _worker_speed(engine, ends, seed=round_number)
            bare.keep(0)
            bare.read(prompt)
            seconds = bare.generate(bare.sampler(ends, round_number), TOKENS)
            if round_number:  # the first round only warms up
                worker_speeds.append(speed)
                bare_speeds.append(TOKENS / seconds)
        await engine.close()
    ratio = median(w / b for w, b in zip(worker_speeds, bare_speeds, strict=True))
    return [
        Figure(
            what="generation speed through the worker",
            measured=f"{ratio:.3f} × ({median(worker_speeds):.0f} tok/s)",
            target="≥ 0.97 ×",
            met=ratio >= 0.97,
            compared_with=f"bare llama_decode + sampler loop ({median(bare_speeds):.0f} tok/s)",
        )
    ]


async def _worker_speed(
    engine: WorkerEngine, ends: list[int], seed: int
) -> tuple[float, tuple[int, ...]]:
    """Return tokens/s from the first tokens to the end, as the program sees it, and the prompt."""
    prompt: tuple[int, ...] = ()
    began, before = 0.0, 0
    sampling = Sampling(seed=seed, logit_bias=dict.fromkeys(ends, float("-inf")))
    request = GenerateRequest(
        messages=(ChatMessage(role="user", content=QUESTION),),
        fresh=1,
        sampling=sampling,
        max_reply_tokens=TOKENS,
    )
    async for event in engine.generate(request):
        if isinstance(event, ReplyGrew) and not began:
            began, before = time.perf_counter(), len(event.tokens)
        elif isinstance(event, Finished):
            speed = (event.reply_tokens - before) / (time.perf_counter() - began)
        elif hasattr(event, "read_tokens"):
            prompt = event.read_tokens
    return speed, prompt


if __name__ == "__main__":
    print(*asyncio.run(measure()), sep="\n")
