"""The pause that a user sees because a conversation is made shorter for the model."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from figure import Figure
from memory_home import memory_home
from small_memory import SmallMemory
from watched_engine import WatchedEngine

from assistant.conversation import Conversation, ConversationStore, Message, TextPart
from assistant.engine import ModelSource
from assistant.models import locate_model
from assistant.settings import ModelSettings, Sampling, Settings
from assistant.turn import ChatSession, ReplyExtended

ROUNDS = 3
PAIRS = 14
NOW = datetime(2026, 3, 5, tzinfo=UTC)
QUESTION = "{number} days later: what did the keeper write in the book that evening?"
TELLING = "The keeper lit the lamp and wrote the weather in the book. "


async def measure() -> list[Figure]:
    """Send a question with nothing going on, then in each phase of the work, then after it."""
    with TemporaryDirectory() as folder:
        store = Path(folder) / "history.db"
        _remember(store)
        engine = WatchedEngine(Path(folder) / "engine.log")
        session = ChatSession(
            engine=engine,
            open_store=lambda: ConversationStore.open(store),
            source_of=lambda _: ModelSource(
                path=locate_model("default", Path()),
                states_folder=Path(folder) / "states",
                states_bytes=2_000_000_000,
            ),
            settings=Settings(
                model=ModelSettings(max_reply_tokens=4), sampling=Sampling(temperature=0)
            ),
            memory=memory_home(SmallMemory(), Path(folder)),
        )
        await session.opened.open("c")
        await _first_word(session, 0)  # reads all of it
        head = session.messages[-1].id
        waits: dict[str, list[float]] = {"nothing": [], "summary": [], "reading": []}
        for number in range(ROUNDS + 1):
            for place, (phase, wait) in enumerate(waits.items()):
                await session.opened.fork(head)
                # Another question each time: what was read for the last one is in the cache.
                seconds = await _during(session, engine, phase, 10 * number + place + 1)
                if number:
                    wait.append(seconds)
        await session.opened.fork(head)
        node = await session.compact()
        if node is None:
            raise RuntimeError("the conversation was not compacted")
        after: list[float] = []
        for number in range(ROUNDS):
            await session.opened.fork(node.id)
            after.append(await _first_word(session, 100 + number))
        await session.close()
    usual = median(waits["nothing"])
    worst = {
        "while the summary is written": median(waits["summary"]) - usual,
        "while the new beginning is read": median(waits["reading"]) - usual,
        "after it": median(after) - usual,
    }
    return [
        Figure(
            what=f"pause when the context is compacted: a turn {when}",
            measured=f"{max(seconds, 0) * 1000:.0f} ms",
            target="≤ 200 ms",
            met=seconds <= 0.2,
            compared_with=f"the same turn with nothing going on ({usual * 1000:.0f} ms)",
        )
        for when, seconds in worst.items()
    ]


async def _during(session: ChatSession, engine: WatchedEngine, phase: str, number: int) -> float:
    """Ask while something goes on, and return the seconds to the first word."""
    if phase == "nothing":
        return await _first_word(session, number)
    begun = engine.begun[phase == "reading"]
    begun.clear()
    work = asyncio.ensure_future(session.compact())
    await begun.wait()
    await asyncio.sleep(0.5)
    if work.done():
        raise RuntimeError(f"the conversation was compacted before {phase} could be met")
    seconds = await _first_word(session, number)
    await work
    return seconds


async def _first_word(session: ChatSession, number: int) -> float:
    """Ask a question, and return the seconds to the first word of its answer."""
    began = time.perf_counter()
    wait = 0.0
    async with aclosing(session.take_turn(QUESTION.format(number=number))) as events:
        async for event in events:
            if isinstance(event, ReplyExtended) and not wait:
                wait = time.perf_counter() - began
    return wait


def _remember(path: Path) -> None:
    """Store a conversation of about 85 % of the context."""
    conversation = Conversation("c", "The keeper", NOW, NOW)
    messages: list[Message] = []
    for number in range(2 * PAIRS):
        text = f"{number}. " + (TELLING * 36 if number % 2 else "What happened on that day?")
        message = Message(
            f"m{number}",
            "c",
            messages[-1].id if messages else None,
            "assistant" if number % 2 else "user",
            (TextPart(text),),
            NOW,
        )
        messages.append(message)
    store = ConversationStore.open(path)
    store.add_tree(replace(conversation, head_id=messages[-1].id), messages)
    store.close()


if __name__ == "__main__":
    print(*asyncio.run(measure()), sep="\n")
