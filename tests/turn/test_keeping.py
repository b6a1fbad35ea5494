"""The memory keeps what is said in conversations, and nothing that was thrown away."""

import asyncio
from contextlib import aclosing, closing
from dataclasses import replace
from datetime import UTC, datetime

from assistant.conversation import Conversation, ConversationStore, Message, TextPart
from assistant.recollection import Gone
from assistant_memory.values import NewMemory, Source


async def settle(session) -> None:
    while await session.memory.keeping.do_some():
        pass


def questions(chat) -> set[str]:
    return {each.question for each in chat.memory.rounds.values()}


async def by_another_program(chat, work) -> None:
    def do() -> None:
        with closing(ConversationStore.open(chat.database)) as store:
            work(store)

    await asyncio.to_thread(do)


async def test_what_was_said_is_kept_with_its_answer(chat, session, take_turn):
    await take_turn(session, "Where is the key?")

    await settle(session)

    (kept,) = chat.memory.rounds.values()
    assert (kept.question, kept.answer) == ("Where is the key?", "A1")
    assert kept.id == session.messages[0].id
    assert kept.title == session.conversation.title


async def test_a_program_keeps_what_others_said_before(chat, session, take_turn):
    await take_turn(session, "one")
    await take_turn(session, "two")
    later = chat.scripted("B")
    await later.opened.open_latest()

    await settle(later)

    assert questions(chat) == {"one", "two"}


async def test_what_is_kept_is_not_kept_again(chat, session, take_turn):
    await take_turn(session, "one")
    await settle(session)
    chat.memory.rounds.clear()

    await settle(session)

    assert questions(chat) == set()


async def test_what_is_thrown_away_is_dropped_and_comes_back_by_undo(chat, session, take_turn):
    await take_turn(session, "one")
    await take_turn(session, "two")
    await settle(session)

    await session.opened.delete_message(session.messages[2].id)
    await settle(session)
    assert questions(chat) == {"one"}

    await session.opened.undo()
    await settle(session)
    assert questions(chat) == {"one", "two"}

    await session.delete(session.conversation.id)
    await settle(session)
    assert questions(chat) == set()


async def test_an_incognito_conversation_is_not_kept(chat, session, take_turn):
    await session.memory.set_incognito(is_wanted=True)
    await take_turn(session, "a secret")
    await settle(session)

    assert questions(chat) == set()
    (stored,) = [message.text for message in await chat.stored() if message.role == "user"]
    assert stored == "a secret"


async def test_a_conversation_that_becomes_incognito_is_dropped(chat, session, take_turn):
    await take_turn(session, "a secret")
    await settle(session)

    await session.memory.set_incognito(is_wanted=True)
    await settle(session)

    assert questions(chat) == set()


async def test_another_answer_takes_the_place_of_the_one_before(chat, session, take_turn):
    await take_turn(session, "one")
    await settle(session)
    await take_turn(session, None)
    await settle(session)

    assert [each.answer for each in chat.memory.rounds.values()] == ["A2"]


async def test_forgetting_for_good_leaves_nothing_in_any_file(chat, session, take_turn):
    await take_turn(session, "The word is zebra-7391.")
    await settle(session)
    said = session.messages[0]
    source = Source(said.conversation_id, said.id, said.text)
    memory = (await session.memory.memories.remember(NewMemory(said.text, source=source))).memory
    places = await session.memory.places(memory)
    assert [place.message_id for place in places] == [said.id]

    proof = await session.memory.forget(memory, places)
    await settle(session)

    assert not proof.found
    assert chat.memory.memories == {}
    assert session.messages[0].text == "— removed"
    files = [each for each in chat.database.parent.rglob("*") if each.is_file()]
    assert all(b"zebra-7391" not in each.read_bytes() for each in files)
    assert questions(chat) == set()


