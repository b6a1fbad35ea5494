"""Whole turns through the real worker: what the conversation keeps is what the model holds."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from engine_talk import hear
from tiny_gguf import TinyModel, write_tiny_model

from assistant.context import history_tokens
from assistant.engine import ChatMessage, GenerateRequest
from assistant.engine.client import WorkerEngine
from assistant.settings import ModelSettings, Sampling, Settings
from assistant.turn import ChatSession, PromptReading, ReplyExtended, TurnEvent

REREAD_TOKENS = 2
GREEDY = Sampling(temperature=0, repeat_penalty=1)
SHORT = Settings(model=ModelSettings(max_reply_tokens=12), sampling=GREEDY)
LONG = Settings(sampling=Sampling(temperature=0, logit_bias={316: -1e9, 318: -1e9}))
LAST_IS_MARKED = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
    "{% if loop.last %} (last){% endif %}<|im_end|>\n{% endfor %}<|im_start|>assistant\n"
)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("models") / "tiny.gguf")


@pytest.fixture
def start(chat, tmp_path: Path, tiny_model: Path) -> Callable[..., ChatSession]:
    """Starts a program with a worker of its own."""

    def start(settings: Settings = SHORT, model: Path = tiny_model) -> ChatSession:
        engine = WorkerEngine(tmp_path / "engine.log")
        return chat.session(engine, model=model, settings=settings)

    return start


def in_cache(session: ChatSession) -> int:
    """How many of the shown branch's tokens the model has read: the one that ends a reply not."""
    stats = session.messages[-1].stats
    unread = 0 if stats.finish_reason in {"length", "stopped"} else 1
    return len(history_tokens(session.messages)) - unread


def stopping(session: ChatSession) -> Callable[[TurnEvent], None]:
    """Stop at the first words."""
    return lambda event: session.stop() if isinstance(event, ReplyExtended) else None


async def test_the_conversation_keeps_exactly_the_tokens_that_the_model_holds(start, take_turn):
    session = start()
    for text in ("Hello", "What is the end?", "안녕 👍 <|im_end|>", "And then?"):
        held = in_cache(session) if session.messages else 0
        await take_turn(session, text)
        stats = session.messages[-1].stats

        assert stats.cached_tokens == held
        assert stats.prompt_tokens + stats.reply_tokens == session.context_used
        assert len(history_tokens(session.messages[:-1])) == stats.prompt_tokens


async def test_after_a_restart_the_prompt_is_the_same_token_by_token(chat, start, take_turn):
    first = start()
    for text in ("Hello", "What is the end?"):
        await take_turn(first, text)
    before = history_tokens(first.messages)
    await take_turn(first, "And then?")
    await first.close()

    again = start()
    await again.opened.open_latest()
    assert history_tokens(again.messages[:-2]) == before
    await take_turn(again, None)

    first_reply, second_reply = first.messages[-1], again.messages[-1]
    assert second_reply.stats.cached_tokens == 0
    assert second_reply.stats.prompt_tokens == first_reply.stats.prompt_tokens
    assert history_tokens(again.messages[:-1]) == history_tokens(first.messages[:-1])
    assert second_reply.text == first_reply.text


async def test_a_turn_after_a_restart_appends(chat, start, take_turn):
    first = start()
    await take_turn(first, "Hello")
    known = history_tokens(first.messages)
    await first.close()

    again = start()
    await again.opened.open_latest()
    await take_turn(again, "And then?")

    assert history_tokens(again.messages)[: len(known)] == known
    assert not again.messages[-2].tokens.starts_anew


async def test_a_question_that_is_asked_again_is_hardly_read(start, take_turn):
    session = start()
    await take_turn(session, "Hello")
    first = session.messages[-1]
    await take_turn(session, None)

    stats = session.messages[-1].stats
    assert stats.cached_tokens == stats.prompt_tokens - REREAD_TOKENS
    assert session.messages[-1].text == first.text


async def test_another_model_reads_everything_and_is_right(start, take_turn, tmp_path):
    other = write_tiny_model(tmp_path / "other.gguf", TinyModel(seed=4))
    session = start()
    for text in ("Hello", "What is the end?"):
        await take_turn(session, text)
    async for _ in session.load_model(str(other)):
        pass
    await take_turn(session, "And then?")

    reply = session.messages[-1]
    assert (reply.model, reply.stats.cached_tokens) == ("other", 0)
    expected = await hear(
        session._engine,
        GenerateRequest(
            messages=tuple(
                ChatMessage(role=message.role, content=message.text)
                for message in session.messages[:-1]
            ),
            fresh=5,
            sampling=GREEDY,
            max_reply_tokens=12,
        ),
    )
    assert expected.tokens == reply.tokens.ids

    held = in_cache(session)
    await take_turn(session, "Once more?")
    assert session.messages[-1].stats.cached_tokens >= min(held, expected.built.prompt_tokens)


async def test_a_template_that_cannot_append_still_gets_every_turn_right(
    start, take_turn, tmp_path
):
    model = write_tiny_model(tmp_path / "marks.gguf", TinyModel(chat_template=LAST_IS_MARKED))
    session = start(model=model)
    for text in ("Hello", "What is the end?", "And then?"):
        *_, ended = await take_turn(session, text)
        stats = session.messages[-1].stats

        assert ended.error == ""
        assert session.messages[-2].tokens.starts_anew
        assert stats.prompt_tokens + stats.reply_tokens == session.context_used


async def test_a_stopped_reply_is_continued_from_all_that_was_generated(start, take_turn):
    session = start(LONG)
    await take_turn(session, "Hello", stopping(session))
    stopped = session.messages[-1]
    held = in_cache(session)
    await take_turn(session, "Go on", stopping(session))

    assert stopped.state == "stopped"
    assert stopped.stats.reply_tokens == len(stopped.tokens.ids)
    assert session.messages[-1].stats.cached_tokens == held


@pytest.mark.parametrize("moment", [PromptReading, ReplyExtended])
async def test_a_worker_that_dies_leaves_the_words_and_the_next_turn_works(
    chat, start, take_turn, moment
):
    session = start(LONG)

    def kill(event) -> None:
        if isinstance(event, moment) and session._engine.process_id is not None:
            os.kill(session._engine.process_id, signal.SIGKILL)

    *_, ended = await take_turn(session, "a" * 1500, kill)

    assert "The engine stopped" in ended.error
    assert session.model is None
    if ended.reply is not None:
        assert (ended.reply.state, ended.reply.note) == ("failed", ended.error)
    assert await chat.stored() == list(session.messages)
    *_, ended = await take_turn(session, "Hello", stopping(session))
    assert (ended.error, ended.reply.state) == ("", "stopped")


async def test_a_question_that_is_too_long_is_told_and_can_be_left(start, take_turn):
    session = start()

    *_, ended = await take_turn(session, "long " * 3000)

    assert ended.reply is None
    assert "the context holds 2,048" in ended.error
    session.opened.open_new()
    *_, ended = await take_turn(session, "Short")
    assert (ended.error, ended.reply.state) == ("", "complete")


async def test_a_model_file_that_vanished_is_told_when_it_is_needed_again(
    start, take_turn, tmp_path
):
    model = write_tiny_model(tmp_path / "fleeting.gguf")
    session = start(model=model)
    await take_turn(session, "Hello")
    model.unlink()
    os.kill(session._engine.process_id, signal.SIGKILL)

    ends = [(await take_turn(session, "Hello?"))[-1] for _ in range(2)]

    assert "There is no model file" in ends[-1].error
    assert all(ended.reply is None for ended in ends)
    assert len(session.messages) == 4
