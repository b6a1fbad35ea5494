"""What a loaded model answers, through the real worker with a tiny model."""

import asyncio

import pytest
from engine_talk import hear, request, worker
from tiny_gguf import END_OF_TURN, TinyModel, tiny_vocabulary

from assistant.engine import EngineEvent, Finished, PromptBuilt, PromptProgress, ReplyGrew
from assistant.engine.client import WorkerEngine
from assistant.errors import ContextOverflowError, EngineError, InputError, ModelFileError
from assistant.settings import Sampling

pytestmark = pytest.mark.asyncio(loop_scope="module")

VOCABULARY = tiny_vocabulary(TinyModel())
END = VOCABULARY.index(END_OF_TURN)
NEVER_END = Sampling(logit_bias={END: float("-inf"), VOCABULARY.index("<|endoftext|>"): -1e9})


def only(*tokens: int) -> Sampling:
    """Sampling that can choose nothing else."""
    return Sampling(temperature=0, logit_bias=dict.fromkeys(tokens, 1e6))


async def test_events_come_in_order_and_their_counts_agree(shared_engine: WorkerEngine):
    heard = await hear(shared_engine, request("Hello, what is the end?"))

    kinds = [type(event) for event in heard.events]
    assert kinds == sorted(kinds, key=[PromptBuilt, PromptProgress, ReplyGrew, Finished].index)
    assert heard.built.prompt_tokens == len(heard.built.read_tokens) == heard.finished.prompt_tokens
    assert heard.progress[-1].done == heard.progress[-1].total
    assert heard.finished.reply_tokens == len(heard.tokens)
    assert heard.finished.cached_tokens == heard.built.cached_tokens


async def test_a_reply_is_as_long_as_it_may_be(shared_engine: WorkerEngine):
    heard = await hear(shared_engine, request("Hello", sampling=NEVER_END, limit=5))

    assert (heard.finished.reason, len(heard.tokens)) == ("length", 5)


async def test_a_reply_ends_where_the_model_ends_it(shared_engine: WorkerEngine):
    heard = await hear(shared_engine, request("Hello", sampling=only(END)))

    assert (heard.finished.reason, heard.tokens, heard.text) == ("end", (END,), "")


async def test_a_stop_string_ends_the_reply_and_is_not_part_of_it(shared_engine: WorkerEngine):
    letter = VOCABULARY.index("a")
    sampling = only(letter).model_copy(update={"stop": ("aaaa", "zz"), "repeat_penalty": 1})

    heard = await hear(shared_engine, request("Hello", sampling=sampling, limit=50))

    assert (heard.finished.reason, heard.text, len(heard.tokens)) == ("stop_string", "", 4)


async def test_a_reply_ends_when_the_context_is_full(shared_engine: WorkerEngine):
    heard = await hear(shared_engine, request("a" * 2000, sampling=NEVER_END, limit=None))

    context_tokens = shared_engine.model.context_tokens
    assert heard.finished.reason == "context_full"
    assert heard.finished.prompt_tokens + heard.finished.reply_tokens == context_tokens


async def test_a_prompt_longer_than_the_context_is_refused_and_nothing_is_broken(
    shared_engine: WorkerEngine,
):
    with pytest.raises(ContextOverflowError, match=r"2,0\d\d tokens .* holds 2,048"):
        await hear(shared_engine, request("b" * 2048))

    assert (await hear(shared_engine, request("Hello"))).finished.reason == "length"


async def test_the_longest_prompt_that_fits_still_gets_a_token(shared_engine: WorkerEngine):
    overhead = (await hear(shared_engine, request("c"))).finished.prompt_tokens - 1
    longest = "c" * (2047 - overhead)

    heard = await hear(shared_engine, request(longest, sampling=NEVER_END, limit=None))

    assert (heard.finished.prompt_tokens, heard.finished.reply_tokens) == (2047, 1)


