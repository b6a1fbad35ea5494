"""A kept state that is damaged, strange or hostile costs time at most."""

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from engine_talk import GREEDY, Heard, hear, request, worker

from assistant.engine.client import WorkerEngine
from assistant.engine.worker.state_file import Seal, State, read_key, read_state, write_state
from assistant.errors import EngineDiedError
from assistant.threads import OwnerThread

IDS = tuple(random.Random(1).choices(range(300), k=400))
OTHER_IDS = tuple(random.Random(2).choices(range(300), k=50))
CONTEXT_TOKENS = 2048

Change = Callable[[Path, random.Random], None]


def flip_a_bit(file: Path, dice: random.Random) -> None:
    data = bytearray(file.read_bytes())
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    file.write_bytes(data)


def cut(file: Path, dice: random.Random) -> None:
    os.truncate(file, dice.choice([0, 1, 51, 52, 60, dice.randrange(file.stat().st_size)]))


def lengthen(file: Path, dice: random.Random) -> None:
    with file.open("ab") as stream:
        stream.write(dice.randbytes(dice.choice([1, 32, 4096])))


def wipe(file: Path, dice: random.Random) -> None:
    file.write_bytes(dice.choice([bytes, dice.randbytes])(file.stat().st_size))


def change_a_number(file: Path, dice: random.Random) -> None:
    """Numbers of the head: how many tokens, how large a state."""
    with file.open("r+b") as stream:
        stream.seek(dice.choice([40, 44]))
        stream.write(dice.randbytes(4))


def swap_for(make: Callable[[Path], None]) -> Change:
    def swap(file: Path, _dice: random.Random) -> None:
        shutil.copy(file, file.with_name("elsewhere"))
        file.unlink()
        make(file)

    return swap


def make_link(file: Path) -> None:
    file.symlink_to("elsewhere")


CHANGES: dict[str, Change] = {
    "a bit": flip_a_bit,
    "cut": cut,
    "longer": lengthen,
    "wiped": wipe,
    "numbers": change_a_number,
    "a folder": swap_for(Path.mkdir),
    "a pipe": swap_for(os.mkfifo),
    "a link": swap_for(make_link),
    "a loop": swap_for(lambda file: file.symlink_to(file.name)),
    "a device": swap_for(lambda file: file.symlink_to("/dev/zero")),
}


def keeping(folder: Path, model: Path):
    return worker(
        folder,
        model,
        states_folder=folder / "states",
        states_bytes=10**9,
        states_worth_seconds=0.0,
        context_tokens=CONTEXT_TOKENS,
    )


async def ask(engine: WorkerEngine, *ids: int, conversation: str = "a") -> Heard:
    return await hear(
        engine,
        request(history=ids, fresh=0, sampling=GREEDY, limit=4, conversation=conversation),
    )


async def leave(engine: WorkerEngine) -> None:
    """Make the engine forget what it read, as a restart would."""
    await ask(engine, *OTHER_IDS, conversation="")


def state_of(folder: Path) -> Path:
    (file,) = (folder / "states" / "a").glob("*.state")
    return file


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.timeout(120)
async def test_a_changed_file_is_dropped_and_the_answer_is_right(tmp_path, tiny_model, change):
    dice = random.Random(7)
    async with keeping(tmp_path, tiny_model) as engine:
        expected = await ask(engine, *IDS)
        process_id = engine.process_id
        for _ in range(12):
            await leave(engine)
            change(state_of(tmp_path), dice)

            again = await ask(engine, *IDS)

            assert again.finished.cached_tokens == 0
            assert again.tokens == expected.tokens
            for left in (tmp_path / "states" / "a").iterdir():
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            await leave(engine)
        assert engine.process_id == process_id


async def test_a_file_under_another_conversations_or_models_name_is_harmless(
    tmp_path, tiny_model, write_model
):
    async with keeping(tmp_path, tiny_model) as engine:
        expected = await ask(engine, *IDS)
    strange = write_model(seed=3)
    async with keeping(tmp_path, strange) as engine:
        await ask(engine, *IDS, conversation="b")
    (theirs,) = (tmp_path / "states" / "b").glob("*.state")
    ours = state_of(tmp_path)
    shutil.copy(theirs, ours)

    async with keeping(tmp_path, tiny_model) as engine:
        again = await ask(engine, *IDS)

    assert again.finished.cached_tokens == 0
    assert again.tokens == expected.tokens


async def test_a_state_from_a_folder_with_another_key_is_dropped(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model) as engine:
        expected = await ask(engine, *IDS)
    (tmp_path / "states" / "key").write_bytes(bytes(32))

    async with keeping(tmp_path, tiny_model) as engine:
        again = await ask(engine, *IDS)

    assert again.finished.cached_tokens == 0
    assert again.tokens == expected.tokens


@pytest.mark.timeout(240)
async def test_even_a_sealed_state_that_llama_cpp_cannot_bear_costs_one_reply_at_most(
    tmp_path, tiny_model
):
    """Nobody but us has the key; should llama.cpp crash of what it wrote, it is forgotten."""
    dice = random.Random(5)
    thread = OwnerThread("forging")
    async with keeping(tmp_path, tiny_model) as engine:
        expected = await ask(engine, *IDS)
        for _ in range(25):
            await leave(engine)
            await thread.call(forge, state_of(tmp_path), dice)
            try:
                await ask(engine, *IDS)
            except EngineDiedError:
                assert not (tmp_path / "states" / "a").exists()
            for left in (tmp_path / "states").glob("a/*"):
                left.unlink()
            await leave(engine)

            again = await ask(engine, *IDS)

            assert again.tokens == expected.tokens
    thread.close()


def forge(file: Path, dice: random.Random) -> None:
    """Damage what llama.cpp will read, and seal it again."""
    identity = file.read_bytes()[8:40]
    seal = Seal(read_key(file.parent.parent), identity, CONTEXT_TOKENS)
    state = read_state(file, seal)
    for _ in range(dice.choice([1, 4, 64])):
        place = dice.randrange(dice.choice([40, 400, len(state.memory)]))
        state.memory[place] = dice.randrange(256)
    write_state(file, seal, State(state.tokens, state.memory), lambda: True)


@pytest.mark.parametrize("name", ["states", "states/a"])
async def test_a_file_in_place_of_a_folder_only_means_that_nothing_is_kept(
    tmp_path, tiny_model, name
):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("a file")

    async with keeping(tmp_path, tiny_model) as engine:
        heard = await ask(engine, *IDS)

    assert heard.finished.cached_tokens == 0
    assert (tmp_path / name).read_text() == "a file"
