"""What the list of 5,000 chats costs after a turn, beside one of 50."""

import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from chatting import Chat
from figure import Figure

from assistant.conversation import Conversation, ConversationStore, Message, TextPart

MANY, FEW = 5_000, 50
TURNS = 30
SIZE = (120, 40)


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds, as medians."""

    reading: float
    """To know what changed, on the store's thread."""
    showing: float
    """To show it, on the event loop, drawing included."""


async def measure() -> list[Figure]:
    """Add a message to one of the chats again and again, and bring the list up to date."""
    with TemporaryDirectory() as folder:
        few = await _measure(Path(folder) / "few", FEW)
        many = await _measure(Path(folder) / "many", MANY)
    return [
        Figure(
            what=f"list of {MANY:,} chats after a turn: read and drawn",
            measured=f"{many.reading + many.showing:.1f} ms ({many.showing:.1f} ms drawing)",
            target="≤ 10 ms",
            met=many.reading + many.showing <= 10,
            compared_with=f"{few.reading + few.showing:.1f} ms with {FEW}",
        )
    ]


async def _measure(folder: Path, count: int) -> Measured:
    _fill(folder / "history.db", count)
    chat = Chat(folder)
    readings: list[float] = []
    showings: list[float] = []
    async with chat.run(SIZE) as terminal:
        session, sidebar = terminal.session, terminal.app.screen.query_one("#sidebar")
        head = session.messages[-1]
        while await session.chats.index_some():
            pass  # what the search learns after so many imports is no part of a turn
        for turn in range(TURNS):
            head = Message(
                id=f"turn-{turn}",
                conversation_id=head.conversation_id,
                parent_id=head.id,
                role="user",
                parts=(TextPart("And then?"),),
                created_at=datetime.now(UTC),
            )
            await session.opened.save_new(head)
            await terminal.pilot.pause()
            began = time.perf_counter()
            listed = await session.chats.listed()
            readings.append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            sidebar.show(listed, head.conversation_id, chat.now())
            sidebar.list.render_lines(sidebar.list.size.region)
            showings.append((time.perf_counter() - began) * 1000)
    return Measured(median(readings), median(showings))


def _fill(path: Path, count: int) -> None:
    """Store conversations over a few years, some of them pinned, tagged or archived."""
    path.parent.mkdir(parents=True)
    now = datetime.now(UTC)
    with closing(ConversationStore.open(path)) as store:
        for number in range(count):
            at = now - timedelta(hours=7 * (count - number))
            name = f"chat-{number}"
            message = Message(f"{name}-1", name, None, "user", (TextPart("서울 question"),), at)
            conversation = Conversation(
                id=name,
                title=f"서울 여행 계획 {number}",
                created_at=at,
                updated_at=at,
                head_id=message.id,
                pinned=number % 997 == 5,
                archived=number % 10 == 3,
                tags=("work",) if number % 7 == 0 else (),
            )
            store.add_tree(conversation, [message])