async def test_a_question_of_no_words_is_still_a_prompt(shared_engine: WorkerEngine):
    assert (await hear(shared_engine, request(""))).finished.prompt_tokens > 0


@pytest.mark.parametrize("history", [(-1,), (321,), (2**31 - 1,), (5, 6, -7)])
async def test_ids_of_another_model_are_refused_at_once(
    shared_engine: WorkerEngine, history: tuple[int, ...]
):
    with pytest.raises(ModelFileError, match="not this model's"):
        await hear(shared_engine, request("Hello", history=history))

    assert (await hear(shared_engine, request("Hello"))).finished.reason == "length"


async def test_text_that_no_encoding_can_carry_is_refused_at_once(shared_engine: WorkerEngine):
    with pytest.raises(InputError, match="cannot be sent"):
        await hear(shared_engine, request("half a character: \ud83d"))

    assert (await hear(shared_engine, request("Hello"))).finished.reason == "length"


async def test_the_same_seed_says_the_same_and_another_says_something_else(
    shared_engine: WorkerEngine,
):
    async def said(seed: int | None) -> tuple[int, ...]:
        sampling = Sampling(seed=seed, temperature=1.5, min_p=0)
        return (await hear(shared_engine, request("Hello", sampling=sampling, limit=40))).tokens

    assert await said(1) == await said(1)
    assert await said(1) != await said(2)
    assert await said(None) != await said(None)


async def test_the_seed_that_was_chosen_gives_the_reply_again(shared_engine: WorkerEngine):
    free = Sampling(temperature=1.5, min_p=0)
    first = await hear(shared_engine, request("Hello", sampling=free, limit=40))
    seeded = free.model_copy(update={"seed": first.finished.seed})

    assert (await hear(shared_engine, request("Hello", sampling=seeded, limit=40))).tokens == (
        first.tokens
    )


async def test_requests_wait_for_each_other(shared_engine: WorkerEngine):
    order: list[str] = []

    async def ask(name: str) -> None:
        await hear(shared_engine, request(name, limit=30), lambda _: order.append(name))

    await asyncio.gather(*(ask(name) for name in ("one", "two", "three")))

    assert order == sorted(order, key=["one", "two", "three"].index)


async def test_a_stop_is_for_the_reply_in_progress_alone(shared_engine: WorkerEngine):
    def stop(event: EngineEvent) -> None:
        if isinstance(event, ReplyGrew):
            shared_engine.stop()

    endless = request("Hello", sampling=NEVER_END, limit=None)
    first, second = await asyncio.gather(
        hear(shared_engine, endless, stop), hear(shared_engine, request("Hello", limit=20))
    )

    assert (first.finished.reason, second.finished.reason) == ("stopped", "length")


async def test_a_prompt_that_opens_reasoning_makes_the_reply_reasoning(tmp_path, write_model):
    opening = "{% for m in messages %}{{ m.content }}{% endfor %}<think>\n"
    async with worker(tmp_path, write_model(chat_template=opening)) as engine:
        heard = await hear(engine, request("Hello", sampling=only(VOCABULARY.index("a"))))

        assert (heard.reasoning, heard.text) == ("a" * 8, "")


async def test_a_token_that_marks_reasoning_elsewhere_but_ends_a_reply_here_is_not_shown(
    tmp_path, write_model
):
    control = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|end|>")
    async with worker(tmp_path, write_model(control_tokens=control)) as engine:
        end = tiny_vocabulary(TinyModel(control_tokens=control)).index("<|end|>")
        heard = await hear(engine, request("Hello", sampling=only(end)))

        assert (heard.finished.reason, heard.text) == ("end", "")


async def test_without_a_model_the_remedy_is_told(tmp_path):
    engine = WorkerEngine(tmp_path / "engine.log")

    with pytest.raises(EngineError, match="/model"):
        await hear(engine, request("Hello"))
    await engine.close()
