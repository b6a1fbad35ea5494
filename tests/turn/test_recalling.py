"""What is known of the user and their documents is given with a question, and stays with it."""

import asyncio

import pytest

from assistant.settings import Settings
from assistant.turn import QuestionGiven
from assistant_memory.errors import MemoryStorageError
from assistant_memory.values import NewMemory, Scope


def given(events) -> list:
    return [
        each for event in events if isinstance(event, QuestionGiven) for each in event.message.given
    ]


def used(events) -> list[str]:
    return [each.text for each in given(events) if each.is_used]


def reasons(events) -> list[str]:
    """Why nothing was given."""
    assert used(events) == []
    return [each.id for each in given(events)]


async def test_what_is_remembered_is_given_with_the_question_and_kept_with_it(
    chat, session, take_turn
):
    chat.memory.remember(NewMemory("The user walks to work"))

    events = await take_turn(session, "Do I take the bus to work?")

    assert used(events) == ["- The user walks to work (said on 5 March 2026)\n"]
    (question, _reply) = await chat.stored()
    assert question.given == session.messages[0].given == tuple(given(events))


async def test_what_has_nothing_to_do_with_it_is_told_but_not_given(chat, session, take_turn):
    chat.memory.remember(NewMemory("The user walks to work"))

    events = await take_turn(session, "Boil an egg")

    assert used(events) == []
    assert [each.is_used for each in given(events)] == [False]


async def test_only_memories_of_this_folder_and_conversation_are_asked_for(
    chat, session, take_turn
):
    await take_turn(session, "hello")

    (query,) = chat.memory.asked
    assert {scope.kind for scope in query.scopes} == {"everywhere", "project", "conversation"}
    assert query.not_conversation_id == session.conversation.id
    assert Scope("conversation", session.conversation.id) in query.scopes


async def test_past_conversations_are_recalled_unless_they_were_thrown_away(
    chat, session, take_turn
):
    await take_turn(session, "the key is under the mat")
    first = session.conversation.id
    while await session.memory.keeping.do_some():
        pass
    session.opened.open_new()

    events = await take_turn(session, "where is the key")
    assert any("under the mat" in text for text in used(events))

    await session.chats.delete(first)
    session.opened.open_new()
    events = await take_turn(session, "where is the key again")
    assert not any("under the mat" in text for text in used(events))


async def test_another_answer_is_given_the_same_without_recalling_anew(chat, session, take_turn):
    chat.memory.remember(NewMemory("walks to work"))
    await take_turn(session, "work?")

    events = await take_turn(session, None)

    assert len(chat.memory.asked) == 1
    assert given(events) == []


async def test_an_incognito_conversation_recalls_nothing(chat, session, take_turn):
    chat.memory.remember(NewMemory("walks to work"))
    await session.memory.set_incognito(is_wanted=True)

    assert reasons(await take_turn(session, "work")) == ["incognito"]
    assert chat.memory.asked == []


async def test_recalling_can_be_switched_off(chat, take_turn):
    chat.memory.remember(NewMemory("walks to work"))
    session = chat.scripted("A", settings=Settings.model_validate({"memory": {"recall": False}}))

    assert reasons(await take_turn(session, "work")) == ["off"]


async def test_an_answer_comes_although_the_memory_cannot_be_opened(chat, session, take_turn):
    def broken():
        raise MemoryStorageError("the disk is on fire")

    session.memory.memories._open_memory = broken

    events = await take_turn(session, "hello")

    assert "on fire" in session.memory.take_trouble()
    assert session.memory.take_trouble() == ""
    assert reasons(events) == ["failed"]
    assert events[-1].reply.text == "A1"


async def test_an_answer_does_not_wait_for_a_slow_memory(chat, session, take_turn):
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow():
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
        return chat.memory

    session.memory.memories._open_memory = slow

    events = await take_turn(session, "hello")

    release.set()
    assert reasons(events) == ["late"]
    assert events[-1].reply.text == "A1"


@pytest.fixture
def palaces(tmp_path):
    file = tmp_path / "palaces.md"
    text = "# Changdeokgung\n\nThe garden opens at nine.\n\n" + "More of it. " * 3000
    file.write_text(text, "utf-8")
    return file


async def test_passages_are_numbered_and_say_where_they_stand(session, take_turn, palaces):
    async for _progress in session.memory.documents.steps(lambda library: library.add(palaces)):
        pass

    events = await take_turn(session, "When does the garden open?")

    (passage, *_others) = [each for each in given(events) if each.kind == "passage"]
    assert (passage.number, passage.label.split(",")[0]) == (1, "palaces.md")
    assert passage.text.startswith("[1] palaces.md")
    assert passage.id == f"{palaces}:1"
    assert "The garden opens at nine." in passage.text


async def test_nothing_found_in_the_documents_is_said(session, take_turn, palaces):
    async for _progress in session.memory.documents.steps(lambda library: library.add(palaces)):
        pass

    events = await take_turn(session, "quantum chromodynamics")

    assert any("Nothing in the user's documents fits" in text for text in used(events))


async def test_a_document_that_is_short_is_given_whole(session, take_turn, tmp_path):
    file = tmp_path / "note.txt"
    file.write_text("The garden opens at nine.\n\nThe gate is red.\n", "utf-8")
    async for _progress in session.memory.documents.steps(lambda library: library.add(file)):
        pass
    await take_turn(session, "hello")

    events = await take_turn(session, "When does the garden open?")

    (document,) = [each for each in given(events) if each.kind == "document"]
    assert "The gate is red." in document.text


async def test_today_is_told_only_when_the_question_is_about_time(session, take_turn):
    assert [each.kind for each in given(await take_turn(session, "what day is it today?"))] == [
        "date"
    ]
    assert given(await take_turn(session, "boil an egg")) == []
