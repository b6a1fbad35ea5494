"""Every change of a conversation can be taken back and done again."""

from session_branches import all_of, texts


async def test_a_deleted_message_takes_what_follows_and_comes_back_whole(session, chat, take_turn):
    for text in ("Q1", "Q2", "Q3"):
        await take_turn(session, text)
    before = session.messages

    await session.opened.delete_message(session.messages[2].id)
    assert texts(session) == ["Q1", "A1"]
    assert await chat.stored() == list(session.messages)
    assert (await session.opened.undo()).kind == "delete_messages"

    assert session.messages == before


async def test_what_is_shown_after_a_deletion_is_what_stood_beside(session, take_turn):
    await take_turn(session, "Q1")
    await all_of(session.retry())

    await session.opened.delete_message(session.messages[1].id)

    assert texts(session) == ["Q1", "A1"]
    assert session.opened.siblings == {}


async def test_every_step_is_taken_back_and_done_again(session, take_turn):
    pages = [texts(session)]
    await take_turn(session, "Q1")
    pages.append(texts(session))
    await take_turn(session, "Q2")
    pages.append(texts(session))
    await all_of(session.retry())
    pages.append(texts(session))
    await all_of(session.edit(session.messages[0].id, "other"))
    pages.append(texts(session))
    await session.opened.switch(session.messages[0].id, 1)
    pages.append(texts(session))
    await session.opened.delete_message(session.messages[1].id)
    pages.append(texts(session))

    back = []
    while (await session.opened.undo()) is not None:
        back.append(texts(session))
    again = []
    while (await session.opened.redo()) is not None:
        again.append(texts(session))

    assert back == pages[-2::-1]
    assert again == pages[1:]


async def test_undo_reaches_beyond_a_restart(session, chat, take_turn):
    await take_turn(session, "Q1")
    await take_turn(session, "Q2")
    next_program = chat.scripted("A.")
    await next_program.opened.open_latest()

    assert (await next_program.opened.undo()).kind == "send"

    assert texts(next_program) == ["Q1", "A1"]
    assert (await next_program.opened.redo()).kind == "send"
    assert texts(next_program) == ["Q1", "A1", "Q2", "A2"]


async def test_a_message_that_was_taken_back_does_not_return_by_switching(session, take_turn):
    await take_turn(session, "Q1")
    await take_turn(session, "Q2")
    await session.opened.undo()
    await all_of(session.edit(session.messages[0].id, "other"))

    await session.opened.switch(session.messages[0].id, 1)

    assert texts(session) == ["Q1", "A1"]


async def test_titles_tags_and_pins_are_taken_back_too(session, take_turn):
    await take_turn(session, "Q1")
    conversation_id = session.conversation.id
    await session.chats.rename(conversation_id, "My trip")
    await session.chats.tag(conversation_id, ["#work", "home"])
    await session.chats.pin(conversation_id, wanted=True)

    kinds = [(await session.opened.undo()).kind for _ in range(3)]

    assert kinds == ["organise", "organise", "rename"]
    found = session.conversation
    assert (found.title, found.tags, found.pinned, found.is_renamed) == ("Q1", (), False, False)


async def test_a_conversation_that_was_thrown_away_opens_again_by_undo(session, take_turn):
    await take_turn(session, "Q1")
    gone = session.conversation.id
    await session.delete(gone)
    assert session.messages == ()
    await take_turn(session, "elsewhere")
    await session.opened.undo()

    assert (await session.opened.undo()).kind == "delete_conversation"

    assert session.conversation.id == gone
    assert texts(session) == ["Q1", "A1"]


async def test_with_nothing_done_there_is_nothing_to_take_back(session):
    assert await session.opened.undo() is None
    assert await session.opened.redo() is None
