"""A conversation is a tree: whatever is said anew stands beside what was said before."""

import asyncio
from contextlib import aclosing

import pytest
from session_branches import all_of, texts, versions

from assistant.conversation import Draft
from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.errors import EngineError, InputError, NotFoundError
from assistant.turn import ChatSession, ReplyStarted, TurnEnded, UserMessageSaved

LONG = ScriptedReply("one two three four five six seven eight nine ten", tokens_per_second=50)


async def test_an_edited_message_stands_beside_the_first_and_is_answered(session, chat, take_turn):
    await take_turn(session, "Q1")
    await take_turn(session, "Q2")

    await all_of(session.edit(session.messages[0].id, "Q1 better"))

    assert texts(session) == ["Q1 better", "A3"]
    assert versions(session, 0) == (2, 2)
    assert await chat.stored() == list(session.messages)
    await session.opened.switch(session.messages[0].id, -1)
    assert texts(session) == ["Q1", "A1", "Q2", "A2"]


async def test_switching_goes_around_and_comes_back_to_where_one_was(session, take_turn):
    await take_turn(session, "Q1")
    for text in ("second", "third"):
        await all_of(session.edit(session.messages[0].id, text))
    await take_turn(session, "and on")
    assert texts(session) == ["third", "A3", "and on", "A4"]

    await session.opened.switch(session.messages[0].id, 1)
    assert texts(session) == ["Q1", "A1"]
    assert versions(session, 0) == (1, 3)
    await session.opened.switch(session.messages[0].id, -1)

    assert texts(session) == ["third", "A3", "and on", "A4"]


async def test_any_reply_can_be_had_again_and_what_followed_it_is_kept(session, take_turn):
    await take_turn(session, "Q1")
    await take_turn(session, "Q2")
    first = session.messages[1]

    await all_of(session.retry(first.id))

    assert texts(session) == ["Q1", "A3"]
    assert versions(session, 1) == (2, 2)
    await session.opened.switch(session.messages[1].id, 1)
    assert texts(session) == ["Q1", "A1", "Q2", "A2"]


async def test_a_question_in_the_middle_can_be_answered_again(session, take_turn):
    await take_turn(session, "Q1")
    await take_turn(session, "Q2")

    await all_of(session.retry(session.messages[0].id))

    assert texts(session) == ["Q1", "A3"]


class BreaksAtTheSecond(ScriptedEngine):
    async def generate(self, request):
        async for event in super().generate(request):
            if len(self.requests) > 1:
                raise EngineError("It broke.")
            yield event


@pytest.mark.parametrize("how", ["retry", "continue_reply"])
async def test_when_no_other_answer_comes_the_old_one_is_shown_again(chat, take_turn, how):
    session = chat.session(BreaksAtTheSecond([LONG]))
    await all_of_until(session, session.take_turn("Count."), words=3)
    before = session.messages
    assert before[-1].state == "stopped"

    *_, ended = await all_of(getattr(session, how)())

    assert (ended.reply, ended.error) == (None, "It broke.")
    assert session.messages == before
    assert await chat.stored() == list(before)


async def all_of_until(session: ChatSession, turn, words: int) -> None:
    async with aclosing(turn) as events:
        async for _ in events:
            if len(session.messages) > 1 or isinstance(_, ReplyStarted):
                words -= 1
            if not words:
                session.stop()


async def test_a_retry_that_is_abandoned_before_the_first_word_changes_nothing(chat, take_turn):
    slow = ScriptedReply("Never.", read_tokens_per_second=5)
    await take_turn(chat.scripted("Yes."), "Hello, are you there?")
    session = chat.scripted(slow)
    await session.opened.open_latest()
    before = session.messages
    assert len(before) == 2

    async with aclosing(session.retry()) as events:
        async for _ in events:
            break

    assert session.messages == before


