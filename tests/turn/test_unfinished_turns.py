"""However a turn ends, the words that came are kept, and labelled."""

import asyncio
from contextlib import aclosing

import pytest

from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.errors import EngineDiedError, InputError
from assistant.turn import (
    ChatSession,
    ModelLoading,
    PromptReading,
    ReplyExtended,
    ReplyStarted,
    TurnEnded,
    UserMessageSaved,
)

LONG = ScriptedReply("one two three four five six seven eight nine ten", tokens_per_second=50)
SLOW_TO_READ = ScriptedReply("Read.", read_tokens_per_second=2000)


def after(kind: type, act):
    """Act when the first event of a kind comes."""
    acts = iter([act])

    def on_event(event) -> None:
        if isinstance(event, kind):
            for first_time in acts:
                first_time()

    return on_event


async def test_a_stopped_reply_is_kept_and_labelled(chat, take_turn):
    session = chat.scripted(LONG)

    *_, ended = await take_turn(session, "Count.", after(ReplyExtended, session.stop))

    assert ended.reply.state == "stopped"
    assert LONG.text.startswith(ended.reply.text)
    assert ended.reply.text != LONG.text
    assert ended.error == ""
    assert (await chat.stored())[-1] == ended.reply


@pytest.mark.parametrize("moment", [UserMessageSaved, ModelLoading, PromptReading])
async def test_a_turn_that_is_stopped_before_the_first_word_has_no_reply(chat, take_turn, moment):
    session = chat.scripted(SLOW_TO_READ)

    *_, ended = await take_turn(session, "word " * 200, after(moment, session.stop))

    assert ended == TurnEnded(None, "", session.context_used)
    assert [message.role for message in await chat.stored()] == ["user"]


async def test_a_stop_is_for_one_turn(chat, take_turn):
    session = chat.scripted("Yes.")
    session.stop()
    await take_turn(session, "Hello", after(ReplyExtended, session.stop))

    *_, ended = await take_turn(session, "Again")

    assert (ended.reply.text, ended.reply.state) == ("Yes.", "complete")


@pytest.mark.parametrize("moment", [ReplyStarted, ReplyExtended])
async def test_a_reply_nobody_listens_to_is_kept_as_stopped(chat, moment):
    session = chat.scripted(LONG)
    async with aclosing(session.take_turn("Count.")) as turn:
        async for event in turn:
            if isinstance(event, moment):
                break

    *_, reply = await chat.stored()
    assert reply.state == "stopped"
    assert reply == session.messages[-1]
    assert LONG.text.startswith(reply.text)


@pytest.mark.parametrize("moment", [UserMessageSaved, ModelLoading, PromptReading])
async def test_a_turn_nobody_listens_to_keeps_the_question(chat, moment):
    session = chat.scripted(SLOW_TO_READ)
    async with aclosing(session.take_turn("Hello")) as turn:
        async for event in turn:
            if isinstance(event, moment):
                break

    assert [message.text for message in await chat.stored()] == ["Hello"]


async def test_a_cancelled_task_keeps_what_was_said(chat, take_turn):
    session = chat.scripted(LONG)
    turn = asyncio.ensure_future(take_turn(session, "Count."))
    while len(session.messages) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0)
    await asyncio.sleep(0.1)
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn

    *_, reply = await chat.stored()
    assert reply.state == "stopped"
    assert reply.text
    assert LONG.text.startswith(reply.text)


async def test_a_task_that_is_cancelled_twice_keeps_it_too(chat, take_turn):
    session = chat.scripted(LONG)
    turn = asyncio.ensure_future(take_turn(session, "Count."))
    while len(session.messages) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0)
    turn.cancel()
    await asyncio.sleep(0)
    turn.cancel()
    with pytest.raises(asyncio.CancelledError):
        await turn

    async with asyncio.timeout(10):
        while (await chat.stored())[-1].state != "stopped":  # noqa: ASYNC110
            await asyncio.sleep(0)


async def test_a_reply_that_the_engine_could_not_finish_is_kept_with_the_reason(chat, take_turn):
    session = chat.scripted(ScriptedReply("It was", error="The engine stopped."), "Better.")

    *_, ended = await take_turn(session, "What was it?")

    assert (ended.reply.state, ended.reply.note) == ("failed", "The engine stopped.")
    assert (ended.reply.text, ended.error) == ("It was", "The engine stopped.")
    assert (await chat.stored())[-1] == ended.reply
    *_, ended = await take_turn(session, "And now?")
    assert ended.reply.text == "Better."


@pytest.mark.parametrize("kind", [EngineDiedError, InputError])
async def test_every_error_of_the_engine_ends_the_turn_with_words(chat, take_turn, kind):
    class Broken(ScriptedEngine):
        async def generate(self, request):
            raise kind("It is broken.")
            yield

    session: ChatSession = chat.session(Broken([ScriptedReply("Yes.")]))

    *_, ended = await take_turn(session, "Hello")

    assert (ended.reply, ended.error) == (None, "It is broken.")
    assert [message.text for message in await chat.stored()] == ["Hello"]


async def test_a_reply_without_a_word_is_still_a_reply(chat, take_turn):
    session = chat.scripted("")

    *_, ended = await take_turn(session, "Say nothing.")

    assert (ended.reply.text, ended.reply.state) == ("", "complete")
    assert (await chat.stored())[-1] == ended.reply


async def test_text_that_no_encoding_can_carry_is_no_disaster(chat, take_turn):
    session = chat.scripted("Yes.")

    *_, ended = await take_turn(session, "half: \ud83d")

    assert ended.reply.text == "Yes."
    assert (await chat.stored())[0].text == "half: ?"
