"""Schemas that would take for ever, or for more than there is, cost an error and nothing else."""

import pytest
from schema_talk import write

from assistant.engine.client import WorkerEngine
from assistant.errors import InputError

pytestmark = pytest.mark.asyncio(loop_scope="module")


def chain(link, length: int) -> dict:
    definitions = {f"d{index}": link(f"#/$defs/d{index + 1}") for index in range(length)}
    return {"$ref": "#/$defs/d0", "$defs": {**definitions, f"d{length}": {"type": "string"}}}


def nested(link, levels: int) -> object:
    schema: object = {"type": "string"}
    for _level in range(levels):
        schema = link(schema)
    return schema


HOSTILE = {
    "nothing": False,
    "no schema": [1],
    "a number": 7,
    "too long": {"enum": ["x" * 100_000]},
    "nested": nested(lambda schema: {"type": "array", "items": schema}, 400),
    "a chain": chain(lambda name: {"$ref": name}, 3000),
    "a chain of everything": chain(lambda name: {"allOf": [{"$ref": name}]}, 2000),
    "itself": {"$ref": "#"},
    "a circle": {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"},
                                                "b": {"$ref": "#/$defs/a"}}},
    "elsewhere": {"$ref": "http://example.com/schema.json"},
    "a product": {
        "allOf": [
            {"anyOf": [{"properties": {f"{name}{index}": {"type": "string"}}} for name in "ab"]}
            for index in range(20)
        ]
    },
    "parentheses": {"type": "string", "pattern": "(" * 3000 + "a" + ")" * 3000},
    "no regular expression": {"type": "string", "pattern": "("},
    "contradiction": {"type": "integer", "minimum": 5, "maximum": 4},
}  # fmt: skip


@pytest.mark.parametrize("schema", HOSTILE.values(), ids=HOSTILE.keys())
async def test_a_schema_that_cannot_be_followed_is_refused_and_nothing_is_broken(
    shared_engine, schema
):
    with pytest.raises(InputError, match="schema"):
        await write(shared_engine, schema, limit=50)

    assert (await write(shared_engine, {"enum": ["whole"]})).text == '"whole"'


BOMBS = {
    "an endless tree": {
        "$ref": "#/$defs/t",
        "$defs": {"t": {"type": "object", "properties": {"t": {"$ref": "#/$defs/t"}},
                        "required": ["t"], "additionalProperties": False}},
    },
    "powers": {"type": "string", "pattern": "^(((a{1,1000}){1,1000}){1,1000})$"},
    "states": {"type": "string", "pattern": "^(.*a){20}.{40}$"},
    "long": {"type": "string", "minLength": 10**9},
    "many": {"type": "array", "items": {"type": "string"}, "minItems": 10**6},
    "wide": {"type": "object", "properties": {f"p{index}": {} for index in range(900)}},
    "twice": chain(lambda name: {"anyOf": [{"$ref": name}, {"$ref": name}]}, 20),
    "deep": chain(lambda name: {"type": "object", "properties": {"a": {"$ref": name}},
                                "required": ["a"], "additionalProperties": False}, 200),
}  # fmt: skip


@pytest.mark.parametrize("schema", BOMBS.values(), ids=BOMBS.keys())
async def test_a_schema_that_explodes_ends_in_a_reply_or_an_error(
    shared_engine: WorkerEngine, schema
):
    try:
        heard = await write(shared_engine, schema, limit=50)
        assert heard.finished.reply_tokens <= 50
    except InputError as error:
        assert "schema" in str(error)  # noqa: PT017