async def test_a_stopped_reply_goes_on_in_a_copy_beside_it(chat, take_turn):
    session = chat.session(ScriptedEngine([LONG]))
    await all_of_until(session, session.take_turn("Count."), words=3)
    stopped = session.messages[-1]
    assert stopped.state == "stopped"

    *_, ended = await all_of(session.continue_reply())

    assert ended.error == ""
    assert session.messages[-1].text.startswith(stopped.text)
    assert len(session.messages[-1].text) > len(stopped.text)
    assert versions(session, 1) == (2, 2)
    await session.opened.switch(session.messages[1].id, 1)
    assert session.messages[-1] == stopped


async def test_a_finished_reply_cannot_be_continued(session, take_turn):
    with pytest.raises(InputError, match="no unfinished reply"):
        await all_of(session.continue_reply())
    await take_turn(session, "Q1")

    with pytest.raises(InputError, match="no unfinished reply"):
        await all_of(session.continue_reply())


async def test_what_is_said_after_a_fork_goes_on_from_there(session, take_turn):
    await take_turn(session, "Q1")
    await take_turn(session, "Q2")
    a1, q2 = session.messages[1], session.messages[2]

    await session.opened.fork(a1.id)
    assert texts(session) == ["Q1", "A1"]
    await take_turn(session, "Q3")

    assert texts(session) == ["Q1", "A1", "Q3", "A3"]
    assert versions(session, 2) == (2, 2)
    await session.opened.show(q2.id)
    assert texts(session) == ["Q1", "A1", "Q2", "A2"]


async def test_a_fork_is_where_one_comes_back_to(session, take_turn):
    await take_turn(session, "Q1")
    await take_turn(session, "Q2")
    await all_of(session.edit(session.messages[0].id, "other"))
    await session.opened.switch(session.messages[0].id, 1)
    await session.opened.fork(session.messages[1].id)

    await session.opened.switch(session.messages[0].id, 1)
    await session.opened.switch(session.messages[0].id, 1)

    assert texts(session) == ["Q1", "A1"]


async def test_only_ones_own_messages_are_edited(session, take_turn):
    await take_turn(session, "Q1")

    with pytest.raises(InputError, match="Only your own messages"):
        await all_of(session.edit(session.messages[1].id, "I never said that"))
    with pytest.raises(InputError, match="not on the page any more"):
        await all_of(session.edit("nobody", "?"))


async def test_a_message_that_is_gone_for_good_is_told(session):
    with pytest.raises(NotFoundError, match="There is no message nobody"):
        await session.opened.show("nobody")


async def test_drafts_belong_to_their_conversations(session, chat, take_turn):
    await session.opened.save_draft(Draft("a new one"))
    await take_turn(session, "Q1")
    assert await session.opened.draft() == Draft()
    await session.opened.save_draft(Draft("half", {"[1]": "pasted"}, ("queued",)))
    session.opened.open_new()
    assert await session.opened.draft() == Draft()

    next_program = chat.scripted("A.")
    await next_program.opened.open_latest()

    assert await next_program.opened.draft() == Draft("half", {"[1]": "pasted"}, ("queued",))


async def test_a_branch_that_is_opened_during_the_answer_gives_way_to_it_whole(chat, take_turn):
    slow = ScriptedReply("late words", read_tokens_per_second=400)
    session = chat.session(ScriptedEngine([ScriptedReply("A1"), ScriptedReply("A2"), slow]))
    await take_turn(session, "Q1")
    await all_of(session.edit(session.messages[0].id, "other"))
    reply = session.messages[1].id
    turn = session.take_turn("a question that takes a while to read, word by word by word")
    async with aclosing(turn) as events:
        async for event in events:
            if isinstance(event, UserMessageSaved):
                await session.opened.switch(session.messages[0].id, 1)
                assert texts(session) == ["Q1", "A1"]
            ended = event

    assert isinstance(ended, TurnEnded)
    assert ended.error == ""
    assert [each.id for each in session.messages][1] == reply
    assert texts(session)[-1] == "late words"
    assert await chat.stored() == list(session.messages)


async def test_calls_at_the_same_moment_open_one_database(chat, take_turn):
    session = chat.scripted("A.")

    await asyncio.gather(session.chats.all(), session.chats.user_texts(), session.opened.draft())

    assert len(list((chat.database.parent / "run").glob("*.lock"))) == 1
