"""The model that everybody has: it is loaded once for all of these."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from engine_talk import hear, request, worker

from assistant.engine.client import WorkerEngine
from assistant.settings import Sampling

pytestmark = [
    pytest.mark.model,
    pytest.mark.asyncio(loop_scope="module"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(
    tmp_path_factory: pytest.TempPathFactory, default_model: Path
) -> AsyncIterator[WorkerEngine]:
    folder = tmp_path_factory.mktemp("default")
    # One thread: on a busy machine two wait for each other most of the time.
    async with worker(folder, default_model, context_tokens=2048, threads=1) as engine:
        yield engine


async def test_it_tells_what_it_is(engine: WorkerEngine):
    info = engine.model

    assert (info.name, info.quantisation) == ("SmolLM2-135M-Instruct", "Q4_1")
    assert (info.architecture, info.layers, info.trained_context_tokens) == ("llama", 30, 8192)


@pytest.mark.parametrize("text", ["안녕하세요! 오늘 날씨는 어때요?", "Repeat: 👩‍👩‍👧‍👦 🇰🇷 e\u0301"])
async def test_letters_of_every_script_arrive_whole(engine: WorkerEngine, text: str):
    heard = await hear(engine, request(text, sampling=Sampling(seed=1, temperature=0.4), limit=30))

    assert heard.text
    assert "\ufffd" not in heard.text


async def test_the_same_seed_says_the_same_whether_or_not_the_prompt_was_read(
    engine: WorkerEngine,
):
    async def said(seed: int):
        sampling = Sampling(seed=seed, temperature=1.0)
        return await hear(engine, request("Tell me a story.", sampling=sampling, limit=20))

    first, again, other = await said(1), await said(1), await said(2)

    assert again.finished.cached_tokens > first.finished.cached_tokens
    assert again.tokens == first.tokens
    assert again.text == first.text
    assert other.tokens != first.tokens


async def test_a_second_question_reads_only_itself(engine: WorkerEngine):
    first = await hear(engine, request("My name is Mina.", limit=12))
    history = first.built.read_tokens + first.tokens
    second = await hear(
        engine, request("My name is Mina.", first.text, "What is my name?", history=history)
    )

    assert second.built.history_kept
    assert second.finished.cached_tokens >= len(history) - 1
    assert second.progress[-1].total < 40


async def test_it_counts_the_tokens_of_a_text(engine: WorkerEngine):
    one, many = await engine.count_tokens("Hello"), await engine.count_tokens("Hello there. " * 50)
    assert 1 <= one < 5
    assert 100 <= many <= 250
    assert await engine.count_tokens("") == 0