async def test_forgetting_that_was_begun_is_finished_though_nobody_waits(chat, session, take_turn):
    await take_turn(session, "The word is zebra-7391.")
    memory = (await session.memory.memories.remember(NewMemory("zebra-7391"))).memory
    places = await session.memory.places(memory)
    waiting = asyncio.create_task(session.memory.forget(memory, places))
    await asyncio.sleep(0)

    waiting.cancel()
    await session.close()

    assert chat.memory.memories == {}
    assert (await chat.stored())[0].text == "— removed"


async def test_an_answer_to_words_that_were_removed_can_be_given_again(chat, session, take_turn):
    await take_turn(session, "The word is zebra-7391.")
    said = session.messages[0]
    memory = (await session.memory.memories.remember(NewMemory("zebra-7391"))).memory
    await session.memory.forget(memory, await session.memory.places(memory))

    events = await take_turn(session, "And now?")

    assert events[-1].error == ""
    assert "zebra" not in str(session._engine.requests[-1])
    assert replace(session.messages[0], tokens=None).text != said.text


async def test_the_answer_that_is_shown_is_the_one_that_is_kept(chat, session, take_turn):
    await take_turn(session, "one")
    await take_turn(session, None)
    await settle(session)

    await session.opened.switch(session.messages[-1].id, -1)
    await settle(session)

    assert [each.answer for each in chat.memory.rounds.values()] == ["A1"]


async def test_a_question_of_before_that_is_answered_again_is_kept_anew(chat, session, take_turn):
    await take_turn(session, "one")
    await take_turn(session, "two")
    await settle(session)

    async with aclosing(session.retry(session.messages[1].id)) as events:
        async for _event in events:
            pass
    await settle(session)

    answers = {each.question: each.answer for each in chat.memory.rounds.values()}
    assert answers == {"one": "A3", "two": "A2"}


async def test_an_edited_question_is_kept_beside_the_first(chat, session, take_turn):
    await take_turn(session, "one")
    async with aclosing(session.edit(session.messages[0].id, "two")) as events:
        async for _event in events:
            pass
    await settle(session)

    assert questions(chat) == {"one", "two"}


async def test_what_another_program_deleted_for_good_is_erased(chat, session, take_turn):
    await take_turn(session, "one")
    await settle(session)
    deleted = session.conversation.id
    await by_another_program(chat, lambda store: store.purge_conversation(deleted))

    await settle(chat.scripted("B"))

    assert questions(chat) == set()
    assert session.messages[0].id in chat.memory.erased


async def test_what_another_program_threw_away_is_dropped_and_can_come_back(
    chat, session, take_turn
):
    await take_turn(session, "one")
    await settle(session)
    deleted = session.conversation.id
    await by_another_program(chat, lambda store: store.delete_conversation(deleted))

    await settle(chat.scripted("B"))

    assert questions(chat) == set()
    assert chat.memory.erased == []


async def test_what_was_purged_while_the_memory_was_not_open_is_erased_later(chat, session):
    gone = Gone(chat.database.parent)
    await asyncio.to_thread(gone.note, ["a", "b"])

    await settle(session)

    assert chat.memory.erased == ["a", "b"]
    assert await asyncio.to_thread(gone.read) == []


async def test_what_comes_in_is_kept_although_it_is_older(chat, session, take_turn):
    await take_turn(session, "now")
    await settle(session)
    for name in ("first", "second"):  # both of the same time
        await by_another_program(chat, lambda store, name=name: store.add_tree(*imported(name)))
    await settle(session)
    assert questions(chat) == {"now"}

    await session.memory.keeping.note_import()
    await settle(session)

    assert questions(chat) == {"now", "first", "second"}


def imported(name: str) -> tuple[Conversation, list[Message]]:
    """A conversation of long ago: one question and its answer."""
    then = datetime(2020, 1, 1, tzinfo=UTC)
    question = Message(f"{name}-q", name, None, "user", (TextPart(name),), then)
    answer = Message(f"{name}-a", name, question.id, "assistant", (TextPart("Yes."),), then)
    return Conversation(name, name, then, then, head_id=answer.id), [question, answer]
