"""A model whose memory cannot go back reads everything again, and is never wrong."""

import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from engine_talk import GREEDY, Heard, hear, request, worker
from tiny_mamba import write_tiny_mamba

from assistant.engine import EngineEvent, PromptProgress
from assistant.engine.client import WorkerEngine

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WorkerEngine]:
    folder = tmp_path_factory.mktemp("recurrent")
    async with worker(folder, write_tiny_mamba(folder / "mamba.gguf")) as engine:
        yield engine


async def read_ids(engine: WorkerEngine, *ids: int) -> Heard:
    return await hear(engine, request(history=ids, fresh=0, sampling=GREEDY))


async def test_the_next_turn_reads_only_what_is_new(engine: WorkerEngine):
    first = await hear(engine, request("Hello", limit=3))
    history = first.built.read_tokens + first.tokens

    second = await hear(engine, request("Hello", first.text, "And then?", history=history))

    assert second.finished.cached_tokens == len(history)


async def test_an_edited_prompt_is_read_from_the_beginning(engine: WorkerEngine):
    await read_ids(engine, *range(50, 150))

    assert (await read_ids(engine, *range(50, 140), 7)).finished.cached_tokens == 0


async def test_after_any_walk_through_prompts_the_answer_is_a_fresh_engines(engine: WorkerEngine):
    dice = random.Random(4)
    ids: list[int] = []
    for _ in range(10):
        ids = ids[: dice.randrange(len(ids) + 1)] + [dice.randrange(300) for _ in range(40)]
        reused = await read_ids(engine, *ids)
        await read_ids(engine, 300, 301)

        assert (await read_ids(engine, *ids)).tokens == reused.tokens


async def test_a_stopped_reading_leaves_no_trace(engine: WorkerEngine):
    def stop(event: EngineEvent) -> None:
        if isinstance(event, PromptProgress):
            engine.stop()

    ids = tuple(random.Random(9).choices(range(300), k=1500))
    expected = await read_ids(engine, *ids)
    await read_ids(engine, 300, 301)
    await hear(engine, request(history=ids, fresh=0), stop)

    assert (await read_ids(engine, *ids)).tokens == expected.tokens
