"""`memory.reranker`: what reads the best finds again, or leaves them as they are."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from engine_talk import hear, request, until, worker

from assistant.engine import ModelSource
from assistant.errors import EngineError
from assistant.recollection.measuring import Measuring, MeasuringEngine
from assistant.settings import MemorySettings
from assistant_memory.lexical import encode_record
from assistant_memory.ranking import Corpus, Entry, Ranker
from assistant_memory.values import Query

NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
TEXTS = ("tea like the cat", "tea on a mat", "red tea")


def ranked(reranker, seconds: float = 60.0) -> list[tuple[str, float | None]]:
    """The order of the texts for a question, with what the reranker said of each."""
    corpus = Corpus()
    corpus.put(
        [Entry(text, encode_record(text), "", place, 0.0) for place, text in enumerate(TEXTS)]
    )
    query = Query("tea", NOW, deadline_seconds=seconds)
    found = Ranker(corpus, reranker=reranker).rank(query, texts=lambda ids: ids)
    return [(each.id, each.signals.rerank) for each in found]


def notices(measuring) -> list[str]:
    return list(iter(measuring.take_notice, ""))


@pytest.fixture
def measure(folder):
    """Gives the models of a program whose settings name a reranker, over an engine of its own."""

    @asynccontextmanager
    async def measure(name: str, *, chat: bool = False, engine=None):
        async with worker(folder.root) as own:
            used = engine or own
            if chat:
                await own.load(ModelSource(path=folder.models / "chat.gguf", threads=1))
            loop = asyncio.get_running_loop()
            over = MeasuringEngine(used, lambda: loop, lambda: own.model is not None)
            memory = MemorySettings(reranker=name)
            measuring = Measuring(memory, folder.models, over, lambda: None)
            try:
                yield measuring, own
            finally:
                await measuring.close()

    return measure


async def in_thread(work, *arguments):
    return await asyncio.to_thread(work, *arguments)


async def test_a_reranker_reads_again_what_was_found(measure, folder):
    async with measure("rank") as (measuring, engine):
        reranker = await in_thread(measuring.reranker)
        found = await in_thread(ranked, reranker)
        scores = await engine.rerank(folder.models / "rank.gguf", "tea", TEXTS, seconds=60)

        assert dict(found) == pytest.approx(dict(zip(TEXTS, scores, strict=True)), abs=1e-4)
        assert notices(measuring) == []


async def test_it_is_loaded_before_the_first_question(measure):
    async with measure("rank") as (measuring, engine):
        await in_thread(measuring.reranker)

        await until(lambda: engine.process_id is not None)
        await until(lambda: not engine._busy.locked())
        assert notices(measuring) == []


@pytest.mark.parametrize("name", ["nowhere", "small", "chat.gguf"])
async def test_what_is_no_reranker_is_told_once_and_nothing_is_read_again(measure, name):
    async with measure(name) as (measuring, engine):
        assert await in_thread(measuring.reranker) is None
        assert await in_thread(measuring.reranker) is None

        (told,) = notices(measuring)
        assert told.startswith("memory.reranker: ")
        assert engine.process_id is None


async def test_a_reranker_that_is_late_leaves_the_order_and_is_told_once(measure):
    async with measure("rank") as (measuring, _engine):
        reranker = await in_thread(measuring.reranker)
        before = await in_thread(ranked, None)

        late = await in_thread(ranked, reranker, 0.0)
        again = await in_thread(ranked, reranker, 0.0)

        assert late == again == before
        (told,) = notices(measuring)
        assert "had no time" in told


async def test_a_reranker_that_never_answers_keeps_nobody_waiting(measure):
    class Silent:
        async def rerank(self, *_arguments, **_more):
            await asyncio.Event().wait()

    async with measure("rank", engine=Silent()) as (measuring, _engine):
        reranker = await in_thread(measuring.reranker)

        assert await in_thread(ranked, reranker, 0.01) == await in_thread(ranked, None)
        assert len(notices(measuring)) == 1


async def test_a_reranker_that_fails_leaves_the_order_and_is_asked_no_more(measure):
    class Failing:
        asked = 0

        async def rerank(self, *_arguments, **_more):
            self.asked += 1
            raise EngineError("It does not work.")

    failing = Failing()
    async with measure("rank", engine=failing) as (measuring, _engine):
        reranker = await in_thread(measuring.reranker)
        for _ in range(3):
            assert await in_thread(ranked, reranker) == await in_thread(ranked, None)

        assert notices(measuring) == ["What was found keeps its order. It does not work."]
        assert failing.asked == 1


async def test_when_the_engine_died_the_next_question_is_read_again(measure):
    async with measure("rank") as (measuring, engine):
        reranker = await in_thread(measuring.reranker)
        before = await in_thread(ranked, reranker)
        os.kill(engine.process_id, signal.SIGKILL)
        await in_thread(ranked, reranker)

        assert await in_thread(ranked, reranker) == before


async def test_the_chat_model_is_asked_and_keeps_what_it_has_read(measure):
    async with measure("chat", chat=True) as (measuring, engine):
        first = await hear(engine, request("Hello"))
        history = first.built.read_tokens + first.tokens
        reranker = await in_thread(measuring.reranker)

        found = await in_thread(ranked, reranker)
        second = await hear(engine, request("Hello", "", "What?", history=history))

        assert all(score is not None and 0 < score < 1 for _text, score in found)
        assert second.built.cached_tokens == len(history)


async def test_without_a_chat_model_nobody_is_asked_and_nothing_is_told(measure):
    async with measure("chat") as (measuring, engine):
        reranker = await in_thread(measuring.reranker)

        assert await in_thread(ranked, reranker) == await in_thread(ranked, None)
        assert notices(measuring) == []
        assert engine.process_id is None


async def test_a_question_during_a_reply_is_not_read_again_and_the_reply_goes_on(measure):
    async with measure("chat", chat=True) as (measuring, engine):
        reranker = await in_thread(measuring.reranker)
        await in_thread(ranked, reranker)
        before = await in_thread(ranked, None)
        alone = await hear(engine, request("Hello", limit=60))
        asked: list[asyncio.Task] = []

        def ask(_event: object) -> None:
            if not asked:
                asked.append(asyncio.create_task(in_thread(ranked, reranker, 0.0)))

        beside = await hear(engine, request("Hello", limit=60), ask)

        assert await asked[0] == before
        assert beside.tokens == alone.tokens
