"""Replies held to a schema: what it costs a token, and how much of JSON Schema is followed."""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from figure import Figure
from tiny_gguf import write_tiny_model

from assistant.engine import ChatMessage, Finished, GenerateRequest, ModelSource
from assistant.engine.client import WorkerEngine
from assistant.errors import AssistantError, InputError, StructuredError
from assistant.models import locate_model
from assistant.settings import Sampling
from assistant.structured import Schema, structured

DATA = os.environ.get("GLASSBOX_BENCH_DATA", "")
ROUNDS = 7
TOKENS = 120
QUESTION = "List what you know about lighthouses."
FACTS = {
    "type": "array",
    "minItems": 50,
    "items": {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 10, "maxLength": 80},
            "kind": {"enum": ["fact", "preference", "event"]},
            "share": {"type": "number", "minimum": 0, "maximum": 1},
        },
        "required": ["text", "kind", "share"],
        "additionalProperties": False,
    },
}


async def measure() -> list[Figure]:
    """Alternate replies with and without a schema; then try the suite, if there is one."""
    return [await _speed(), *await _suite()]


async def _speed() -> Figure:
    free: list[float] = []
    held: list[float] = []
    with TemporaryDirectory() as folder:
        engine = WorkerEngine(Path(folder) / "engine.log")
        await engine.load(ModelSource(path=locate_model("default", Path()), context_tokens=2048))
        for number in range(ROUNDS + 1):
            pair = [
                await _milliseconds(engine, number, None),
                await _milliseconds(engine, number, json.dumps(FACTS)),
            ]
            if number:  # the first round builds the tokenizer
                free.append(pair[0])
                held.append(pair[1])
        await engine.close()
    extra = median(h - f for h, f in zip(held, free, strict=True))
    return Figure(
        what="a token that is held to a schema, default model",
        measured=f"{extra:+.2f} ms ({median(held):.1f} ms)",
        target="≤ 1 ms more",
        met=extra <= 1,
        compared_with=f"the same free ({median(free):.1f} ms)",
    )


async def _milliseconds(engine: WorkerEngine, seed: int, schema: str | None) -> float:
    """Return ms/token of a reply; the ends are forbidden, so that a free one is as long."""
    request = GenerateRequest(
        messages=(ChatMessage(role="user", content=QUESTION),),
        fresh=1,
        sampling=Sampling(seed=seed, logit_bias=dict.fromkeys((0, 2, 4), float("-inf"))),
        max_reply_tokens=TOKENS,
        json_schema=schema,
    )
    async for event in engine.generate(request):
        if isinstance(event, Finished):
            return 1000 * event.reply_seconds / event.reply_tokens
    raise AssertionError


async def _suite() -> list[Figure]:
    """Let a model that knows nothing write a value for each schema of the test suite."""
    cases = list(_cases(Path(DATA) / "json-schema" / "draft2020-12")) if DATA else []
    if not cases:
        note = "set GLASSBOX_BENCH_DATA to a folder with json-schema/draft2020-12"
        return [Figure("JSON Schema test suite", "not measured", note, met=True, compared_with="")]
    counts = dict.fromkeys(("followed", "refused", "no value", "wrong"), 0)
    refused_anyway = 0
    with TemporaryDirectory() as folder:
        engine = WorkerEngine(Path(folder) / "engine.log")
        path = await asyncio.get_running_loop().run_in_executor(
            None, write_tiny_model, Path(folder) / "tiny.gguf"
        )
        await engine.load(ModelSource(path=path, threads=1))
        for schema, allows_something in cases:
            outcome = await _outcome(engine, schema)
            counts[outcome] += 1
            refused_anyway += outcome != "followed" and not allows_something
        await engine.close()
    total = len(cases)
    share = counts["followed"] / (total - refused_anyway)
    return [
        Figure(
            what="schemas of the JSON Schema test suite for which a value came back",
            measured=f"{share:.1%} of {total - refused_anyway} ({counts})",
            target="≥ 80 %, and every value valid",
            met=share >= 0.8 and not counts["wrong"],
            compared_with="a model with random weights; 2 attempts of 200 tokens",
        )
    ]


def _cases(folder: Path) -> Iterator[tuple[object, bool]]:
    """Yield the schemas, and whether the suite knows any value that each allows."""
    for file in sorted(folder.glob("*.json")):
        for group in json.loads(file.read_text("utf-8")):
            yield group["schema"], any(test["valid"] for test in group["tests"])


async def _outcome(engine: WorkerEngine, document: object) -> str:
    request = GenerateRequest(
        messages=(ChatMessage(role="user", content="Answer."),),
        fresh=1,
        sampling=Sampling(seed=1, temperature=1.0, repeat_penalty=1.0),
        max_reply_tokens=200,
    )
    try:
        schema = Schema.from_json(json.dumps(document))
        value = await structured(engine, request, schema, attempts=2)
        schema.read(json.dumps(value))
    except InputError:
        return "refused"
    except StructuredError as error:
        return "wrong" if "did not write" not in str(error) else "no value"
    except AssistantError:
        return "no value"
    return "followed"


if __name__ == "__main__":
    print(*asyncio.run(measure()), sep="\n")
