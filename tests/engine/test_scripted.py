"""The scripted engine is honest: what tests and demonstrations rely on, it really does."""

import asyncio
import json
from contextlib import aclosing
from pathlib import Path

import pytest
from engine_talk import hear, request, talk

from assistant.engine import ChatMessage, ModelSource, PromptBuilt, ReplyGrew
from assistant.engine.scripted import (
    END_OF_TURN,
    ScriptedEngine,
    ScriptedReply,
    read_script,
    scripted_tokens,
)
from assistant.errors import EngineError, SettingsError

SOURCE = ModelSource(path=Path("demo.gguf"))


async def loaded(*replies: ScriptedReply) -> ScriptedEngine:
    engine = ScriptedEngine(replies)
    await engine.load(SOURCE)
    return engine


async def test_replies_come_in_order_over_and_over():
    engine = await loaded(ScriptedReply("One."), ScriptedReply("Two."))

    said = [(await hear(engine, request("Hi", limit=None))).text for _ in range(3)]

    assert said == ["One.", "Two.", "One."]


async def test_reasoning_comes_first_and_apart():
    engine = await loaded(ScriptedReply("Yes, indeed.", reasoning="Let me think."))

    heard = await hear(engine, request("Hi", limit=None))

    assert (heard.reasoning, heard.text) == ("Let me think.", "Yes, indeed.")
    assert heard.tokens[-1] == END_OF_TURN


async def test_what_was_read_and_said_is_cached():
    engine = await loaded(ScriptedReply("One two three."))
    first = await hear(engine, request("Hello there", limit=None))
    history = first.built.read_tokens + first.tokens

    second = await hear(engine, request("Hello there", first.text, "More?", history=history))

    assert second.finished.cached_tokens == len(history)
    assert second.finished.prompt_tokens == len(history) + len(second.built.read_tokens)


async def test_it_obeys_limits_and_stops():
    engine = await loaded(ScriptedReply("a b c d e f g h"))

    cut = await hear(engine, request("Hi", limit=3))
    stopped = await hear(
        engine,
        request("Hi", limit=None),
        lambda event: engine.stop() if isinstance(event, ReplyGrew) else None,
    )

    assert (cut.finished.reason, cut.text) == ("length", "a b c")
    assert (stopped.finished.reason, stopped.text) == ("stopped", "a")


async def test_a_stop_during_the_reading_of_the_prompt_comes_before_any_word():
    engine = await loaded(ScriptedReply("Late.", read_tokens_per_second=1000))

    heard = await hear(
        engine,
        request("word " * 300, limit=None),
        lambda event: engine.stop() if isinstance(event, PromptBuilt) else None,
    )

    assert (heard.finished.reason, heard.text) == ("stopped", "")


async def test_it_can_fail_after_some_words():
    engine = await loaded(ScriptedReply("It was", error="The engine stopped."))
    told = []

    with pytest.raises(EngineError, match=r"The engine stopped\."):
        await hear(engine, request("Hi", limit=None), told.append)

    assert "".join(event.text for event in told if isinstance(event, ReplyGrew)) == "It was"


async def test_nothing_is_said_before_a_model_is_loaded():
    with pytest.raises(EngineError):
        await hear(ScriptedEngine([ScriptedReply("Hi")]), request("Hi"))


async def test_who_leaves_early_disturbs_nobody():
    engine = await loaded(ScriptedReply("one two three", tokens_per_second=1000))
    async with aclosing(engine.generate(request("Hi"))) as stream:
        async for _ in stream:
            break

    assert (await hear(engine, request("Hi", limit=None))).text == "one two three"


async def test_the_pace_is_kept():
    engine = await loaded(ScriptedReply("a b c d e", tokens_per_second=50))
    began = asyncio.get_running_loop().time()

    await hear(engine, request("Hi", limit=None))

    assert asyncio.get_running_loop().time() - began >= 0.1


async def test_it_pretends_to_be_a_model_and_says_so():
    model = (await loaded(ScriptedReply("Hi"))).model

    assert (model.name, model.architecture) == ("demo", "scripted")


def test_equal_pieces_have_equal_ids_that_fit_where_token_ids_are_kept():
    ids = scripted_tokens("one two one two 끝 👍")

    assert ids[:2] == scripted_tokens("one two")
    assert all(0 < token < 2**31 for token in ids)
    assert END_OF_TURN not in ids


def test_a_script_is_read_from_a_file(tmp_path: Path):
    script = tmp_path / "script.json"
    script.write_text(json.dumps([{"text": "Hi", "tokens_per_second": 5}]))

    assert read_script(script) == [ScriptedReply("Hi", tokens_per_second=5)]


@pytest.mark.parametrize(
    "content", ["", "{}", "[1]", '["Hi"]', '[{"words": "Hi"}]', "null", "7", "[]", '[{"text": 1}]']
)
def test_a_file_that_is_no_script_is_told(tmp_path: Path, content: str):
    script = tmp_path / "script.json"
    script.write_text(content)

    with pytest.raises(SettingsError, match=r"script\.json is not a script of replies"):
        read_script(script)


def test_a_script_that_is_missing_is_told(tmp_path: Path):
    with pytest.raises(SettingsError, match="is not a script"):
        read_script(tmp_path / "missing.json")


async def test_a_reply_that_was_stopped_is_told_to_its_end():
    engine = await loaded(ScriptedReply("One."), ScriptedReply("Two, then.", reasoning="Hm, well."))
    for _ in range(2):
        whole = await hear(engine, request("Hi", limit=None))
    cut = whole.built.read_tokens + whole.tokens[:3]

    message = ChatMessage(role="assistant", content="Two, ", reasoning="Hm, well.")
    asked = request("Hi", "", history=cut, continues=True, limit=None)

    rest = await hear(engine, asked.model_copy(update={"messages": (*talk("Hi"), message)}))
    after_a_restart = await hear(
        await loaded(ScriptedReply("One."), ScriptedReply("Two.")),
        request("Hi", "Tw", continues=True, limit=None),
    )

    assert (rest.reasoning, rest.text) == ("", "then.")
    assert rest.built.read_tokens == ()
    assert after_a_restart.text == "o."
    assert (await hear(engine, request("Hi", limit=None))).text == "One."


async def test_reasoning_that_was_stopped_is_told_to_its_end():
    engine = await loaded(ScriptedReply("Yes.", reasoning="Let me think."))
    cut = ChatMessage(role="assistant", content="", reasoning="Let me")
    asked = request("Hi", "", continues=True, limit=None)

    heard = await hear(engine, asked.model_copy(update={"messages": (*talk("Hi"), cut)}))

    assert (heard.reasoning, heard.text) == (" think.", "Yes.")


async def test_texts_are_as_alike_as_the_words_that_they_share():
    engine = ScriptedEngine([ScriptedReply("hi")])

    embedded = await engine.embed(Path("any.gguf"), ["red tea", "red tea cup", ""], "query")
    numbers = memoryview(embedded.vectors).cast("f")
    size = embedded.dimensions
    first, second, nothing = (list(numbers[at * size : (at + 1) * size]) for at in range(3))

    assert sum(a * b for a, b in zip(first, second, strict=True)) == pytest.approx((2 / 3) ** 0.5)
    assert not any(nothing)
    assert await engine.rerank(None, "red tea", ["tea", "red tea"], seconds=1) == (0.5, 1.0)
    assert await engine.rerank(None, "red tea", ["tea"], seconds=0) == ()
