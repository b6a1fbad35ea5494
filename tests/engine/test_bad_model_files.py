"""What is no model is told in one line, and the engine is as good as before."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from engine_talk import hear, request, worker
from tiny_gguf import TinyModel, write_tiny_model

from assistant.engine import ModelSource
from assistant.engine.client import WorkerEngine
from assistant.errors import (
    AssistantError,
    EngineDiedError,
    InputError,
    ModelFileError,
    NotFoundError,
    OutOfMemoryError,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[WorkerEngine]:
    async with worker(tmp_path_factory.mktemp("engine")) as engine:
        yield engine


async def refusal(engine: WorkerEngine, path: Path, **source: object) -> AssistantError:
    """The error that loading ends with, after which nothing is loaded."""
    with pytest.raises(AssistantError) as refused:
        await engine.load(ModelSource(path=path, threads=1, **source))
    assert engine.model is None
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")
    return refused.value


@pytest.mark.parametrize(
    ("make", "kind", "words"),
    [
        (lambda _: None, NotFoundError, "There is no model file"),
        (Path.mkdir, ModelFileError, "is a folder"),
        (Path.touch, ModelFileError, "is empty"),
        (lambda path: path.write_text("<!DOCTYPE html>"), ModelFileError, "bad.gguf"),
        (lambda path: path.write_bytes(b"GGUF"), ModelFileError, "cut short"),
        (lambda path: path.write_bytes(os.urandom(4096)), ModelFileError, "not a GGUF file"),
    ],
    ids=["missing", "folder", "empty", "web page", "magic alone", "noise"],
)
async def test_what_is_no_model_is_told(engine: WorkerEngine, tmp_path, make, kind, words):
    path = tmp_path / "bad.gguf"
    make(path)

    problem = await refusal(engine, path)

    assert isinstance(problem, kind)
    assert words in str(problem)


async def test_a_model_that_is_cut_short_is_refused_at_any_length(
    engine: WorkerEngine, tmp_path, tiny_model
):
    whole, path = tiny_model.read_bytes(), tmp_path / "short.gguf"
    for length in range(1, len(whole), len(whole) // 60):
        path.write_bytes(whole[:length])

        assert isinstance(await refusal(engine, path), ModelFileError)


async def test_an_unknown_architecture_is_named(engine: WorkerEngine, tmp_path):
    path = write_tiny_model(tmp_path / "new.gguf", TinyModel(architecture="llama9"))

    problem = await refusal(engine, path)

    assert isinstance(problem, ModelFileError)
    assert "new.gguf is a 'llama9' model, which this llama.cpp does not know" in str(problem)


async def test_a_model_that_lacks_weights_says_which(engine: WorkerEngine, tmp_path):
    path = write_tiny_model(tmp_path / "odd.gguf", TinyModel(architecture="qwen3"))

    problem = await refusal(engine, path)

    assert "could not be loaded (check_tensor_dims: tensor 'blk.0.attn_k_norm" in str(problem)


@pytest.mark.model
async def test_a_context_that_does_not_fit_in_memory_is_told_with_the_sum(
    engine: WorkerEngine, default_model: Path
):
    # Its header alone is read: the KV cache would take 386 GB.
    problem = await refusal(engine, default_model, context_tokens=16_777_216)

    assert isinstance(problem, OutOfMemoryError)
    assert "context of 16,777,216 tokens" in str(problem)


async def test_a_model_that_makes_llama_cpp_abort_is_named(engine: WorkerEngine, tmp_path):
    shape = TinyModel(control_tokens=("<|im_start|>", "<|im_start|>", "<|im_end|>"))
    path = write_tiny_model(tmp_path / "twice.gguf", shape)

    problem = await refusal(engine, path)

    assert isinstance(problem, EngineDiedError)
    assert str(problem).startswith("twice.gguf could not be loaded. The engine stopped: it crashed")
    assert "GGML_ASSERT" in str(problem)


async def test_weights_that_are_no_numbers_are_told_before_the_first_word(
    engine: WorkerEngine, tmp_path, tiny_model
):
    data = bytearray(tiny_model.read_bytes())
    data[-60_000:] = b"\xff\xff\xff\x7f" * 15_000
    path = tmp_path / "nan.gguf"
    path.write_bytes(data)
    await engine.load(ModelSource(path=path, threads=1))

    with pytest.raises(ModelFileError, match=r"nan\.gguf computes no numbers"):
        await hear(engine, request("Hello"))


async def test_a_name_that_no_encoding_can_carry_is_told(engine: WorkerEngine, tmp_path):
    problem = await refusal(engine, tmp_path / os.fsdecode(b"caf\xe9.gguf"))

    assert isinstance(problem, InputError)


async def test_control_characters_in_a_name_never_reach_the_terminal(
    engine: WorkerEngine, tmp_path
):
    path = write_tiny_model(tmp_path / "red\x1b[31m\n.gguf")
    info = await engine.load(ModelSource(path=path, threads=1))
    path.unlink()

    assert info.name.isprintable()
    assert "\x1b" not in str(await refusal(engine, path))


async def test_the_next_good_model_loads_and_answers(engine: WorkerEngine, tmp_path, tiny_model):
    await refusal(engine, tmp_path / "missing.gguf")
    await engine.load(ModelSource(path=tiny_model, threads=1))

    assert (await hear(engine, request("Hello"))).finished.reason == "length"
