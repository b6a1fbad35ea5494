"""Each conversation has its own system prompt and sampling, and they last."""

import asyncio
import math
from dataclasses import replace
from functools import partial

import pytest

from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.errors import SettingsError
from assistant.settings import ModelSettings, Sampling, Settings

SETTINGS = Settings(
    model=ModelSettings(system_prompt="Be kind."), sampling=Sampling(temperature=0.7, top_k=10)
)


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine([ScriptedReply("Yes.")])


async def test_the_settings_hold_where_a_conversation_says_nothing(chat, take_turn, engine):
    session = chat.session(engine, settings=SETTINGS)

    await take_turn(session, "Hello")

    (request,) = engine.requests
    assert [message.content for message in request.messages] == ["Be kind.", "Hello"]
    assert request.sampling == SETTINGS.sampling


async def test_a_system_prompt_belongs_to_one_conversation(chat, take_turn, engine):
    session = chat.session(engine, settings=SETTINGS)
    await session.set_system_prompt("Be brief.")
    await take_turn(session, "Hello")
    first = session.conversation.id
    session.opened.open_new()
    await take_turn(session, "Hello")
    await session.opened.open(first)
    assert session.system_prompt == "Be brief."
    await session.set_system_prompt(None)

    prompts = [request.messages[0].content for request in engine.requests]
    assert prompts == ["Be brief.", "Be kind."]
    assert session.system_prompt == "Be kind."


async def test_an_empty_system_prompt_is_none_at_all(chat, take_turn, engine):
    session = chat.session(engine, settings=SETTINGS)
    await session.set_system_prompt("")
    await take_turn(session, "Hello")

    assert [message.role for message in engine.requests[0].messages] == ["user"]


async def test_another_system_prompt_reads_everything_again(chat, take_turn, engine):
    session = chat.session(engine, settings=SETTINGS)
    await take_turn(session, "One")
    await session.set_system_prompt("Be brief.")
    await take_turn(session, "Two")
    await take_turn(session, "Three")

    _, second, third = engine.requests
    assert (second.history, second.fresh) == ((), 4)
    assert third.fresh == 1
    assert len(third.history) > len(engine.requests[0].history)


async def test_a_prompt_that_returns_goes_on_growing(chat, take_turn, engine):
    session = chat.session(engine, settings=SETTINGS)
    for prompt in (None, "Be brief.", None, None):
        await session.set_system_prompt(prompt)
        await take_turn(session, f"with {prompt}")

    *_, back, after = engine.requests
    assert back.fresh == 3
    assert after.fresh == 1
    asked = session.messages[-4]
    assert asked.tokens.starts_anew
    assert after.history[: len(back.history)] == back.history


async def test_sampling_belongs_to_one_conversation_and_lasts(chat, take_turn, engine):
    session = chat.session(engine, settings=SETTINGS)
    await session.set_sampling({"temperature": 0.1, "stop": ["\n\n", "끝"], "seed": 5})
    await session.set_sampling({"logit_bias": {7: -math.inf, 8: 1.5}})
    await take_turn(session, "Hello")

    again = chat.session(engine, settings=SETTINGS)
    await again.opened.open_latest()
    await take_turn(again, "Hello")

    expected = Sampling(
        temperature=0.1,
        top_k=10,
        stop=("\n\n", "끝"),
        seed=5,
        logit_bias={7: -math.inf, 8: 1.5},
    )
    assert [request.sampling for request in engine.requests] == [expected, expected]
    assert again.sampling == expected


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"temperature": -1}, "temperature: "),
        ({"temperature": "hot"}, "temperature: "),
        ({"warmth": 1}, "warmth: "),
        ({"stop": [""]}, "stop"),
        ({"mirostat": 3}, "mirostat: "),
    ],
)
async def test_wrong_sampling_is_refused_by_name_and_changes_nothing(
    chat, take_turn, engine, changes, words
):
    session = chat.session(engine, settings=SETTINGS)
    await take_turn(session, "Hello")

    with pytest.raises(SettingsError) as refused:
        await session.set_sampling(changes)

    assert words in str(refused.value)
    assert "`/params` shows the names" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert session.sampling == SETTINGS.sampling


async def test_sampling_may_be_changed_while_a_reply_arrives(chat, take_turn):
    session = chat.scripted(ScriptedReply("one two three four", tokens_per_second=100))
    changes = []

    def change(_: object) -> None:
        values = {"temperature": len(changes) / 10}
        changes.append(asyncio.ensure_future(session.set_sampling(values)))

    *_, ended = await take_turn(session, "Count.", change)
    await asyncio.gather(*changes)

    assert session.conversation.head_id == ended.reply.id
    assert session.sampling.temperature == (len(changes) - 1) / 10
    assert (await chat.stored())[-1] == ended.reply


async def test_a_stored_parameter_that_is_not_valid_any_more_is_told(chat, take_turn, engine):
    session = chat.session(engine, settings=SETTINGS)
    await take_turn(session, "Hello")
    await session.opened.change(partial(replace, sampling={"warmth": 1}))

    with pytest.raises(SettingsError, match="warmth"):
        await take_turn(session, "Hello again")
    assert len(await chat.stored()) == 2
