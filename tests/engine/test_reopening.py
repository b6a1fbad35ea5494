"""After a restart a conversation goes on at once, exactly as if there had been none."""

import random
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from engine_talk import GREEDY, hear, request, until, worker
from tiny_gguf import TinyModel, write_tiny_model
from tiny_mamba import write_tiny_mamba

from assistant.engine import GenerateRequest
from assistant.engine.client import WorkerEngine
from assistant.engine.states import forget
from assistant.engine.worker.cache import REREAD_TOKENS
from assistant.settings import Sampling
from assistant.threads import OwnerThread

LIVELY = Sampling(seed=5, temperature=1.5, min_p=0, repeat_penalty=1)
ENDLESS = LIVELY.model_copy(update={"logit_bias": {316: float("-inf"), 318: float("-inf")}})
SHAPES = {
    "full attention": TinyModel(),
    "sliding window": TinyModel(architecture="gemma2", layers=4, sliding_window_tokens=32),
}


@pytest.fixture(scope="module", params=[*SHAPES, "recurrent"])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("reopening") / f"{request.param}.gguf"
    if request.param == "recurrent":
        return write_tiny_mamba(file)
    return write_tiny_model(file, SHAPES[request.param])


def keeping(
    folder: Path, model: Path, **source: object
) -> AbstractAsyncContextManager[WorkerEngine]:
    """A worker that keeps what it reads, however short."""
    return worker(
        folder,
        model,
        **{
            "states_folder": folder / "states",
            "states_bytes": 10**9,
            "states_worth_seconds": 0.0,
            **source,
        },
    )


def ids(seed: int, count: int = 300) -> tuple[int, ...]:
    return tuple(random.Random(seed).choices(range(300), k=count))


def prompt(
    *tokens: int, conversation: str = "a", sampling: Sampling = ENDLESS, limit: int = 40
) -> GenerateRequest:
    return request(
        history=tokens, fresh=0, sampling=sampling, limit=limit, conversation=conversation
    )


def size_of_all(folder: Path) -> int:
    return sum(file.stat().st_size for file in (folder / "states").glob("*/*"))


def kept(folder: Path, conversation: str = "a") -> list[Path]:
    return sorted((folder / "states" / conversation).glob("*"))


async def test_what_was_read_and_said_before_a_restart_is_not_read_again(tmp_path, model):
    more = ids(2, 20)
    async with worker(tmp_path, model) as never_ended:
        first = await hear(never_ended, prompt(*ids(1)))
        expected = await hear(never_ended, prompt(*ids(1), *first.tokens, *more))
    async with keeping(tmp_path, model) as engine:
        assert (await hear(engine, prompt(*ids(1)))).tokens == first.tokens

    async with keeping(tmp_path, model) as engine:
        second = await hear(engine, prompt(*ids(1), *first.tokens, *more))

    assert second.finished.cached_tokens == len(ids(1)) + len(first.tokens)
    assert second.tokens == expected.tokens


async def test_the_same_prompt_again_says_the_same_after_a_restart(tmp_path, model):
    async with keeping(tmp_path, model) as engine:
        first = await hear(engine, prompt(*ids(3)))

    async with keeping(tmp_path, model) as engine:
        again = await hear(engine, prompt(*ids(3)))

    goes_back = model.stem == "full attention"
    assert again.finished.cached_tokens == (len(ids(3)) - REREAD_TOKENS if goes_back else 0)
    assert again.tokens == first.tokens


async def test_a_fork_takes_up_what_it_shares(tmp_path, tiny_model):
    trunk = ids(4)
    async with keeping(tmp_path, tiny_model) as engine:
        await hear(engine, prompt(*trunk, *ids(5)))

    async with keeping(tmp_path, tiny_model) as engine:
        fork = await hear(engine, prompt(*trunk, *ids(6)))
    async with keeping(tmp_path, tiny_model) as engine:
        back = await hear(engine, prompt(*trunk, *ids(5), *ids(7, 5)))

    assert fork.finished.cached_tokens == len(trunk)
    assert back.finished.cached_tokens >= len(trunk) + len(ids(5))
    assert len(kept(tmp_path)) == 2


async def test_conversations_take_turns_without_reading_again(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model) as engine:
        for seed in (8, 9):
            await hear(engine, prompt(*ids(seed), conversation=str(seed)))
        again = [
            await hear(engine, prompt(*ids(seed), *ids(1, 9), conversation=str(seed)))
            for seed in (8, 9)
        ]

    assert [heard.finished.cached_tokens for heard in again] == [300, 300]


async def test_a_state_that_grew_replaces_the_one_it_grew_from(tmp_path, tiny_model):
    tokens = ids(10, 700)
    for length in (300, 500, 700):
        async with keeping(tmp_path, tiny_model) as engine:
            await hear(engine, prompt(*tokens[:length], limit=1))

    assert len(kept(tmp_path)) == 1


async def test_an_idle_worker_keeps_what_it_read(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model) as engine:
        await hear(engine, prompt(*ids(11)))
        await until(lambda: [file.suffix for file in kept(tmp_path)] == [".state"])
        written_at = kept(tmp_path)[0].stat().st_mtime_ns

    assert [file.stat().st_mtime_ns for file in kept(tmp_path)] == [written_at]


