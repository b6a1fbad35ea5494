"""A damaged database, a model that is gone, two programs at once: it goes on, and it is told."""

import asyncio
import sqlite3
from contextlib import aclosing, closing

import pytest
from damage import PAGE_BYTES, build_history, leaves_of, overflow_of, overwrite
from memory_home import memory_home
from session_branches import all_of, texts
from small_memory import SmallMemory

from assistant.conversation import ConversationStore
from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.errors import DamageError, NotFoundError
from assistant.settings import Settings
from assistant.turn import ChatSession, ReplyStarted, UserMessageSaved

SLOW = ScriptedReply("one two three four five six seven eight", tokens_per_second=50)


async def test_a_damaged_database_opens_with_what_is_left_and_tells(chat, take_turn):
    said = await asyncio.to_thread(build_history, chat.database)
    await asyncio.to_thread(
        lambda: overwrite(chat.database, leaves_of(chat.database, "messages")[1])
    )
    session = chat.scripted("Yes.")

    await session.opened.open_latest()

    (notice,) = session.chats.take_notices()
    assert "The database was damaged. Saved: 6 conversations" in notice
    assert session.chats.take_notices() == ()
    assert len(session.messages) == 9
    *_, ended = await take_turn(session, "Go on")
    assert ended.error == ""
    assert len(said) == 54


async def test_damage_that_is_met_in_the_middle_is_mended_in_the_middle(chat, take_turn):
    await asyncio.to_thread(build_history, chat.database)

    def spoil() -> None:
        for page in overflow_of(chat.database):
            overwrite(chat.database, page, b"\xff" * PAGE_BYTES)

    await asyncio.to_thread(spoil)
    session = chat.scripted("Yes.")

    for name in ("c0", "c1"):
        await session.opened.open(name)
        assert len(session.messages) == 9

    assert len(session.chats.take_notices()) == 1
    *_, ended = await take_turn(session, "Go on")
    assert ended.error == ""


async def test_damage_is_only_told_while_another_program_has_the_file(chat):
    await asyncio.to_thread(build_history, chat.database)
    other, session = chat.scripted("Yes."), chat.scripted("Yes.")
    await other.opened.open_latest()
    await asyncio.to_thread(overwrite, chat.database, 1)

    with pytest.raises(DamageError, match="another Glassbox has it open"):
        await session.opened.open_latest()

    await other.close()
    await session.opened.open_latest()
    assert len(session.messages) == 9


@pytest.fixture
def without_model(chat) -> ChatSession:
    """A program whose model file was deleted since."""

    def nowhere(name: str):
        raise NotFoundError(f"There is no model “{name}”. `glassbox models pull` fetches one.")

    session = ChatSession(
        engine=ScriptedEngine([ScriptedReply("Never.")]),
        open_store=lambda: ConversationStore.open(chat.database),
        source_of=nowhere,
        settings=Settings(),
        memory=memory_home(SmallMemory(), chat.database.parent),
    )
    chat._programs.push_async_callback(session.close)
    return session


async def test_a_conversation_whose_model_is_gone_opens_and_keeps_what_is_said(
    chat, take_turn, without_model
):
    await take_turn(chat.scripted("Yes."), "Hello")
    session = without_model
    await session.opened.open_latest()
    assert texts(session) == ["Hello", "Yes."]

    *_, ended = await take_turn(session, "Still there?")

    assert ended.reply is None
    assert ended.error == "There is no model “default”. `glassbox models pull` fetches one."
    assert texts(session) == ["Hello", "Yes.", "Still there?"]
    assert [message.text for message in await chat.stored()] == texts(session)


async def test_when_the_model_is_back_the_question_is_answered(chat, take_turn, without_model):
    await take_turn(without_model, "Still there?")
    session = chat.scripted("Here again.")
    await session.opened.open_latest()

    await take_turn(session, None)

    assert texts(session) == ["Still there?", "Here again."]


async def test_a_retry_without_a_model_leaves_the_old_reply(chat, take_turn, without_model):
    await take_turn(chat.scripted("Yes."), "Hello")
    await without_model.opened.open_latest()

    *_, ended = await take_turn(without_model, None)

    assert "There is no model" in ended.error
    assert texts(without_model) == ["Hello", "Yes."]


async def test_two_programs_in_one_conversation_lose_nothing(chat, take_turn):
    await take_turn(chat.scripted("A0"), "Q0")
    programs = [chat.scripted(*(f"{name}{n}" for n in range(5))) for name in "XY"]
    for program in programs:
        await program.opened.open_latest()

    async def talk(program: ChatSession, name: str) -> None:
        for n in range(5):
            *_, ended = await take_turn(program, f"{name} asks {n}")
            assert ended.error == ""

    await asyncio.gather(*(talk(*pair) for pair in zip(programs, "XY", strict=True)))

    for program, name in zip(programs, "XY", strict=True):
        expected = [text for n in range(5) for text in (f"{name} asks {n}", f"{name}{n}")]
        assert texts(program) == ["Q0", "A0", *expected]
        nodes = await program.opened.outline()
        assert len(nodes) == 22


@pytest.mark.parametrize("moment", [UserMessageSaved, ReplyStarted])
@pytest.mark.parametrize("what", ["undo", "delete_message", "delete", "edit"])
async def test_what_another_program_does_during_the_answer_costs_no_word(
    chat, take_turn, moment, what
):
    await take_turn(chat.scripted("A0"), "Q0")
    session, other = chat.scripted(SLOW, "Next."), chat.scripted("Elsewhere.")
    for program in (session, other):
        await program.opened.open_latest()

    async def interfere() -> None:
        match what:
            case "undo":
                await other.opened.undo()
            case "delete_message":
                await other.opened.delete_message(other.messages[0].id)
            case "delete":
                await other.delete(other.conversation.id)
            case _:
                await all_of(other.edit(other.messages[0].id, "instead"))

    async with aclosing(session.take_turn("Q1")) as events:
        async for event in events:
            if isinstance(event, moment):
                await interfere()
            ended = event

    assert (ended.error, ended.reply.text) == ("", SLOW.text)
    assert texts(session) == ["Q0", "A0", "Q1", SLOW.text]
    *_, ended = await take_turn(session, "Q2")
    assert ended.error == ""
    assert texts(session) == ["Q0", "A0", "Q1", SLOW.text, "Q2", "Next."]
    assert [message.text for message in await chat.stored()] == texts(session)


async def test_a_conversation_that_another_program_purged_is_told_in_a_sentence(chat, take_turn):
    session = chat.scripted("A.", "B.")
    await take_turn(session, "Q0")

    def purge() -> None:
        with closing(ConversationStore.open(chat.database)) as store:
            store.purge_conversation(session.conversation.id)

    await asyncio.to_thread(purge)

    with pytest.raises(NotFoundError, match="another Glassbox may have deleted it"):
        await take_turn(session, "Q1")
    with pytest.raises(NotFoundError, match="it may have been deleted"):
        await session.opened.fork(session.messages[0].id)
    assert await session.opened.undo() is None


async def test_a_program_that_holds_the_database_is_waited_for(chat, take_turn):
    session = chat.scripted("A.")
    await take_turn(session, "Q0")
    other = await asyncio.to_thread(
        sqlite3.connect, chat.database, isolation_level=None, check_same_thread=False
    )
    await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
    turn = asyncio.ensure_future(take_turn(session, "Q1"))
    await asyncio.sleep(0)
    await asyncio.to_thread(other.execute, "COMMIT")
    await asyncio.to_thread(other.close)

    *_, ended = await turn

    assert ended.error == ""
