"""Damaged models by the hundred: each is refused in one line, or runs; none hangs or spreads."""

import asyncio
import random
import struct
from pathlib import Path

import gguf
import pytest
from engine_talk import hear, request, worker
from tiny_gguf import TinyModel, add_shape, add_vocabulary, tiny_weights

from assistant.engine import ModelSource
from assistant.engine.client import WorkerEngine
from assistant.errors import AssistantError
from assistant.models import read_header

pytestmark = pytest.mark.timeout(240)

PATIENCE_SECONDS = 20.0
NUMBERS = (0, 1, 2, 3, 63, 65, 255, 4096, 65_536, 2**24 + 1, 2**31 - 1, 2**31, 2**32 - 1)
FLOAT_BITS = (0x7FC00000, 0x7F800000, 0xFF800000, 0x7F7FFFFF, 0)
"""Not a number, both infinities, the largest number and zero, as 32-bit floats."""
KEYS = (
    *("block_count", "context_length", "embedding_length", "feed_forward_length", "vocab_size"),
    *("attention.head_count", "attention.head_count_kv", "attention.key_length"),
    *("attention.value_length", "attention.sliding_window", "rope.dimension_count"),
    *("rope.freq_base", "expert_count", "expert_used_count", "attention.layer_norm_rms_epsilon"),
)
TOKEN_KEYS = ("bos_token_id", "eos_token_id", "eot_token_id", "padding_token_id")
ARCHITECTURES = ("llama", "llama", "qwen2", "gemma", "phi3", "minicpm", "llada", "bert", "mamba")


def with_damaged_bytes(whole: bytes, begin: int, end: int, dice: random.Random) -> bytes:
    """Flip, replace or overwrite a few bytes of a part of the file."""
    data = bytearray(whole)
    for _ in range(dice.choice([1, 1, 2, 8])):
        place = dice.randrange(begin, end)
        match dice.randrange(4):
            case 0:
                data[place] ^= 1 << dice.randrange(8)
            case 1:
                data[place] = dice.choice([0, 1, 0x7F, 0x80, 0xFF])
            case 2:
                data[place : place + 4] = struct.pack("<I", dice.choice(NUMBERS))
            case _:
                data[place : place + 8] = struct.pack("<Q", 1 << dice.randrange(64))
    return bytes(data[: len(whole)])


def with_damaged_weights(whole: bytes, begin: int, end: int, dice: random.Random) -> bytes:
    """Fill a stretch of the tensors with one odd number."""
    start = begin + dice.randrange(end - begin) // 4 * 4
    count = min(dice.choice([1, 16, 1024, 10_000]), (end - start) // 4)
    odd = struct.pack("<I", dice.choice(FLOAT_BITS)) * count
    return whole[:start] + odd + whole[start + len(odd) :]


def write_odd_model(path: Path, dice: random.Random) -> None:
    """Write a well-formed file whose numbers make little sense together."""
    model = TinyModel(architecture=dice.choice(ARCHITECTURES))
    writer = gguf.GGUFWriter(path, model.architecture)
    add_shape(writer, model)
    add_vocabulary(writer, model)
    keys = [f"{model.architecture}.{dice.choice(KEYS)}" for _ in range(dice.randrange(3))]
    keys += [f"tokenizer.ggml.{dice.choice(TOKEN_KEYS)}"] * dice.randrange(2)
    for key in keys:
        writer.kv_data[0].pop(key, None)
        writer.add_uint32(key, dice.choice(NUMBERS))
    for name, weights in tiny_weights(model).items():
        writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


async def try_out(engine: WorkerEngine, path: Path) -> str:
    """Load and generate; return the error, or nothing."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await engine.load(ModelSource(path=path, threads=1))
            await hear(engine, request("Hello <think> <|im_end|>"))
    except AssistantError as error:
        return str(error)
    return ""


async def assert_unharmed(engine: WorkerEngine, model: Path) -> None:
    await engine.load(ModelSource(path=model, threads=1))
    assert (await hear(engine, request("Hello"))).finished.reason == "length"


@pytest.fixture(scope="module")
def data_offset(tiny_model: Path) -> int:
    """Where the header ends and the weights begin."""
    return read_header(tiny_model).data_offset


@pytest.mark.parametrize("seed", range(4))
async def test_damaged_headers(tmp_path, tiny_model, data_offset: int, seed: int):
    whole = tiny_model.read_bytes()
    dice, path = random.Random(seed), tmp_path / "bad.gguf"
    async with worker(tmp_path) as engine:
        problems = []
        for _ in range(100):
            path.write_bytes(with_damaged_bytes(whole, 0, data_offset, dice))
            problems.append(await try_out(engine, path))

        assert sum(map(bool, problems)) > 50
        assert all(problem.isprintable() for problem in problems)
        await assert_unharmed(engine, tiny_model)


@pytest.mark.parametrize("damage", [with_damaged_bytes, with_damaged_weights])
async def test_damaged_weights(tmp_path, tiny_model, data_offset: int, damage):
    whole = tiny_model.read_bytes()
    dice, path = random.Random(1), tmp_path / "bad.gguf"
    async with worker(tmp_path) as engine:
        for _ in range(60):
            path.write_bytes(damage(whole, data_offset, len(whole), dice))
            problem = await try_out(engine, path)

            assert problem == "" or "computes no numbers" in problem
        await assert_unharmed(engine, tiny_model)


async def test_odd_models(tmp_path, tiny_model):
    dice, path = random.Random(5), tmp_path / "odd.gguf"
    async with worker(tmp_path) as engine:
        problems = []
        for _ in range(60):
            write_odd_model(path, dice)
            problems.append(await try_out(engine, path))

        assert "" in problems
        assert all(problem.isprintable() for problem in problems)
        assert any("memory" in problem for problem in problems)
        await assert_unharmed(engine, tiny_model)
