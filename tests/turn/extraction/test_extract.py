"""Memories from a turn, through an engine: asked behind the conversation, gone without a trace."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from engine_talk import hear, request, worker
from tiny_gguf import TinyModel, write_tiny_model
from tiny_mamba import write_tiny_mamba

from assistant.context import prompt_key
from assistant.conversation import Message, TextPart, TokenSpan
from assistant.engine import ModelSource
from assistant.engine.client import WorkerEngine
from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.models import locate_model
from assistant.turn.extraction import extract

KEY = "key"
PROPOSED = json.dumps(
    [
        {
            "quote": "rehearse with our brass band",
            "text": "The user rehearses with a brass band",
            "kind": "fact",
            "subject": "",
            "confidence": "high",
        },
        {
            "quote": "I am a pilot",
            "text": "The user is a pilot",
            "kind": "fact",
            "subject": "",
            "confidence": "high",
        },
    ]
)


def turn(question: str, answer: str = "I see.", *, key: str = KEY) -> list[Message]:
    def message(name: str, role: str, text: str, span: TokenSpan) -> Message:
        parent = None if role == "user" else "question"
        moment = datetime(2026, 11, 24, 9, tzinfo=UTC)
        return Message(name, "chat", parent, role, (TextPart(text),), moment, tokens=span)

    return [
        message("question", "user", question, TokenSpan(key, (1, 2, 3), starts_anew=True)),
        message("answer", "assistant", answer, TokenSpan(key, (4, 5))),
    ]


async def scripted(*texts: str) -> ScriptedEngine:
    engine = ScriptedEngine([ScriptedReply(text) for text in texts])
    await engine.load(ModelSource(path=Path("script")))
    return engine


async def test_what_a_model_proposes_is_kept_if_the_message_says_it():
    engine = await scripted(PROPOSED)

    (memory,) = await extract(
        engine, turn("Most evenings we rehearse with our brass band."), system_prompt="", key=KEY
    )

    assert memory.text == "The user rehearses with a brass band"
    assert memory.source is not None
    assert (memory.source.conversation_id, memory.source.message_id) == ("chat", "question")


async def test_the_task_follows_the_conversation_as_it_was_read():
    engine = await scripted("[]")

    await extract(engine, turn("Most evenings we rehearse."), system_prompt="", key=KEY)

    (asked,) = engine.requests
    assert (asked.history, asked.fresh, asked.is_aside) == ((1, 2, 3, 4, 5), 1, True)
    assert "> Most evenings we rehearse." in asked.messages[-1].content
    assert asked.json_schema is not None


async def test_a_message_that_tells_nothing_costs_no_time():
    engine = await scripted(PROPOSED)

    assert await extract(engine, turn("What is a band?"), system_prompt="", key=KEY) == []
    assert engine.requests == []


@pytest.mark.parametrize("written", ["", "no JSON", "{}", '[{"quote": "a"}]', "[" * 1000])
async def test_what_is_said_plainly_is_kept_whatever_the_model_writes(written: str):
    engine = await scripted(written)

    (memory,) = await extract(engine, turn("My name is Min-su."), system_prompt="", key=KEY)

    assert memory.text == "My name is Min-su"


async def test_without_a_model_it_is_kept_too():
    engine = ScriptedEngine([ScriptedReply("[]")])

    assert len(await extract(engine, turn("My name is Min-su."), system_prompt="", key=KEY)) == 1


async def test_words_of_the_assistant_are_never_remembered_as_the_users():
    engine = await scripted(PROPOSED.replace("rehearse with our brass band", "I live in a cloud"))
    branch = turn("Most evenings we play.", "I live in a cloud, and I am a pilot.")

    assert await extract(engine, branch, system_prompt="", key=KEY) == []


def write_model(folder: Path, kind: str) -> Path:
    if kind == "recurrent":
        return write_tiny_mamba(folder / "model.gguf")
    shape = {"architecture": "gemma2", "sliding_window_tokens": 32} if kind == "window" else {}
    return write_tiny_model(folder / "model.gguf", TinyModel(**shape))


@pytest.mark.parametrize("kind", ["full", "window", "recurrent"])
async def test_the_chat_goes_on_as_if_nothing_had_been_asked(tmp_path: Path, kind: str):
    async with worker(tmp_path, write_model(tmp_path, kind)) as engine:
        first = await hear(engine, request("Hello " * 30))
        history = first.built.read_tokens + first.tokens
        aside = request("Hello " * 30, "", "What of it?", history=history, fresh=1, limit=20)
        aside = aside.model_copy(update={"is_aside": True})

        heard = await hear(engine, aside)
        then = await hear(engine, request("Hello", "", "And now?", history=history, fresh=1))

        assert heard.built.cached_tokens >= len(history) - 2
        assert then.built.cached_tokens >= len(history) - 2


async def test_a_turn_does_not_wait_for_it(tiny_chat: WorkerEngine):
    model = tiny_chat.model
    assert model is not None
    first = await hear(tiny_chat, request("We play every evening."))
    key = prompt_key(model.fingerprint, "")
    branch = turn("We play every evening.", key=key)
    branch[0] = message_with(branch[0], TokenSpan(key, first.built.read_tokens, starts_anew=True))
    branch[1] = message_with(branch[1], TokenSpan(key, first.tokens))

    extracting = asyncio.create_task(extract(tiny_chat, branch, system_prompt="", key=key))
    while not extracting.done():
        tiny_chat.stop()
        await asyncio.sleep(0.01)
    history = first.built.read_tokens + first.tokens
    then = await hear(tiny_chat, request("Hello", "", "And now?", history=history, fresh=1))

    assert await extracting == []
    assert then.built.cached_tokens >= len(history) - 2


def message_with(message: Message, span: TokenSpan) -> Message:
    return Message(
        message.id, message.conversation_id, message.parent_id, message.role, message.parts,
        message.created_at, tokens=span,
    )  # fmt: skip


@pytest.fixture
async def tiny_chat(tmp_path: Path):
    async with worker(tmp_path, write_tiny_model(tmp_path / "tiny.gguf")) as engine:
        yield engine


@pytest.fixture(scope="module")
def default_model() -> Path:
    return locate_model("default", Path("no such folder"))


@pytest.mark.model
async def test_the_default_model_proposes_nothing_that_is_not_said(
    tmp_path: Path, default_model: Path
):
    async with worker(tmp_path, default_model) as engine:
        branch = [
            Message(
                each.id, each.conversation_id, each.parent_id, each.role, each.parts,
                each.created_at,
            )
            for each in turn("Most evenings we rehearse with our brass band in the old mill.")
        ]  # fmt: skip

        memories = await extract(engine, branch, system_prompt="", key=KEY)

        for memory in memories:
            assert memory.source is not None
            assert memory.source.quote in branch[0].text
