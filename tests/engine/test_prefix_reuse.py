"""What was read once is not read again, and nobody can tell from the answer."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from engine_talk import Heard, hear, request, worker
from tiny_gguf import TinyModel, write_tiny_model

from assistant.engine.client import WorkerEngine
from assistant.engine.worker.cache import REREAD_TOKENS
from assistant.settings import Sampling

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIVELY = Sampling(seed=5, temperature=1.5, min_p=0, repeat_penalty=1)
MODELS = {
    "full attention": TinyModel(),
    "sliding window": TinyModel(architecture="gemma2", layers=4, sliding_window_tokens=32),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=MODELS)
async def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[WorkerEngine]:
    folder: Path = tmp_path_factory.mktemp("reuse")
    model = write_tiny_model(folder / "model.gguf", MODELS[request.param])
    async with worker(folder, model) as engine:
        yield engine


async def read_ids(engine: WorkerEngine, *ids: int, sampling: Sampling = LIVELY) -> Heard:
    """Continue a prompt that is given as tokens."""
    return await hear(engine, request(history=ids, fresh=0, sampling=sampling))


async def forget(engine: WorkerEngine) -> None:
    """Read a prompt that begins with another token than any of these tests'."""
    await read_ids(engine, 300, 301, 302)


async def test_the_same_prompt_again_is_hardly_read(engine: WorkerEngine):
    first = await hear(engine, request("Hello, what is in the cache?"))
    again = await hear(engine, request("Hello, what is in the cache?"))

    assert again.finished.cached_tokens == first.finished.prompt_tokens - REREAD_TOKENS
    assert again.progress[-1].total == REREAD_TOKENS
    assert again.tokens == first.tokens


async def test_the_next_turn_reads_only_what_is_new(engine: WorkerEngine):
    await forget(engine)
    first = await hear(engine, request("Hello"))
    history = first.built.read_tokens + first.tokens

    second = await hear(engine, request("Hello", first.text, "And then?", history=history))

    assert second.built.history_kept
    assert second.finished.cached_tokens == len(history)
    assert second.finished.prompt_tokens == len(history) + len(second.built.read_tokens)


async def test_an_edited_message_is_read_again_from_there_on(engine: WorkerEngine):
    beginning = "The same long beginning of a conversation. "
    await forget(engine)
    await hear(engine, request(beginning + "One"))

    edited = await hear(engine, request(beginning + "Two"))

    unread = edited.finished.prompt_tokens - edited.finished.cached_tokens
    assert 0 < unread < edited.finished.prompt_tokens - len(beginning) // 3


async def test_a_shorter_prompt_uses_the_beginning_of_a_longer_one(engine: WorkerEngine):
    ids = tuple(range(40, 140))
    await forget(engine)
    await read_ids(engine, *ids)

    shorter = await read_ids(engine, *ids[:50])

    assert shorter.finished.cached_tokens == 50 - REREAD_TOKENS


async def test_another_beginning_uses_nothing(engine: WorkerEngine):
    await read_ids(engine, *range(40, 60))

    assert (await read_ids(engine, *range(41, 60))).finished.cached_tokens == 0


@pytest.mark.parametrize("length", [1, 2, 3, 63, 64, 65, 66, 320, 321, 322, 700])
async def test_a_prompt_of_any_length_says_the_same_from_the_cache(
    engine: WorkerEngine, length: int
):
    ids = [random.Random(length).randrange(300) for _ in range(length)]
    await forget(engine)
    fresh = await read_ids(engine, *ids)

    again = await read_ids(engine, *ids)

    assert fresh.finished.cached_tokens == 0
    assert again.tokens == fresh.tokens


async def test_after_any_walk_through_prompts_the_answer_is_a_fresh_engines(engine: WorkerEngine):
    dice = random.Random(11)
    ids: list[int] = []
    for _ in range(25):
        keep = dice.randrange(len(ids) + 1)
        added = dice.choice([1, 2, 3, 30, 33, 64, 100])
        ids = (ids[:keep] + [dice.randrange(300) for _ in range(added)])[:600]
        reused = await read_ids(engine, *ids)
        await forget(engine)
        fresh = await read_ids(engine, *ids)

        assert reused.tokens == fresh.tokens
        assert fresh.finished.cached_tokens == 0


async def test_what_was_generated_serves_as_prompt(engine: WorkerEngine):
    greedy = Sampling(temperature=0, repeat_penalty=1)
    ids = tuple(range(100, 150))
    await forget(engine)
    first = await read_ids(engine, *ids, sampling=greedy)

    reused = await read_ids(engine, *ids, *first.tokens, 7, 8, 9, sampling=greedy)
    await forget(engine)
    fresh = await read_ids(engine, *ids, *first.tokens, 7, 8, 9, sampling=greedy)

    assert reused.finished.cached_tokens == len(ids) + len(first.tokens)
    assert reused.tokens == fresh.tokens
