"""The memory keeps what is said in conversations, and nothing that was thrown away."""

from dataclasses import replace

from assistant_memory.values import NewMemory, Source


async def settle(session) -> None:
    while await session.memory.keeping.do_some():
        pass


def questions(chat) -> set[str]:
    return {each.question for each in chat.memory.rounds.values()}


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


async def test_an_answer_to_words_that_were_removed_can_be_given_again(chat, session, take_turn):
    await take_turn(session, "The word is zebra-7391.")
    said = session.messages[0]
    memory = (await session.memory.memories.remember(NewMemory("zebra-7391"))).memory
    await session.memory.forget(memory, await session.memory.places(memory))

    events = await take_turn(session, "And now?")

    assert events[-1].error == ""
    assert "zebra" not in str(session._engine.requests[-1])
    assert replace(session.messages[0], tokens=None).text != said.text
