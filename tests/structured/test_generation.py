"""Asking for a value: the model is held to it, checked, and told what was wrong."""

from pathlib import Path
from typing import Literal

import pytest
from engine_talk import request
from pydantic import BaseModel

from assistant.engine import ModelSource
from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.errors import StructuredError
from assistant.settings import Sampling
from assistant.structured import Schema, structured


class Colour(BaseModel):
    name: Literal["red", "blue"]


SCHEMA = Schema.from_model(Colour)


async def engine(*texts: str, **fields: object) -> ScriptedEngine:
    scripted = ScriptedEngine([ScriptedReply(text, **fields) for text in texts])
    await scripted.load(ModelSource(path=Path("script")))
    return scripted


async def test_a_value_comes_back_as_its_type():
    scripted = await engine('{"name": "red"}')

    assert await structured(scripted, request("Which?"), SCHEMA) == Colour(name="red")
    assert scripted.requests[0].json_schema == SCHEMA.json


async def test_reasoning_is_no_part_of_the_value():
    scripted = await engine('{"name": "red"}', reasoning="Perhaps {blue}?")

    assert await structured(scripted, request("Which?"), SCHEMA) == Colour(name="red")


async def test_a_stop_string_of_the_chat_does_not_cut_a_value():
    scripted = await engine('{"name": "red"}')
    asked = request("Which?", sampling=Sampling(stop=("name",)))

    await structured(scripted, asked, SCHEMA)

    assert scripted.requests[0].sampling.stop == ()


async def test_after_a_mistake_the_model_is_told_what_was_wrong():
    scripted = await engine('{"name": "green"}', '{"name": "blue"}')
    asked = request("Which?", sampling=Sampling(seed=7))

    assert await structured(scripted, asked, SCHEMA) == Colour(name="blue")
    first, again = scripted.requests
    assert first.messages[-1].content == "Which?"
    assert all(
        words in again.messages[-1].content for words in ("Which?", "green", "name", "'red'")
    )
    assert again.sampling.seed == 8


async def test_when_every_attempt_fails_the_validator_is_quoted():
    scripted = await engine('{"name": "green"}')

    with pytest.raises(StructuredError, match=r"name: .*'red' or 'blue'"):
        await structured(scripted, request("Which?"), SCHEMA, attempts=3)

    assert len(scripted.requests) == 3


async def test_a_model_that_is_stopped_is_not_asked_again():
    scripted = await engine('{"name": "red"}')
    scripted.generate, given = stopping(scripted), scripted.generate
    assert given

    with pytest.raises(StructuredError, match="stopped"):
        await structured(scripted, request("Which?"), SCHEMA)

    assert len(scripted.requests) == 1


def stopping(scripted: ScriptedEngine):
    generate = scripted.generate

    async def generate_and_stop(asked):
        async for event in generate(asked):
            yield event
            scripted.stop()

    return generate_and_stop
