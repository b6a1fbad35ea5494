"""Whole turns with an embedding model and the chat model as the reranker, in one engine."""

from contextlib import aclosing

from engine_talk import until

from assistant.turn import TurnEnded
from assistant_memory.values import NewMemory


async def take_turn(session, text: str) -> TurnEnded:
    async with aclosing(session.take_turn(text)) as events:
        *_, last = [event async for event in events]
    assert isinstance(last, TurnEnded)
    return last


async def test_the_conversation_stays_in_the_cache_whatever_the_memory_asks(start):
    session = await start("small", "chat")
    session.memory.open()
    await session.memory.memories.remember(NewMemory("the cat sat on the mat"))
    await take_turn(session, "where is the cat")
    await until(lambda: not session._engine._busy.locked())
    await session.memory.keep_open_conversation()
    held = session.context_used

    ended = await take_turn(session, "what does the cat like")

    assert ended.error == ""
    assert session.messages[0].given
    # The last token of a reply that was cut at its limit was never read.
    assert session.messages[-1].stats.cached_tokens >= held - 1
    assert session.memory.take_trouble() == ""
