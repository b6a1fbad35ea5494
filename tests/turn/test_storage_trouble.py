"""When the disk or the database fails in the middle of a turn, the words go on and it is told."""

import asyncio
import sqlite3

import pytest

from assistant.conversation import ConversationStore
from assistant.engine.scripted import ScriptedReply
from assistant.errors import StorageError
from assistant.turn import ChatSession, ReplyExtended, ReplyStarted, UserMessageSaved

WORDS = "word " * 2000
LONG = ScriptedReply(WORDS.strip())


async def limit_pages(session: ChatSession, pages: int) -> None:
    """Let the database grow to so many pages of 4 KiB at most; SQLite keeps those it has."""

    def limit(store: ConversationStore) -> None:
        store._database.connection.execute("VACUUM")  # no page is left free
        store._database.connection.execute(f"PRAGMA max_page_count = {pages}")

    await session._history.do(limit)


async def fill_disk(session: ChatSession) -> None:
    await limit_pages(session, 1)


async def empty_disk(session: ChatSession) -> None:
    await limit_pages(session, 1_000_000)


async def turn_with(session: ChatSession, text: str, kind: type, act) -> list:
    """Take a turn, and act once when an event of a kind has come."""
    events, acted = [], False
    async for event in session.take_turn(text):
        events.append(event)
        if isinstance(event, kind) and not acted:
            acted = True
            await act(session)
    return events


@pytest.mark.parametrize("moment", [UserMessageSaved, ReplyStarted, ReplyExtended])
async def test_a_disk_that_fills_up_costs_no_words_on_the_screen(chat, moment):
    session = chat.scripted(LONG)
    events = await turn_with(session, "question " * 1000, moment, fill_disk)

    *_, ended = events
    shown = "".join(event.text for event in events if isinstance(event, ReplyExtended))
    assert shown == ended.reply.text == LONG.text
    assert ended.reply.state == "complete"
    assert "The disk is full" in ended.error
    assert sum(isinstance(event, ReplyStarted) for event in events) == 1


async def test_when_there_is_room_again_the_next_turn_is_saved(chat, take_turn):
    session = chat.scripted(LONG, "Short.")
    await turn_with(session, "question " * 1000, UserMessageSaved, fill_disk)
    await empty_disk(session)

    *_, ended = await take_turn(session, "And now?")

    assert ended.error == ""
    assert [message.text for message in await chat.stored()][-2:] == ["And now?", "Short."]


async def test_a_reply_is_saved_after_all_when_room_comes_in_time(chat):
    session = chat.scripted(ScriptedReply(WORDS[:400], tokens_per_second=100))

    async def fill_then_empty(session: ChatSession) -> None:
        await fill_disk(session)
        asyncio.get_running_loop().call_later(
            0.2, lambda: background.append(asyncio.ensure_future(empty_disk(session)))
        )

    background: list[asyncio.Future[None]] = []
    *_, ended = await turn_with(session, "question " * 1000, UserMessageSaved, fill_then_empty)

    assert ended.error == ""
    assert (await chat.stored())[-1] == ended.reply


async def test_a_question_that_cannot_be_saved_is_not_asked(chat, take_turn):
    session = chat.scripted("Yes.")
    await take_turn(session, "Hello")
    before = session.messages
    await fill_disk(session)

    with pytest.raises(StorageError, match="your text is still in the prompt"):
        await take_turn(session, "question " * 2000)

    assert session.messages == before
    await empty_disk(session)
    *_, ended = await take_turn(session, "question " * 2000)
    assert ended.error == ""


@pytest.mark.parametrize("moment", [UserMessageSaved, ReplyStarted, ReplyExtended])
async def test_a_conversation_that_is_deleted_during_the_reply_comes_back_with_it(chat, moment):
    session = chat.scripted("A reply of some words.")

    async def delete(session: ChatSession) -> None:
        await session.delete(session.conversation.id)

    *_, ended = await turn_with(session, "Hello", moment, delete)

    assert ended.reply.text == "A reply of some words."
    assert ended.error == ""
    assert await session.chats.all() == []
    assert session.messages == ()
    await session.opened.undo()
    assert session.messages[-1] == ended.reply


async def test_a_conversation_that_another_program_deletes_is_no_disaster(chat, take_turn):
    session = chat.scripted("A reply.")

    async def delete(session: ChatSession) -> None:
        def delete() -> None:
            with sqlite3.connect(chat.database) as other:
                other.execute("PRAGMA foreign_keys = ON")
                other.execute("DELETE FROM conversations")
            other.close()

        await asyncio.to_thread(delete)

    *_, ended = await turn_with(session, "Hello", UserMessageSaved, delete)

    assert ended.reply.text == "A reply."
    assert "could not be saved" in ended.error
    session.opened.open_new()
    *_, ended = await take_turn(session, "Hello again")
    assert ended.error == ""
