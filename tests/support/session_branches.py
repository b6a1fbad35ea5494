"""Reading what a session shows."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from assistant.turn import ChatSession, TurnEvent


async def all_of(turn: AsyncGenerator[TurnEvent, None]) -> list[TurnEvent]:
    async with aclosing(turn) as events:
        return [event async for event in events]


def texts(session: ChatSession) -> list[str]:
    return [message.text for message in session.messages]


def versions(session: ChatSession, index: int) -> tuple[int, int]:
    """Which of how many a message of the page is: ‹2/3›."""
    message_id = session.messages[index].id
    beside = session.opened.siblings.get(message_id, (message_id,))
    return beside.index(message_id) + 1, len(beside)
