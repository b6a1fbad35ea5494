"""Damaged embedding models and rerankers: refused in one line, or they run; the chat goes on."""

import asyncio
import random
from pathlib import Path

import pytest
from engine_talk import hear, request, worker
from tiny_bert import MEAN, RANK, TinyBert, write_tiny_bert

from assistant.engine.client import WorkerEngine
from assistant.errors import AssistantError
from assistant.models import read_header

pytestmark = pytest.mark.timeout(240)

PATIENCE_SECONDS = 20.0
DAMAGES = 12


async def try_out(engine: WorkerEngine, path: Path, pooling: int) -> str:
    """Measure a text; return the error, or nothing."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            if pooling == RANK:
                await engine.rerank(path, "tea", ["the cat"], seconds=PATIENCE_SECONDS)
            else:
                await engine.embed(path, ["the cat", "tea"], "passage")
    except AssistantError as error:
        return str(error)
    return ""


@pytest.fixture(params=[MEAN, RANK], ids=["embedder", "reranker"])
def good(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, int, int]:
    """A whole file, its pooling, and where its header ends and the weights begin."""
    path = write_tiny_bert(tmp_path / "good.gguf", TinyBert(pooling=request.param))
    return path, request.param, read_header(path).data_offset


@pytest.mark.parametrize("part", ["header", "weights"])
async def test_whatever_is_damaged_is_told_in_a_line(tmp_path, tiny_model, good, part: str):
    path, pooling, begin = good
    whole = path.read_bytes()
    low, high = (0, begin) if part == "header" else (begin, len(whole))
    dice, bad = random.Random(pooling), tmp_path / "bad.gguf"
    async with worker(tmp_path, tiny_model) as engine:
        problems = []
        for _ in range(DAMAGES):
            data = bytearray(whole)
            for _ in range(dice.choice([1, 2, 8])):
                data[dice.randrange(low, high)] = dice.choice([0, 1, 0x7F, 0x80, 0xFF])
            bad.write_bytes(data)
            problems.append(await try_out(engine, bad, pooling))

        assert "" in problems
        assert all(problem.isprintable() for problem in problems)
        assert await try_out(engine, path, pooling) == ""
        assert (await hear(engine, request("Hello"))).finished.reason == "length"
