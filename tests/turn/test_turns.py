"""A turn is a stream of events in order, and the words are on disk before anything can be lost."""

import asyncio

import pytest

from assistant.conversation import ReasoningPart, TextPart
from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.errors import InputError, NotFoundError
from assistant.settings import ModelSettings, Settings
from assistant.turn import (
    ModelLoading,
    PromptReading,
    ReplyExtended,
    ReplyStarted,
    TurnEnded,
    UserMessageSaved,
)

ORDER = [
    UserMessageSaved,
    ModelLoading,
    PromptReading,
    ReplyStarted,
    ReplyExtended,
    TurnEnded,
]


async def test_events_come_in_order_and_the_last_is_the_end(chat, take_turn):
    session = chat.scripted("The moon is far away.")

    events = await take_turn(session, "How far is the moon?")

    kinds = [type(event) for event in events]
    assert kinds == sorted(kinds, key=ORDER.index)
    assert set(kinds) == set(ORDER)
    assert kinds.count(ReplyStarted) == kinds.count(UserMessageSaved) == kinds.count(TurnEnded) == 1
    extended = "".join(event.text for event in events if isinstance(event, ReplyExtended))
    assert extended == events[-1].reply.text == "The moon is far away."
    assert events[-1].error == ""


async def test_what_was_said_is_on_disk_and_shown(chat, take_turn):
    session = chat.scripted(ScriptedReply("Four.", reasoning="Two and two."))
    *_, ended = await take_turn(session, "2 + 2?")

    assert await chat.stored() == list(session.messages)
    question, reply = session.messages
    assert (question.text, reply.parent_id) == ("2 + 2?", question.id)
    assert reply.parts == (ReasoningPart("Two and two."), TextPart("Four."))
    assert (reply.state, reply.stats.finish_reason) == ("complete", "end")
    assert ended.reply == reply
    assert ended.context_used == session.context_used


async def test_the_question_is_on_disk_before_the_model_is_asked(chat, take_turn):
    found = []

    class Watched(ScriptedEngine):
        async def generate(self, request):
            found.extend(await chat.stored())
            async for event in super().generate(request):
                yield event

    await take_turn(chat.session(Watched([ScriptedReply("Yes.")])), "Is it safe?")

    assert [message.text for message in found] == ["Is it safe?"]


async def test_the_next_turn_sends_tokens_and_only_the_new_message(chat, take_turn):
    engine = ScriptedEngine([ScriptedReply("One."), ScriptedReply("Two.")])
    session = chat.session(engine)

    await take_turn(session, "First?")
    await take_turn(session, "Second?")

    first, second = engine.requests
    assert (first.history, first.fresh) == ((), 1)
    assert second.fresh == 1
    assert second.history == session.messages[0].tokens.ids + session.messages[1].tokens.ids
    assert [message.content for message in second.messages] == ["First?", "One.", "Second?"]


