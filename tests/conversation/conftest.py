from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.conversation import Conversation, ConversationStore, Message, TextPart

OpenStore = Callable[[], ConversationStore]


class Talk:
    """Makes conversations and messages, each a second later than the one before."""

    def __init__(self) -> None:
        self._now = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def conversation(self, name: str, title: str = "", **fields: object) -> Conversation:
        now = self.now()
        return Conversation(
            name, title or f"about {name}", created_at=now, updated_at=now, **fields
        )

    def user(self, name: str, text: str, after: Message | None = None, conversation: str = "c"):
        return Message(
            id=name,
            conversation_id=after.conversation_id if after else conversation,
            parent_id=after.id if after else None,
            role="user",
            parts=(TextPart(text),),
            created_at=self.now(),
        )

    def reply(self, name: str, text: str, after: Message, **fields: object) -> Message:
        return Message(
            id=name,
            conversation_id=after.conversation_id,
            parent_id=after.id,
            role="assistant",
            parts=(TextPart(text),),
            created_at=self.now(),
            model="scripted",
            **fields,
        )


@pytest.fixture
def talk() -> Talk:
    return Talk()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.db"


@pytest.fixture
def open_store(path: Path) -> Iterator[OpenStore]:
    """Opens the same file again and again, as programs started one after another would."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(ConversationStore.open(path)))


@pytest.fixture
def store(open_store: OpenStore) -> ConversationStore:
    return open_store()


@pytest.fixture
def reopened(store: ConversationStore, open_store: OpenStore) -> OpenStore:
    """Ends the program that has `store` and starts the next."""

    def reopen() -> ConversationStore:
        store.close()
        return open_store()

    return reopen
