"""Vectors of texts from GGUF embedding models, beside the chat."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from engine_talk import hear, request, until, worker
from tiny_bert import CLS, LAST, MEAN, TinyBert, unit, write_tiny_bert

from assistant.engine.client import WorkerEngine
from assistant.engine.retrieval import Embedded, TextKind
from assistant.errors import EngineError

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def engine(shared_engine: WorkerEngine) -> WorkerEngine:
    """One worker for all of these tests, with a chat model loaded."""
    return shared_engine


TEXTS = ("the cat sat on the mat", "a dog", "who does like tea", "tree", "what red coffee")


def rows(embedded: Embedded) -> np.ndarray:
    return np.frombuffer(embedded.vectors, "<f4").reshape(-1, embedded.dimensions)


async def vectors(
    engine: WorkerEngine, path: Path, *texts: str, kind: TextKind = "passage"
) -> np.ndarray:
    return rows(await engine.embed(path, texts, kind))


@pytest.mark.parametrize("pooling", [MEAN, CLS, LAST])
async def test_a_vector_is_what_the_file_says_of_pooling_as_numpy_computes_it(
    engine, tmp_path, pooling: int
):
    model = TinyBert(pooling=pooling)
    path = write_tiny_bert(tmp_path / "tiny.gguf", model)

    found = await vectors(engine, path, *TEXTS)

    expected = np.stack([model.pooled(model.alone(text)) for text in TEXTS])
    np.testing.assert_allclose(found, expected, atol=1e-4)


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory):
    return write_tiny_bert(tmp_path_factory.mktemp("embedders") / "tiny.gguf")


async def test_a_text_has_the_same_vector_alone_and_among_others(engine, tiny_bert):
    together = await vectors(engine, tiny_bert, *TEXTS * 9)
    alone = np.concatenate([await vectors(engine, tiny_bert, text) for text in TEXTS])

    np.testing.assert_allclose(together, np.tile(alone, (9, 1)), atol=1e-5)


async def test_a_text_longer_than_the_model_reads_is_the_mean_of_its_parts(engine, tiny_bert):
    half = " ".join(["cat"] * 40)
    other = " ".join(["dog"] * 40)
    model = TinyBert()

    (found,) = await vectors(engine, tiny_bert, f"{half} {other}")

    parts = [model.pooled(model.alone(half)), model.pooled(model.alone(other))]
    np.testing.assert_allclose(found, unit(parts[0] + parts[1]), atol=1e-4)


async def test_nothing_has_no_direction_and_no_text_only_loads(engine, tmp_path, tiny_bert):
    found = await vectors(engine, tiny_bert, "", " \n", "cat")
    loaded = await engine.embed(tiny_bert, [], "query")

    assert not found[:2].any()
    assert np.linalg.norm(found[2]) == pytest.approx(1, abs=1e-5)
    assert loaded.dimensions == TinyBert().width
    assert loaded.vectors == b""


async def test_a_model_is_given_the_words_that_it_was_trained_with(engine, tmp_path):
    model = TinyBert(name="e5 tiny")
    path = write_tiny_bert(tmp_path / "tiny.gguf", model)
    told = [model.tokens.index(token) for token in ("▁q", "u", "er", "y", "▁:", "▁cat")]

    (found,) = await vectors(engine, path, "cat", kind="query")

    np.testing.assert_allclose(found, model.pooled([2, *told, 3]), atol=1e-4)


async def test_the_fingerprint_changes_with_the_model_and_not_with_the_text(
    engine, tmp_path, tiny_bert
):
    other = write_tiny_bert(tmp_path / "other.gguf", TinyBert(seed=1))

    first = await engine.embed(tiny_bert, ["cat"], "query")
    again = await engine.embed(tiny_bert, ["dog"], "passage")
    changed = await engine.embed(other, ["cat"], "query")

    assert first.fingerprint == again.fingerprint != changed.fingerprint


async def test_the_chat_goes_on_from_its_cache_after_texts_were_embedded(engine, tiny_bert):
    first = await hear(engine, request("Hello"))
    await vectors(engine, tiny_bert, *TEXTS)
    history = first.built.read_tokens + first.tokens

    second = await hear(engine, request("Hello", "", "What?", history=history))

    assert second.built.cached_tokens == len(history)


async def test_texts_wait_for_the_reply_in_progress(engine, tiny_bert):
    order: list[str] = []
    asked: list[asyncio.Task[None]] = []

    async def texts() -> None:
        await vectors(engine, tiny_bert, "cat")
        order.append("texts")

    def hear_event(_event: object) -> None:
        order.append("reply")
        if not asked:
            asked.append(asyncio.create_task(texts()))

    await hear(engine, request("Hello", limit=20), hear_event)
    await asked[0]

    assert order.count("reply") > 1
    assert order[-1] == "texts"


async def test_a_stop_ends_the_measuring_and_the_engine_lives_on(tmp_path, tiny_bert):
    async with worker(tmp_path) as engine:
        await engine.embed(tiny_bert, [], "query")
        alive = engine.process_id
        asked = asyncio.create_task(engine.embed(tiny_bert, ["cat dog"] * 200_000, "passage"))
        await until(engine._busy.locked)
        engine.stop()
        with pytest.raises(EngineError, match="stopped"):
            await asked
        (found,) = await vectors(engine, tiny_bert, "cat")

        assert found.any()
        assert engine.process_id == alive


async def test_whoever_stops_waiting_does_not_end_the_engine(tmp_path, tiny_bert):
    async with worker(tmp_path) as engine:
        await engine.embed(tiny_bert, [], "query")
        alive = engine.process_id
        asked = asyncio.create_task(engine.embed(tiny_bert, ["cat"] * 100_000, "passage"))
        await until(engine._busy.locked)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        await vectors(engine, tiny_bert, "cat")

        assert engine.process_id == alive