async def test_an_empty_message_is_refused_and_nothing_happens(chat, take_turn):
    session = chat.scripted("Yes.")

    with pytest.raises(InputError, match="nothing to send"):
        await take_turn(session, " \n\t")

    assert session.messages == ()
    assert await session.chats.all() == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello there", "Hello there"),
        ("  Two   words\nand a line", "Two words"),
        ("\n\nLate", "Late"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
async def test_a_conversation_is_called_what_was_asked_first(chat, take_turn, text, title):
    session = chat.scripted("Yes.")

    await take_turn(session, text)
    await take_turn(session, "And then?")

    assert session.conversation.title == title
    assert [conversation.title for conversation in await session.chats.all()] == [title]


async def test_a_model_that_is_missing_ends_the_turn_with_words(chat, take_turn):
    class Missing(ScriptedEngine):
        async def load(self, source, on_progress=None):
            raise NotFoundError("There is no model. Name one.")

    session = chat.session(Missing([ScriptedReply("Yes.")]))

    *_, ended = await take_turn(session, "Hello")

    assert (ended.reply, ended.error) == (None, "There is no model. Name one.")
    assert [message.text for message in await chat.stored()] == ["Hello"]


async def test_retry_makes_a_sibling_and_keeps_the_first_reply(chat, take_turn):
    engine = ScriptedEngine([ScriptedReply("One."), ScriptedReply("Two.")])
    session = chat.session(engine)
    await take_turn(session, "Which?")
    first = session.messages[-1]

    await take_turn(session, None)

    second = session.messages[-1]
    assert (first.text, second.text) == ("One.", "Two.")
    assert first.parent_id == second.parent_id
    assert first.id != second.id
    assert len(session.messages) == 2
    assert await chat.stored() == list(session.messages)
    assert second.record.ids == first.record.ids == session.messages[0].tokens.ids
    assert second.stats.cached_tokens == first.stats.prompt_tokens


async def test_retry_answers_a_question_that_was_never_answered(chat, take_turn):
    session = chat.scripted(ScriptedReply("", error="It broke."), "Now.")
    *_, ended = await take_turn(session, "Hello?")
    assert (ended.reply, ended.error) == (None, "It broke.")

    await take_turn(session, None)

    assert [message.text for message in session.messages] == ["Hello?", "Now."]


async def test_without_a_question_there_is_nothing_to_retry(chat, take_turn):
    with pytest.raises(InputError, match="no message to answer again"):
        await take_turn(chat.scripted("Yes."), None)


async def test_the_conversation_goes_on_where_another_program_left_it(chat, take_turn):
    await take_turn(chat.scripted("One."), "First?")
    engine = ScriptedEngine([ScriptedReply("Two.")])
    session = chat.session(engine)
    await session.opened.open_latest()

    await take_turn(session, "Second?")

    assert [message.text for message in session.messages] == ["First?", "One.", "Second?", "Two."]
    assert engine.requests[0].fresh == 1
    assert await chat.stored() == list(session.messages)


async def test_what_was_asked_before_can_be_called_back(chat, take_turn):
    session = chat.scripted("Yes.")
    for text in ("One", "Two", "Two"):
        await take_turn(session, text)
    session.opened.open_new()
    await take_turn(session, "Three")

    assert await session.chats.user_texts() == ["One", "Two", "Three"]


async def test_a_reply_that_may_be_only_so_long_is_cut_there(chat, take_turn):
    settings = Settings(model=ModelSettings(max_reply_tokens=2))
    session = chat.scripted("One two three four five", settings=settings)

    *_, ended = await take_turn(session, "Count.")

    assert ended.reply.stats.finish_reason == "length"
    assert len(ended.reply.tokens.ids) == 2


async def test_two_conversations_do_not_mix_when_one_is_opened_during_a_reply(chat, take_turn):
    session = chat.scripted(ScriptedReply("A slow answer.", tokens_per_second=100), "Quick.")
    turn = asyncio.ensure_future(take_turn(session, "Slow?"))
    while len(session.messages) < 2:  # noqa: ASYNC110
        await asyncio.sleep(0)
    session.opened.open_new()
    *_, ended = await turn

    assert ended.reply.text == "A slow answer."
    assert session.messages == ()
    await take_turn(session, "Quick?")
    titles = {conversation.title for conversation in await session.chats.all()}
    assert titles == {"Slow?", "Quick?"}
    assert [message.text for message in await chat.stored()] == ["Quick?", "Quick."]


async def test_a_new_conversation_may_be_opened_before_the_first_word_came(chat, take_turn):
    reply = ScriptedReply("Late.", read_tokens_per_second=1000)
    session = chat.scripted(reply, "Quick.")
    turn = asyncio.ensure_future(take_turn(session, "A question of some length, to be read"))
    while not session.messages:  # noqa: ASYNC110
        await asyncio.sleep(0)
    session.opened.open_new()
    *_, ended = await turn

    assert (ended.reply.text, ended.error) == ("Late.", "")
    *_, ended = await take_turn(session, "Quick?")
    assert (ended.reply.text, ended.error) == ("Quick.", "")
