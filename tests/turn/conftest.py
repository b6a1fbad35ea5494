import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, aclosing, closing
from pathlib import Path

import pytest
import pytest_asyncio
from memory_home import memory_home
from small_memory import SmallMemory

from assistant.conversation import ConversationStore, Message
from assistant.engine import ChatEngine, ModelSource
from assistant.engine.scripted import ScriptedEngine, ScriptedReply
from assistant.settings import Settings
from assistant.turn import ChatSession, TurnEvent


class Chat:
    """Sessions over one database, one after another or together, as programs would have them."""

    def __init__(self, database: Path, programs: AsyncExitStack) -> None:
        self.database = database
        self._programs = programs
        self.memory = SmallMemory()
        """Shared by all programs."""

    def session(
        self,
        engine: ChatEngine,
        *,
        model: Path = Path("scripted.gguf"),
        settings: Settings | None = None,
    ) -> ChatSession:
        """Start a program; it is closed after the test at the latest."""
        session = ChatSession(
            engine=engine,
            open_store=lambda: ConversationStore.open(self.database),
            source_of=lambda name: ModelSource(
                path=model if name == "default" else Path(name), threads=1
            ),
            settings=settings or Settings(),
            memory=memory_home(self.memory, self.database.parent),
        )
        self._programs.push_async_callback(session.close)
        return session

    def scripted(self, *replies: str | ScriptedReply, settings: Settings | None = None):
        """Start a program whose model says what it is told."""
        return self.session(ScriptedEngine(script(*replies)), settings=settings)

    async def stored(self) -> list[Message]:
        """What another program finds on disk: the last branch of the latest conversation."""

        def read() -> list[Message]:
            with closing(ConversationStore.open(self.database)) as store:
                latest = store.latest_conversation()
                return [] if latest is None else store.branch(latest.head_id)

        return await asyncio.to_thread(read)


def script(*replies: str | ScriptedReply) -> Sequence[ScriptedReply]:
    return [ScriptedReply(reply) if isinstance(reply, str) else reply for reply in replies]


async def fold(
    session: ChatSession,
    text: str | None,
    on_event: Callable[[TurnEvent], None] = lambda _: None,
) -> list[TurnEvent]:
    """Take a turn to its end; without a text the last question is asked again."""
    turn = session.retry() if text is None else session.take_turn(text)
    events: list[TurnEvent] = []
    async with aclosing(turn) as stream:
        async for event in stream:
            events.append(event)
            on_event(event)
    return events


@pytest_asyncio.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with AsyncExitStack() as programs:
        yield Chat(tmp_path / "glassbox.db", programs)


@pytest.fixture
def take_turn():
    return fold


@pytest.fixture
def session(chat: Chat) -> ChatSession:
    """Answers A1, A2, A3… whatever it is asked."""
    return chat.session(ScriptedEngine([ScriptedReply(f"A{n}") for n in range(1, 10)]))
