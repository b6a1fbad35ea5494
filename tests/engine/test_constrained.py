"""A reply that is held to a schema, through the real worker with models that know nothing."""

import json
import string
from collections.abc import AsyncIterator

import jsonschema
import pytest
import pytest_asyncio
from engine_talk import hear, request, worker
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schema_talk import WILD, held_to, write
from tiny_gguf import TinyModel, tiny_vocabulary, write_tiny_model
from tiny_mamba import write_tiny_mamba

from assistant.engine import EngineEvent, ReplyGrew
from assistant.engine.client import WorkerEngine
from assistant.errors import InputError

END = tiny_vocabulary(TinyModel()).index("<|im_end|>")
PERSON = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 20},
        "kind": {"enum": ["fact", "선호", "événement"]},
        "born": {"type": "integer", "minimum": 1900, "maximum": 2026},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 6}, "maxItems": 3},
    },
    "required": ["name", "kind", "born", "tags"],
    "additionalProperties": False,
}
TREE = {
    "$ref": "#/$defs/tree",
    "$defs": {
        "tree": {
            "type": "object",
            "properties": {
                "left": {"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "null"}]},
                "right": {"anyOf": [{"$ref": "#/$defs/tree"}, {"type": "null"}]},
            },
            "required": ["left", "right"],
            "additionalProperties": False,
        }
    },
}


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(
    scope="module", loop_scope="module", params=["bpe", "sentencepiece", "mamba"]
)
async def each_engine(request, tmp_path_factory) -> AsyncIterator[WorkerEngine]:
    folder = tmp_path_factory.mktemp("models")
    path = folder / "model.gguf"
    if request.param == "mamba":
        write_tiny_mamba(path)
    else:
        write_tiny_model(path, TinyModel(tokenizer="llama" if request.param[0] == "s" else "gpt2"))
    async with worker(folder, path) as engine:
        yield engine


names = st.text(string.ascii_letters + "가나다 é_", min_size=1, max_size=5)
texts = st.one_of(
    st.builds(
        lambda least, more: {"type": "string", "minLength": least, "maxLength": least + more},
        st.integers(0, 5),
        st.integers(0, 8),
    ),
    st.sampled_from(["^[a-z]{2,4}$", "^[가-힣]{1,3}$", r"^\d{3}-\d{4}$", "^(yes|no|아니요)$"]).map(
        lambda pattern: {"type": "string", "pattern": pattern}
    ),
    st.sampled_from(["date", "uuid", "ipv4", "time"]).map(
        lambda form: {"type": "string", "format": form}
    ),
)
choices = st.lists(
    st.one_of(names, st.integers(-99, 99), st.booleans(), st.none(), st.floats(-9, 9)),
    min_size=1,
    max_size=4,
).map(lambda values: {"enum": values})
numbers = st.builds(
    lambda kind, least, more: {"type": kind, "minimum": least, "maximum": least + more},
    st.sampled_from(["integer", "number"]),
    st.integers(-500, 500),
    st.integers(0, 500),
)


def grown(parts):
    arrays = st.builds(
        lambda items, least, more: {
            "type": "array",
            "items": items,
            "minItems": least,
            "maxItems": least + more,
        },
        parts,
        st.integers(0, 2),
        st.integers(0, 2),
    )
    objects = st.dictionaries(names, st.tuples(parts, st.booleans()), max_size=4).map(
        lambda fields: {
            "type": "object",
            "properties": {name: part for name, (part, _needed) in fields.items()},
            "required": [name for name, (_part, needed) in fields.items() if needed],
            "additionalProperties": False,
        }
    )
    return st.one_of(arrays, objects, st.builds(lambda a, b: {"anyOf": [a, b]}, parts, parts))


schemas = st.recursive(
    st.one_of(texts, choices, numbers, st.just({"type": "boolean"})), grown, max_leaves=6
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(schema=schemas, seed=st.integers(0, 1000))
async def test_whatever_the_model_wants_to_say_it_writes_an_instance(shared_engine, schema, seed):
    heard = await write(
        shared_engine, schema, limit=600, sampling=WILD.model_copy(update={"seed": seed})
    )

    jsonschema.validate(json.loads(heard.text), schema)
    assert heard.finished.strictness in ("strict", "coerced")


@pytest.mark.parametrize("seed", range(4))
async def test_every_kind_of_model_writes_an_instance(each_engine: WorkerEngine, seed: int):
    heard = await write(each_engine, PERSON, sampling=WILD.model_copy(update={"seed": seed}))

    jsonschema.validate(json.loads(heard.text), PERSON)
    assert (heard.finished.reason, heard.finished.strictness) == ("end", "strict")


async def test_a_reply_without_a_schema_is_free(shared_engine: WorkerEngine):
    heard = await hear(shared_engine, request("Answer.", limit=5))

    assert heard.finished.strictness is None


async def test_the_same_seed_writes_the_same(shared_engine: WorkerEngine):
    first, second = await write(shared_engine, PERSON), await write(shared_engine, PERSON)

    assert first.tokens == second.tokens


@pytest.mark.parametrize(
    "changes",
    [
        {"temperature": 0},
        {"mirostat": 1},
        {"mirostat": 2},
        {"typical_p": 0.5},
        {"top_k": 1},
        {"xtc_probability": 1.0, "xtc_threshold": 0.0},
        {"dry_multiplier": 2.0, "repeat_penalty": 1.5},
        {"logit_bias": {END: 1e6, 65: float("-inf")}},
        {"logit_bias": dict.fromkeys(range(600), float("-inf"))},
    ],
    ids="-".join,
)
async def test_every_sampler_takes_its_choice_from_what_is_allowed(
    shared_engine: WorkerEngine, changes
):
    heard = await write(shared_engine, PERSON, sampling=WILD.model_copy(update=changes))

    jsonschema.validate(json.loads(heard.text), PERSON)


@pytest.mark.parametrize("limit", [40, 60, 100, 200])
async def test_what_is_open_near_the_limit_is_closed(shared_engine: WorkerEngine, limit: int):
    endless = {"type": "array", "items": {"type": "string"}, "minItems": 1}

    heard = await write(shared_engine, endless, limit=limit)

    jsonschema.validate(json.loads(heard.text), endless)
    assert heard.finished.reply_tokens <= limit


@pytest.mark.parametrize("seed", range(8))
async def test_what_refers_to_itself_comes_to_an_end(shared_engine: WorkerEngine, seed: int):
    heard = await write(
        shared_engine, TREE, limit=300, sampling=WILD.model_copy(update={"seed": seed})
    )

    jsonschema.validate(json.loads(heard.text), TREE)


async def test_a_limit_that_is_too_small_is_kept(shared_engine: WorkerEngine):
    heard = await write(shared_engine, PERSON, limit=5)

    assert (heard.finished.reason, heard.finished.reply_tokens) == ("length", 5)


async def test_a_stop_string_still_ends_the_reply(shared_engine: WorkerEngine):
    heard = await write(
        shared_engine, PERSON, sampling=WILD.model_copy(update={"stop": ('"kind"',)})
    )

    assert heard.finished.reason == "stop_string"
    assert "kind" not in heard.text


async def test_a_stop_ends_the_reply_at_once(shared_engine: WorkerEngine):
    def stop(event: EngineEvent) -> None:
        if isinstance(event, ReplyGrew):
            shared_engine.stop()

    numbers = {"type": "array", "items": {"type": "integer"}, "minItems": 10_000}
    heard = await hear(shared_engine, held_to(numbers, limit=None), stop)

    assert heard.finished.reason == "stopped"


@pytest.mark.parametrize(
    ("schema", "strictness"),
    [
        ({"type": "integer", "oneOf": [{"minimum": 5}, {"maximum": 9}]}, "coerced"),
        ({"type": "integer", "not": {"const": 5}}, "lenient"),
    ],
)
async def test_what_cannot_be_followed_strictly_is_told(
    shared_engine: WorkerEngine, schema, strictness
):
    heard = await write(shared_engine, schema)

    assert heard.finished.strictness == strictness
    assert isinstance(json.loads(heard.text), int)


async def test_reasoning_is_free_and_what_follows_is_held_to_the_schema(tmp_path, write_model):
    opening = "{% for m in messages %}{{ m.content }}{% endfor %}<think>\n"
    vocabulary = tiny_vocabulary(TinyModel())
    sampling = WILD.model_copy(
        update={"seed": 4, "logit_bias": {vocabulary.index("</think>"): 1.0, END: float("-inf")}}
    )
    async with worker(tmp_path, write_model(chat_template=opening)) as engine:
        heard = await write(engine, PERSON, sampling=sampling, limit=900)

        jsonschema.validate(json.loads(heard.text), PERSON)
        assert heard.reasoning


async def test_a_model_may_open_reasoning_by_itself(shared_engine: WorkerEngine):
    vocabulary = tiny_vocabulary(TinyModel())
    bias = {vocabulary.index("<think>"): 9.0, END: float("-inf")}

    heard = await write(
        shared_engine, PERSON, sampling=WILD.model_copy(update={"logit_bias": bias}), limit=900
    )

    assert heard.reasoning
    if heard.text:
        jsonschema.validate(json.loads(heard.text), PERSON)


async def test_a_reply_to_a_schema_cannot_be_continued(shared_engine: WorkerEngine):
    asked = request("Hi", '{"a"', continues=True).model_copy(update={"json_schema": "{}"})

    with pytest.raises(InputError, match="continued"):
        await hear(shared_engine, asked)
