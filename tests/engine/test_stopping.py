"""A reply can be left at any moment, and the engine is free for the next at once."""

import asyncio
import random
from contextlib import aclosing, suppress
from pathlib import Path

import pytest
from engine_talk import hear, request, until, worker
from tiny_gguf import TinyModel, write_tiny_model

from assistant.engine import (
    EngineEvent,
    Finished,
    GenerateRequest,
    ModelSource,
    PromptBuilt,
    PromptProgress,
    ReplyGrew,
)
from assistant.engine.client import WorkerEngine
from assistant.errors import EngineDiedError, EngineError
from assistant.settings import Sampling

ENDLESS = Sampling(temperature=0, logit_bias={316: float("-inf"), 318: float("-inf")})
LOOPS_WHEN_ASKED = (
    "{% if messages[-1].content == 'loop' %}"
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}{% endif %}"
    "{% for m in messages %}{{ m.content }}\n{% endfor %}"
)


@pytest.fixture(scope="session")
def slow_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that takes some milliseconds for a token, and seconds for a long prompt."""
    shape = TinyModel(layers=6, width=384, feed_forward_width=1024)
    return write_tiny_model(tmp_path_factory.mktemp("slow") / "slow.gguf", shape)


def endless(text: str) -> GenerateRequest:
    return request(text, sampling=ENDLESS, limit=None)


async def stopped_at(engine: WorkerEngine, kind: type[EngineEvent], text: str):
    """Stop when such an event comes."""

    def stop(event: EngineEvent) -> None:
        if isinstance(event, kind):
            engine.stop()

    return await hear(engine, endless(text), stop)


async def test_a_stop_ends_a_reply_at_once_and_keeps_what_was_said(tmp_path, slow_model):
    async with worker(tmp_path, slow_model) as engine:
        heard = await stopped_at(engine, ReplyGrew, "Hello")

        assert heard.finished.reason == "stopped"
        assert 0 < len(heard.tokens) == heard.finished.reply_tokens


@pytest.mark.parametrize("moment", [PromptBuilt, PromptProgress])
async def test_a_stop_ends_the_reading_of_a_prompt_within_a_chunk(tmp_path, slow_model, moment):
    async with worker(tmp_path, slow_model) as engine:
        heard = await stopped_at(engine, moment, "a" * 2000)

        assert (heard.finished.reason, heard.finished.reply_tokens) == ("stopped", 0)
        assert sum(progress.done == progress.total for progress in heard.progress) == 0


async def test_after_a_stopped_reading_the_answer_is_the_right_one(tmp_path, slow_model):
    async with worker(tmp_path, slow_model) as engine:
        expected = await hear(engine, request("b" * 700))
        await stopped_at(engine, PromptBuilt, "c" * 1500)
        await stopped_at(engine, PromptProgress, "b" * 1500)

        assert (await hear(engine, request("b" * 700))).tokens == expected.tokens


@pytest.mark.parametrize("kind", [PromptBuilt, PromptProgress, ReplyGrew, Finished])
async def test_who_stops_listening_frees_the_engine(engine: WorkerEngine, kind: type[EngineEvent]):
    expected = await hear(engine, request("Hello"))
    async with aclosing(engine.generate(endless("a" * 1500))) as stream:
        async for event in stream:
            if isinstance(event, kind):
                break

    assert (await hear(engine, request("Hello"))).tokens == expected.tokens


async def test_a_task_may_be_cancelled_at_any_moment(engine: WorkerEngine):
    expected = await hear(engine, request("Hello"))
    dice = random.Random(3)
    for _ in range(30):
        task = asyncio.ensure_future(hear(engine, endless("a" * 900)))
        await asyncio.sleep(dice.random() * 0.06)
        task.cancel()
        await asyncio.wait([task])

        assert (await hear(engine, request("Hello"))).tokens == expected.tokens


async def test_who_cancels_twice_gets_a_new_worker_and_no_old_answers(tmp_path, slow_model):
    async with worker(tmp_path, slow_model) as engine:
        expected = await hear(engine, request("Hello"))
        task = asyncio.ensure_future(hear(engine, endless("a" * 1900)))
        await asyncio.sleep(0.1)
        for _ in range(2):
            task.cancel()
            await asyncio.sleep(0)
        await asyncio.wait([task])

        assert (await hear(engine, request("Hello"))).tokens == expected.tokens


async def test_a_stop_that_comes_too_late_or_twice_stops_nothing_else(engine: WorkerEngine):
    engine.stop()
    heard = await hear(engine, request("Hello"), lambda _: engine.stop() or engine.stop())
    engine.stop()

    assert heard.finished.reason in {"stopped", "length"}
    assert (await hear(engine, request("Hello"))).finished.reason == "length"


async def test_a_worker_that_obeyed_is_left_alone(tmp_path, tiny_model):
    async with worker(tmp_path, tiny_model, stop_seconds=0.1) as engine:
        process_id = engine.process_id
        await hear(engine, endless("Hello"), lambda _: engine.stop())
        with suppress(EngineError):  # a load that was faster than the stop is as good
            await engine.load(ModelSource(path=tiny_model, threads=1), lambda _: engine.stop())
        await asyncio.sleep(0.3)

        assert (await hear(engine, request("Hello"))).finished.reason == "length"
        assert engine.process_id == process_id


async def test_a_template_that_never_ends_costs_its_worker_not_the_chat(tmp_path, write_model):
    model = write_model(chat_template=LOOPS_WHEN_ASKED)
    async with worker(tmp_path, model, stop_seconds=0.2) as engine:
        asking = asyncio.ensure_future(hear(engine, request("loop")))
        await asyncio.sleep(0.1)
        assert not asking.done()
        engine.stop()

        with pytest.raises(EngineDiedError, match="did not obey a stop"):
            await asking
        assert (await hear(engine, request("Hello"))).finished.reason == "length"


async def test_closing_ends_a_reply_in_progress(tmp_path, tiny_model):
    engine = WorkerEngine(tmp_path / "engine.log")
    await engine.load(ModelSource(path=tiny_model, threads=1))
    asking = asyncio.ensure_future(hear(engine, endless("Hello")))
    await until(engine._busy.locked)

    await engine.close()

    with pytest.raises(EngineDiedError, match="it was closed"):
        await asking
