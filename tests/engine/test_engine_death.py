"""The worker may die at any moment; the next request works by itself."""

import asyncio
import os
import random
import signal
from collections.abc import Callable
from contextlib import suppress

import pytest
from engine_talk import hear, request, until, worker

from assistant.engine import EngineEvent, ModelSource, PromptBuilt, PromptProgress, ReplyGrew
from assistant.engine.client import WorkerEngine
from assistant.errors import EngineDiedError

pytestmark = pytest.mark.asyncio(loop_scope="module")

WORDS = {
    signal.SIGKILL: "for want of memory",
    signal.SIGSEGV: "crashed (Segmentation fault)",
    signal.SIGABRT: "crashed (Aborted)",
    signal.SIGTERM: "another program ended it",
}


def kill(engine: WorkerEngine, number: signal.Signals = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):  # it may have ended by an earlier signal
        os.kill(engine.process_id, number)


def killing_at(
    engine: WorkerEngine, kind: type[EngineEvent], number: signal.Signals
) -> Callable[[EngineEvent], None]:
    """Kill the worker when the first event of a kind comes."""
    kills = iter([number])

    def on_event(event: EngineEvent) -> None:
        if isinstance(event, kind):
            for first_time in kills:
                kill(engine, first_time)

    return on_event


@pytest.fixture
def engine(shared_engine: WorkerEngine) -> WorkerEngine:
    """A worker that many tests kill, and that each leaves alive."""
    return shared_engine


async def assert_answers(engine: WorkerEngine) -> None:
    assert (await hear(engine, request("Hello"))).finished.reason == "length"


@pytest.mark.parametrize("number", WORDS)
@pytest.mark.parametrize("moment", [PromptBuilt, PromptProgress, ReplyGrew])
async def test_a_death_in_a_reply_is_explained_and_survived(
    engine: WorkerEngine, moment: type[EngineEvent], number: signal.Signals
):
    # Long enough that the worker is still at it when the signal arrives.
    asked = request("a" * 1900, limit=None)

    with pytest.raises(EngineDiedError) as death:
        await hear(engine, asked, killing_at(engine, moment, number))

    assert WORDS[number] in str(death.value)
    assert str(death.value).endswith("Try again, it starts anew.")
    assert "\n" not in str(death.value)
    assert engine.model is None
    await assert_answers(engine)


@pytest.mark.parametrize("number", WORDS)
async def test_a_death_while_idle_is_not_even_noticed(engine: WorkerEngine, number: signal.Signals):
    process = engine._process
    kill(engine, number)
    await until(lambda: not process.is_alive)

    await assert_answers(engine)


@pytest.mark.parametrize("number", WORDS)
async def test_a_death_while_loading_is_explained_and_survived(
    engine: WorkerEngine, tiny_model, number: signal.Signals
):
    with pytest.raises(EngineDiedError) as death:
        # Measuring threads takes longer than it takes to notice the first progress.
        await engine.load(ModelSource(path=tiny_model), lambda _: kill(engine, number))

    assert str(death.value).startswith("tiny.gguf could not be loaded. The engine stopped: ")
    assert WORDS[number] in str(death.value)
    assert (await engine.load(ModelSource(path=tiny_model, threads=1))).name == "tiny"
    await assert_answers(engine)


@pytest.mark.timeout(240)
async def test_thirty_deaths_at_random_moments(engine: WorkerEngine):
    expected = (await hear(engine, request("Hello"))).tokens
    dice = random.Random(8)
    for _ in range(30):
        asking = asyncio.ensure_future(hear(engine, request("a" * 1900, limit=None)))
        await until(lambda: engine.model is not None, seconds=30)
        await asyncio.sleep(dice.random() * 0.15)
        if engine.process_id is not None:
            kill(engine)
        await asyncio.wait([asking])
        problem = asking.exception()
        assert problem is None or isinstance(problem, EngineDiedError)

    assert (await hear(engine, request("Hello"))).tokens == expected


async def test_what_waited_behind_a_dying_reply_is_answered(engine: WorkerEngine):
    first = asyncio.ensure_future(
        hear(engine, request("a" * 1900, limit=None), killing_at(engine, ReplyGrew, signal.SIGKILL))
    )
    second = asyncio.ensure_future(hear(engine, request("Hello")))

    with pytest.raises(EngineDiedError):
        await first
    assert (await second).finished.reason == "length"


async def test_ctrl_c_in_the_terminal_does_not_reach_the_worker(engine: WorkerEngine):
    process_id = engine.process_id
    heard = await hear(engine, request("Hello"), killing_at(engine, PromptBuilt, signal.SIGINT))
    kill(engine, signal.SIGINT)

    assert heard.finished.reason == "length"
    await assert_answers(engine)
    assert engine.process_id == process_id


async def test_the_last_words_of_a_crash_are_told(tmp_path, tiny_model):
    async with worker(tmp_path, tiny_model) as engine:
        with (tmp_path / "engine.log").open("a") as log:
            log.write("ggml.c:1: GGML_ASSERT(\x1b[31mi < n) failed\n")

        with pytest.raises(EngineDiedError, match=r"GGML_ASSERT\(␛\[31mi < n\) failed"):
            await hear(
                engine,
                request("a" * 1900, limit=None),
                killing_at(engine, PromptBuilt, signal.SIGABRT),
            )
