"""A model is loaded, replaced, and described; the worker measures what it runs on."""

import asyncio
import json
import random
from pathlib import Path

import pytest
from engine_talk import hear, request, worker
from tiny_gguf import CHATML

from assistant.engine import ModelSource
from assistant.engine.client import WorkerEngine
from assistant.errors import ModelFileError


async def test_loading_tells_what_was_loaded_and_how_far_it_is(tmp_path, tiny_model):
    shares: list[float] = []
    async with worker(tmp_path) as engine:
        assert engine.model is None
        info = await engine.load(ModelSource(path=tiny_model, threads=1), shares.append)

        assert engine.model == info
    assert (info.name, info.architecture, info.quantisation) == ("tiny", "llama", "F32")
    assert (info.layers, info.context_tokens, info.threads) == (2, 2048, 1)
    assert (info.gpu_layers, info.file_bytes) == (0, tiny_model.stat().st_size)
    assert info.placement_reason
    assert shares == sorted(shares)
    assert shares[-1] == 1


@pytest.mark.parametrize(
    ("asked", "got"), [(None, 2048), (1, 256), (1000, 1024), (4096, 4096), (8192, 8192)]
)
async def test_the_context_is_as_large_as_was_asked_for(tmp_path, tiny_model, asked, got):
    async with worker(tmp_path, tiny_model, context_tokens=asked) as engine:
        assert engine.model.context_tokens == got


async def test_another_model_takes_the_place_of_the_present_one(tmp_path, tiny_model, write_model):
    other = write_model("other-F32", seed=1)
    async with worker(tmp_path, tiny_model) as engine:
        first, said = engine.model, await hear(engine, request("Hello"))
        await engine.load(ModelSource(path=other, threads=1))

        assert engine.model.name == "other"
        assert engine.model.fingerprint != first.fingerprint
        heard = await hear(engine, request("Hello"))
        assert heard.finished.cached_tokens == 0
        assert heard.tokens != said.tokens


async def test_another_template_is_another_fingerprint(tmp_path, write_model):
    prints = set()
    async with worker(tmp_path) as engine:
        for name, template in (("a", CHATML), ("b", CHATML + " "), ("c", None)):
            source = ModelSource(path=write_model(name, chat_template=template), threads=1)
            prints.add((await engine.load(source)).fingerprint)
    assert len(prints) == 3


async def test_a_model_without_template_still_answers(tmp_path, write_model):
    for name, tokens in (("chatml", {}), ("plain", {"control_tokens": ("<|endoftext|>",)})):
        async with worker(tmp_path, write_model(name, chat_template=None, **tokens)) as engine:
            assert (await hear(engine, request("Hello"))).finished.reply_tokens > 0


async def test_a_template_that_is_no_template_is_told_and_nothing_is_kept(
    tmp_path, tiny_model, write_model
):
    broken = write_model("broken", chat_template="{% for %}")
    async with worker(tmp_path, tiny_model) as engine:
        with pytest.raises(ModelFileError, match="template is not valid"):
            await engine.load(ModelSource(path=broken, threads=1))

        assert engine.model is None
        await engine.load(ModelSource(path=tiny_model, threads=1))
        assert (await hear(engine, request("Hello"))).tokens


async def test_a_template_that_refuses_everything_is_told_in_one_line(tmp_path, write_model):
    refusing = write_model(chat_template="{{ raise_exception('not\n\x1b[31mnow') }}")
    async with worker(tmp_path, refusing) as engine:
        with pytest.raises(ModelFileError, match=r"refuses this conversation \(not ␛\[31mnow\)"):
            await hear(engine, request("Hello"))


async def test_a_load_may_be_cancelled_at_any_moment(tmp_path, tiny_model):
    dice = random.Random(2)
    async with worker(tmp_path) as engine:
        for _ in range(5):
            load = asyncio.ensure_future(engine.load(ModelSource(path=tiny_model)))
            await asyncio.sleep(dice.random() * 0.6)
            load.cancel()
            await asyncio.wait([load])

        await engine.load(ModelSource(path=tiny_model, threads=1))
        assert (await hear(engine, request("Hello"))).tokens


async def test_the_thread_counts_are_measured_once_and_remembered(tmp_path, tiny_model):
    tuning = tmp_path / "tuning.json"
    async with worker(tmp_path) as engine:
        first = await engine.load(ModelSource(path=tiny_model, tuning_file=tuning))
        remembered = json.loads(tuning.read_text())
        (key, counts), *_ = remembered.items()
        tuning.write_text(json.dumps({key: counts | {"generate": 3, "is_sure": True}}))

        assert counts["generate"] == first.threads
        again = await engine.load(ModelSource(path=tiny_model, tuning_file=tuning))
        assert again.threads == 3


@pytest.mark.parametrize("counts", ["{", "[]", '{"generate": 0, "read": -1}', '{"generate": 1}'])
async def test_damaged_thread_counts_are_measured_anew(tmp_path, tiny_model, counts: str):
    tuning = tmp_path / "tuning.json"
    source = ModelSource(path=tiny_model, tuning_file=tuning)
    async with worker(tmp_path) as engine:
        await engine.load(source)
        (key,) = json.loads(tuning.read_text())
        tuning.write_text(f'{{"{key}": {counts}}}')

        assert (await engine.load(source)).threads >= 1
        assert json.loads(tuning.read_text())[key].keys() >= {"generate", "read"}


async def test_thread_counts_measured_beside_other_work_are_measured_again(tmp_path, tiny_model):
    tuning = tmp_path / "tuning.json"
    source = ModelSource(path=tiny_model, tuning_file=tuning)
    async with worker(tmp_path) as engine:
        await engine.load(source)
        (key,) = json.loads(tuning.read_text())
        tuning.write_text(json.dumps({key: {"generate": 1000, "read": 1000, "is_sure": False}}))

        assert (await engine.load(source)).threads < 1000


async def test_a_tuning_file_that_cannot_be_written_is_no_obstacle(tmp_path, tiny_model):
    nowhere = tmp_path / "no folder" / "tuning.json"
    async with worker(tmp_path, tiny_model, threads=None, tuning_file=nowhere) as engine:
        assert engine.model.threads >= 1


async def test_the_system_is_described_with_and_without_a_model(tmp_path, tiny_model):
    async with worker(tmp_path) as engine:
        before = await engine.describe_system()
        await engine.load(ModelSource(path=tiny_model, threads=1))

        assert await engine.describe_system() == before
        assert before.devices
        assert (await hear(engine, request("Hello"))).tokens


async def test_an_engine_that_cannot_keep_a_log_works_all_the_same(tmp_path: Path, tiny_model):
    async with worker(tmp_path / "no folder", tiny_model) as engine:
        assert (await hear(engine, request("Hello"))).tokens


async def test_a_worker_in_a_folder_with_another_assistant_is_ours(
    tmp_path, tiny_model, monkeypatch
):
    (tmp_path / "assistant").mkdir()
    (tmp_path / "assistant" / "__init__.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    async with worker(tmp_path, tiny_model) as engine:
        assert engine.model is not None


async def test_closing_is_possible_before_anything_was_started_and_twice(tmp_path):
    engine = WorkerEngine(tmp_path / "engine.log")

    await engine.close()
    await engine.close()
