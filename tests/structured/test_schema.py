"""What is taken for a value, and what a hostile schema cannot do."""

import json
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from assistant.errors import InputError, StructuredError
from assistant.structured import Schema


class Fact(BaseModel):
    text: str = Field(min_length=1)
    kind: Literal["fact", "선호"]


numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
words = st.text(max_size=8)
plain = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(words, parts, max_size=3),
    max_leaves=6,
)
ANYTHING = Schema.from_json({})


@settings(max_examples=30, deadline=None)
@given(plain)
def test_any_json_is_read_as_it_was_written(value):
    assert ANYTHING.read(json.dumps(value)) == value


def test_a_value_of_a_model_is_of_its_type():
    schema = Schema.from_model(list[Fact])

    assert schema.read('[{"text": "차를 좋아함", "kind": "선호"}]') == [
        Fact(text="차를 좋아함", kind="선호")
    ]


def test_objects_of_a_model_have_no_other_names():
    schema = json.loads(Schema.from_model(Fact).json)

    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"text": "", "kind": "fact"}', "text: .*at least 1"),
        ('{"text": "a", "kind": "opinion"}', "kind: .*'fact'"),
        ('{"text": "a"', "Invalid JSON"),
    ],
)
def test_what_is_wrong_is_told_in_the_words_of_the_validator(text: str, words: str):
    with pytest.raises(StructuredError, match=words):
        Schema.from_model(Fact).read(text)


@pytest.mark.parametrize(
    "text",
    ["", "{", "NaN", "Infinity", "1e999", '{"a": 1, "a": 2}', "[" * 100_000, "9" * 5000, "[1,]"],
    ids=lambda text: text[:10],
)
def test_what_is_not_json_is_no_value(text: str):
    with pytest.raises(StructuredError, match="not JSON"):
        Schema.from_json({}).read(text)


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"pattern": "^a+$"}, "aaa", "b"),
        ({"patternProperties": {"^n": {"type": "integer"}}}, {"n1": 1, "x": "y"}, {"n1": "one"}),
        ({"properties": {"a": {}}, "additionalProperties": False}, {"a": 1}, {"b": 1}),
        (
            {"patternProperties": {"^x": {}}, "additionalProperties": {"type": "null"}},
            {"x": 1, "y": None},
            {"y": 1},
        ),
        ({"not": {"type": "string"}}, 1, "text"),
        ({"oneOf": [{"type": "integer"}, {"minimum": 5}]}, 1, 7),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"const": 3}}}, 3, 4),
        ({"uniqueItems": True}, [1, 2], [1, 1]),
    ],
)
def test_keywords_are_checked(schema, good, bad):
    read = Schema.from_json(schema).read

    assert read(json.dumps(good)) == good
    with pytest.raises(StructuredError):
        read(json.dumps(bad))


@pytest.mark.parametrize(
    "schema",
    [
        7,
        [],
        {"type": "nonsense"},
        {"minLength": "five"},
        {"pattern": "("},
        {"pattern": "(?=a)b"},
        {"properties": {"a": {"patternProperties": {"(?<!b)a": {}}}}},
        {"patternProperties": {"a": {}}, "unevaluatedProperties": False},
        "{",
        "1e999",
    ],
    ids=str,
)
def test_what_is_no_schema_or_cannot_be_checked_is_refused(schema):
    with pytest.raises(InputError):
        Schema.from_json(schema if isinstance(schema, str) else json.dumps(schema))


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|a)*$", "^(.*a){20}$", r"^(\w+\s?)*$", "^a*a*a*a*a*a*b$"]
)
def test_no_pattern_takes_for_ever(pattern: str):
    schema = Schema.from_json({"pattern": pattern})

    with pytest.raises(StructuredError, match="match"):
        schema.read(json.dumps("a" * 10_000 + "!"))


def doubled(link: str, levels: int) -> dict[str, object]:
    definitions = {
        f"d{level}": {link: [{"$ref": f"#/$defs/d{level + 1}"}] * 2} for level in range(levels)
    }
    return {"$ref": "#/$defs/d0", "$defs": {**definitions, f"d{levels}": {"type": "string"}}}


@pytest.mark.parametrize("link", ["allOf", "anyOf", "oneOf"])
def test_a_check_that_doubles_at_every_level_is_given_up(link: str):
    with pytest.raises(StructuredError, match="too involved"):
        Schema.from_json(doubled(link, 40)).read('"text"' if link == "allOf" else "1")


def test_a_reference_to_itself_is_given_up():
    with pytest.raises(StructuredError, match="too involved"):
        Schema.from_json({"$ref": "#"}).read("1")


def test_nothing_is_fetched():
    schema = Schema.from_json({"$ref": "http://localhost:1/schema.json"})

    with pytest.raises(StructuredError, match="not part of it"):
        schema.read("1")
