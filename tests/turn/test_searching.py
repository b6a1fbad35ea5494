"""The chat finds what was said, in this conversation and in all others."""


async def test_a_turn_is_found_as_soon_as_it_ended(chat, take_turn):
    session = chat.scripted("광장시장에서 시작하세요.")
    await take_turn(session, "서울에서 뭐 하지?")

    (hit,) = (await session.chats.search("광장시장")).hits
    assert hit.conversation.id == session.conversation.id
    assert hit.message_id == session.messages[1].id


async def test_a_hit_leads_to_its_message_in_its_branch(chat, take_turn):
    session = chat.scripted("first answer", "second answer")
    await take_turn(session, "question")
    await take_turn(session, None)
    session.opened.open_new()

    (hit,) = (await session.chats.search("first")).hits
    await session.opened.open(hit.conversation.id)
    await session.opened.show(hit.message_id)
    assert session.messages[1].text == "first answer"


async def test_what_is_new_can_be_indexed_in_the_background(chat, take_turn):
    session = chat.scripted("answer")
    await take_turn(session, "question")

    while await session.chats.index_some(1):
        pass
    assert (await session.chats.search("question")).unindexed == 0