async def test_another_model_keeps_the_state_of_the_first(tmp_path, tiny_model, write_model):
    other = write_model(seed=1)
    async with keeping(tmp_path, tiny_model) as engine:
        await hear(engine, prompt(*ids(12)))
    async with keeping(tmp_path, other) as engine:
        elsewhere = await hear(engine, prompt(*ids(12)))
    async with keeping(tmp_path, tiny_model) as engine:
        back = await hear(engine, prompt(*ids(12)))

    assert elsewhere.finished.cached_tokens == 0
    assert back.finished.cached_tokens > 0


async def test_another_size_of_context_reads_again(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model) as engine:
        await hear(engine, prompt(*ids(13)))
    async with keeping(tmp_path, tiny_model, context_tokens=512) as engine:
        assert (await hear(engine, prompt(*ids(13)))).finished.cached_tokens == 0


async def test_what_is_quick_to_read_is_not_kept(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model, states_worth_seconds=60) as engine:
        await hear(engine, prompt(*ids(14)))

    assert kept(tmp_path) == []


@pytest.mark.parametrize("source", [{"states_bytes": 0}, {"states_folder": None}])
async def test_nothing_is_kept_when_that_is_off(tmp_path, tiny_model, source):
    async with keeping(tmp_path, tiny_model, **source) as engine:
        await hear(engine, prompt(*ids(15)))

    assert not (tmp_path / "states").exists()


async def test_a_prompt_of_no_conversation_is_not_kept(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model) as engine:
        await hear(engine, prompt(*ids(16), conversation=""))

    assert size_of_all(tmp_path) == 0


async def test_what_was_not_used_for_longest_makes_room(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model) as engine:
        await hear(engine, prompt(*ids(17), conversation="size"))
    limit = 3 * size_of_all(tmp_path)
    for conversation in ("a", "b", "a", "c"):
        async with keeping(tmp_path, tiny_model, states_bytes=limit) as engine:
            await hear(engine, prompt(*ids(17), conversation=conversation, limit=1))

    assert [bool(kept(tmp_path, name)) for name in ("size", "a", "b", "c")] == [0, 1, 1, 1]
    assert size_of_all(tmp_path) <= limit


async def test_a_state_above_the_limit_is_not_kept(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model, states_bytes=1000) as engine:
        await hear(engine, prompt(*ids(18)))

    assert kept(tmp_path) == []


async def test_the_files_are_for_their_owner_only(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model) as engine:
        await hear(engine, prompt(*ids(19)))

    (file,) = kept(tmp_path)
    modes = [path.stat().st_mode & 0o777 for path in (file, file.parent, file.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]


async def test_what_is_forgotten_does_not_come_back(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model) as engine:
        await hear(engine, prompt(*ids(20)))
        thread = OwnerThread("forgetting")
        await thread.call(forget, tmp_path / "states", "a")
        thread.close()

    assert not (tmp_path / "states" / "a").exists()


async def test_two_programs_share_a_folder(tmp_path, tiny_model):
    async with keeping(tmp_path, tiny_model) as one, keeping(tmp_path, tiny_model) as other:
        mine = await hear(one, prompt(*ids(21)))
        theirs = await hear(other, prompt(*ids(21), conversation="b"))
        both = await hear(other, prompt(*ids(22)))
        assert both.finished.cached_tokens == 0

    async with keeping(tmp_path, tiny_model) as engine:
        for conversation, heard, seed in (("a", mine, 21), ("b", theirs, 21), ("a", both, 22)):
            again = await hear(engine, prompt(*ids(seed), conversation=conversation))
            assert again.finished.cached_tokens == len(ids(seed)) - REREAD_TOKENS
            assert again.tokens == heard.tokens


async def test_a_program_that_leaves_in_the_middle_of_a_reply_keeps_it(tmp_path, tiny_model):
    engine = keeping(tmp_path, tiny_model)
    async with engine as leaving:
        stream = leaving.generate(prompt(*ids(23), limit=1500))
        async for event in stream:
            if type(event).__name__ == "ReplyGrew":
                break

    async with keeping(tmp_path, tiny_model) as back:
        assert (await hear(back, prompt(*ids(23)))).finished.cached_tokens > 0


@pytest.mark.model
async def test_the_default_model_goes_on_as_if_there_had_been_no_restart(tmp_path, default_model):
    question, source = "Tell me of the sea. " * 25, {"context_tokens": 1024, "threads": 1}
    first_asked = request(question, sampling=GREEDY, limit=20, conversation="a")
    async with worker(tmp_path, default_model, **source) as engine:
        first = await hear(engine, first_asked)
        history = first.built.read_tokens + first.tokens
        second_asked = request(
            question, first.text, "And?", history=history, limit=20, conversation="a"
        )
        expected = await hear(engine, second_asked)
    async with keeping(tmp_path, default_model, **source) as engine:
        await hear(engine, first_asked)
    async with keeping(tmp_path, default_model, **source) as engine:
        second = await hear(engine, second_asked)

    assert second.finished.cached_tokens == len(history)
    assert second.tokens == expected.tokens
