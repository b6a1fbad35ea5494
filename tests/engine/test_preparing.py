"""What is read for later never costs what was read before."""

import random
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
import pytest_asyncio
from engine_talk import GREEDY, hear, request, talk, worker
from tiny_gguf import write_tiny_model
from tiny_mamba import write_tiny_mamba

from assistant.engine import GenerateRequest, PromptProgress
from assistant.engine.client import WorkerEngine
from assistant.engine.worker.cache import REREAD_TOKENS

pytestmark = pytest.mark.asyncio(loop_scope="module")
MODELS = {"full attention": write_tiny_model, "recurrent": write_tiny_mamba}
OLD = tuple(random.Random(3).choices(range(300), k=700))


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=MODELS)
async def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[WorkerEngine]:
    folder: Path = tmp_path_factory.mktemp("preparing")
    model = MODELS[request.param](folder / "model.gguf")
    async with worker(folder, model, context_tokens=4096) as engine:
        yield engine


def to_read(*contents: str) -> GenerateRequest:
    return GenerateRequest(
        messages=talk(*contents), fresh=len(contents), sampling=GREEDY, only_reads=True
    )


async def test_a_prompt_is_read_and_nothing_generated(engine: WorkerEngine):
    heard = await hear(engine, to_read("One", "Two"))

    assert (heard.finished.reason, heard.finished.reply_tokens) == ("end", 0)
    assert heard.tokens == ()
    assert heard.built.prompt_tokens == len(heard.built.read_tokens)


async def test_the_next_turn_goes_on_from_what_was_read(engine: WorkerEngine):
    read = (await hear(engine, to_read("One", "Two"))).built.read_tokens

    heard = await hear(engine, request("One", "Two", "Three", history=read))

    assert heard.built.history_kept
    assert heard.finished.cached_tokens == len(read)


async def test_a_reading_that_is_broken_off_gives_back_what_was_there(engine: WorkerEngine):
    old = await hear(engine, request(history=OLD, fresh=0))
    known = (*OLD, *old.tokens)

    async with aclosing(engine.generate(to_read("x" * 3000, "Two"))) as events:
        async for event in events:
            if isinstance(event, PromptProgress):
                break
    again = await hear(engine, request(history=(*known, 7, 8, 9), fresh=0))

    assert again.finished.cached_tokens >= len(known) - REREAD_TOKENS


async def test_what_was_put_aside_gives_the_same_answer(engine: WorkerEngine):
    first = await hear(engine, request(history=OLD, fresh=0))
    prompt = (*OLD, *first.tokens, 7, 8, 9)
    await hear(engine, request(history=(5, 6), fresh=0))
    fresh = await hear(engine, request(history=prompt, fresh=0))
    await hear(engine, request(history=(5, 6), fresh=0))
    await hear(engine, request(history=prompt[:-3], fresh=0, limit=1))

    await hear(engine, to_read("One", "Two"))
    brought_back = await hear(engine, request(history=prompt, fresh=0))

    assert brought_back.tokens == fresh.tokens
