"""A conversation that fills its context is made shorter for the model, and for nobody else."""

import asyncio
from contextlib import aclosing

from engine_talk import until

from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.turn import MessagesLeftOut, UserMessageSaved

SUMMARY = "The user asks about lanterns and paper; the answers were long. Lookup hints: lanterns"
LONG = "word by word about lanterns and paper " * 9


def engine_of(*replies: str | ScriptedReply, context: int = 500) -> ScriptedEngine:
    script = [ScriptedReply(each) if isinstance(each, str) else each for each in replies]
    return ScriptedEngine(script, context_tokens=context)


async def fill(session, take_turn, turns: int = 5) -> None:
    for number in range(turns):
        await take_turn(session, f"{number}. What about lanterns and paper?")


async def test_nothing_is_done_while_there_is_room(chat, take_turn):
    session = chat.session(engine_of(LONG))
    await take_turn(session, "Hello?")

    assert await session.compact() is None


async def test_earlier_messages_are_summarised_and_stay_on_the_page(chat, take_turn):
    engine = engine_of(*[LONG] * 5, SUMMARY, "After.")
    session = chat.session(engine)
    await fill(session, take_turn)
    before = session.messages
    assert session.context_used > 0.8 * 500

    node = await session.compact()

    assert node is not None
    assert session.messages == (*before, node)
    assert node.summary.text == SUMMARY
    assert not node.summary.is_extract
    assert session.context_used < 0.6 * 500
    assert await chat.stored() == list(session.messages)


async def test_the_next_prompt_goes_on_from_the_summary_which_was_read_already(chat, take_turn):
    engine = engine_of(*[LONG] * 5, SUMMARY, "After.")
    session = chat.session(engine)
    await fill(session, take_turn)
    node = await session.compact()

    await take_turn(session, "And now?")

    reply = session.messages[-1]
    assert reply.text == "After."
    assert engine.requests[-1].history == node.tokens.ids
    assert reply.stats.cached_tokens == len(node.tokens.ids)
    assert reply.record.summary_id == node.id
    assert {"summary", "history", "question"} <= {span.name for span in reply.record.spans}
    prompt = b"".join(await session.pieces(node.tokens.ids)).decode()
    assert SUMMARY in prompt
    assert "0. What about" not in prompt
    assert "4. What about" in prompt


async def test_a_summary_that_says_nothing_is_made_of_the_messages_and_labelled(chat, take_turn):
    session = chat.session(engine_of(*[LONG] * 5, "!!! !!!"))
    await fill(session, take_turn)

    node = await session.compact()

    assert node.summary.is_extract
    assert "user: 0." in node.summary.text
    assert "Lookup hints: " in node.summary.text


async def test_undo_takes_the_summary_away_and_redo_brings_it_back(chat, take_turn):
    engine = engine_of(*[LONG] * 5, SUMMARY, "After.")
    session = chat.session(engine)
    await fill(session, take_turn)
    before = session.messages
    node = await session.compact()

    action = await session.opened.undo()

    assert action.kind == "summarise"
    assert session.messages == before
    await session.opened.redo()
    assert session.messages[-1] == node


async def test_a_turn_that_begins_meanwhile_goes_on_from_what_was_read_before(chat, take_turn):
    slow = ScriptedReply(SUMMARY, tokens_per_second=5)
    engine = engine_of(*[LONG] * 5, slow, "Meanwhile.")
    session = chat.session(engine)
    await fill(session, take_turn)
    work = asyncio.ensure_future(session.compact())
    await until(lambda: len(engine.requests) == 6)
    before = session.context_used

    async with aclosing(session.take_turn("Quick?")) as events:
        async for event in events:
            if isinstance(event, UserMessageSaved):
                assert work.done()

    assert await work is None
    assert all(message.summary is None for message in session.messages)
    assert len(engine.requests[-1].history) == before


async def test_the_next_summary_covers_the_one_before(chat, take_turn):
    second = "Then the user went on about lanterns, paper and glue. Lookup hints: glue"
    engine = engine_of(*[LONG] * 5, SUMMARY, *[LONG] * 3, second, "After.")
    session = chat.session(engine)
    await fill(session, take_turn)
    await session.compact()
    await fill(session, take_turn, 3)

    node = await session.compact()

    assert node is not None
    prompt = b"".join(await session.pieces(node.tokens.ids)).decode()
    assert second in prompt
    assert SUMMARY not in prompt
    assert prompt.count("Summary of our conversation") == 1


async def test_what_has_no_room_at_once_is_left_out_and_told(chat, take_turn):
    session = chat.session(engine_of(LONG))
    told = []
    for number in range(9):
        events = await take_turn(session, f"{number}. What about lanterns?")
        told += [event for event in events if isinstance(event, MessagesLeftOut)]

    reply = session.messages[-1]
    assert told
    assert reply.record.left_out
    assert reply.record.prompt_tokens == reply.stats.prompt_tokens <= 500
    assert "oldest" in told[0].sentence


async def test_a_question_that_has_no_room_alone_is_saved_and_the_error_says_what_to_do(
    chat, take_turn
):
    session = chat.session(engine_of("Yes."))

    *_, ended = await take_turn(session, "many words " * 600)

    assert "Shorten it, or raise `model.context_tokens`" in ended.error
    assert [message.role for message in await chat.stored()] == ["user"]
