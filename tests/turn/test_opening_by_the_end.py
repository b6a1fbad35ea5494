"""A long conversation is there by its end at once, and whole before anything is done to it."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.context import count_history_tokens, history_tokens
from assistant.conversation import Message, TextPart, TokenSpan
from assistant.turn.opened import END_MESSAGES

TURNS = END_MESSAGES


async def long_conversation(chat, take_turn) -> str:
    session = chat.scripted("Yes.")
    for number in range(TURNS):
        await take_turn(session, f"Question {number}")
    return session.conversation.id


async def test_the_end_comes_first_and_the_rest_is_waited_for(chat, take_turn):
    conversation_id = await long_conversation(chat, take_turn)
    session = chat.scripted("Again.")
    await session.opened.open(conversation_id, end_first=True)
    assert len(session.messages) == END_MESSAGES
    assert session.messages[-1].text == "Yes."

    earlier = await session.opened.whole()

    assert len(earlier) == len(session.messages) - END_MESSAGES == TURNS * 2 - END_MESSAGES
    assert session.messages[0].text == "Question 0"
    assert await session.opened.whole() == ()


async def test_a_turn_is_taken_with_all_that_was_said(chat, take_turn):
    conversation_id = await long_conversation(chat, take_turn)
    session = chat.scripted("Again.")
    await session.opened.open(conversation_id, end_first=True)

    await take_turn(session, "And now?")

    assert len(session.messages) == TURNS * 2 + 2
    assert len(await chat.stored()) == TURNS * 2 + 2


async def test_another_conversation_is_not_mixed_with_the_rest_of_the_first(chat, take_turn):
    conversation_id = await long_conversation(chat, take_turn)
    session = chat.scripted("Again.")
    await session.opened.open(conversation_id, end_first=True)
    session.opened.open_new()
    await session.opened.open(conversation_id, end_first=True)
    await session.opened.whole()
    assert len(session.messages) == TURNS * 2

    await session.opened.open(conversation_id, end_first=True)
    session.opened.open_new()
    await take_turn(session, "Alone?")
    assert [message.text for message in session.messages] == ["Alone?", "Again."]


spans = st.none() | st.builds(
    TokenSpan, st.just("k"), st.lists(st.integers(0, 9), max_size=3).map(tuple), st.booleans()
)


@given(st.lists(spans))
def test_tokens_are_counted_as_they_would_be_listed(all_spans):
    branch = [
        Message(str(n), "c", None, "user", (TextPart(""),), None, tokens=span)
        for n, span in enumerate(all_spans)
    ]
    assert count_history_tokens(branch) == len(history_tokens(branch))
