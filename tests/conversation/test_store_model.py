"""Whatever is done in whatever order, the store holds what a few dictionaries would."""

import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from assistant.conversation import (
    Conversation,
    ConversationStore,
    Message,
    ReasoningPart,
    ReplyStats,
    TextPart,
    TokenSpan,
)
from assistant.errors import NotFoundError

pytestmark = pytest.mark.timeout(300)

PARTS = st.lists(st.builds(TextPart, st.text()) | st.builds(ReasoningPart, st.text()), max_size=3)
STATES = st.sampled_from(["complete", "streaming", "stopped", "interrupted", "failed"])
COUNTS = st.integers(0, 2**40)
SECONDS = st.floats(0, 1e6)
STATS = st.none() | st.builds(
    ReplyStats, COUNTS, COUNTS, COUNTS, SECONDS, SECONDS, COUNTS, st.sampled_from(["end", "length"])
)
IDS = st.lists(st.integers(-(2**31), 2**31 - 1), max_size=5).map(tuple)
TOKENS = st.none() | st.builds(TokenSpan, st.text(), IDS, st.booleans())
JSON = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
SAMPLING = st.dictionaries(st.text(), JSON | st.lists(JSON, max_size=2), max_size=2)


class StoreMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, Message] = {}
        self.now = datetime(2026, 1, 1, tzinfo=UTC)
        self.made = 0
        self.open()

    def open(self) -> None:
        self.store = ConversationStore.open(self.folder / "history.db")
        # The bytes reach the disk's cache as ever; only the wait for the disk is left out.
        self.store._database.connection.execute("PRAGMA synchronous = OFF")

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    def new_id(self) -> str:
        self.made += 1
        self.now += timedelta(microseconds=1_234_567)
        return f"id-{self.made}"

    def remember(self, message: Message) -> None:
        self.messages[message.id] = message
        self.conversations[message.conversation_id] = replace(
            self.conversations[message.conversation_id],
            head_id=message.id,
            updated_at=message.created_at,
        )

    def branch(self, head_id: str | None) -> list[Message]:
        if head_id is None:
            return []
        message = self.messages[head_id]
        return [*self.branch(message.parent_id), message]

    @rule(title=st.text(), system_prompt=st.none() | st.text(), sampling=SAMPLING, parts=PARTS)
    def begin(self, title, system_prompt, sampling, parts) -> None:
        conversation = Conversation(
            self.new_id(), title, self.now, self.now, system_prompt=system_prompt, sampling=sampling
        )
        message = Message(self.new_id(), conversation.id, None, "user", tuple(parts), self.now)
        self.store.add_first_message(conversation, message)
        self.conversations[conversation.id] = conversation
        self.remember(message)

    @precondition(lambda self: self.messages)
    @rule(data=st.data(), role=st.sampled_from(["user", "assistant"]), parts=PARTS, state=STATES)
    def add(self, data, role, parts, state) -> None:
        parent = self.messages[data.draw(st.sampled_from(sorted(self.messages)))]
        message = Message(
            self.new_id(), parent.conversation_id, parent.id, role, tuple(parts), self.now, state
        )
        self.store.add_message(message)
        self.remember(message)

    @precondition(lambda self: self.messages)
    @rule(data=st.data(), parts=PARTS, state=STATES, note=st.text(), stats=STATS, tokens=TOKENS)
    def save(self, data, parts, state, note, stats, tokens) -> None:  # fmt: skip
        message = replace(
            self.messages[data.draw(st.sampled_from(sorted(self.messages)))],
            parts=tuple(parts),
            state=state,
            note=note,
            stats=stats,
            tokens=tokens,
        )
        self.store.save_reply(message)
        self.messages[message.id] = message

    @precondition(lambda self: self.messages)
    @rule(data=st.data(), title=st.text())
    def show_another_branch(self, data, title) -> None:
        message = self.messages[data.draw(st.sampled_from(sorted(self.messages)))]
        changed = replace(
            self.conversations[message.conversation_id], title=title, head_id=message.id
        )
        self.store.change_conversation(changed.id, lambda found: replace(found, title=title))
        self.store.show_branch(changed.id, message.id)
        self.conversations[changed.id] = changed

    @precondition(lambda self: self.conversations)
    @rule(data=st.data())
    def delete(self, data) -> None:
        gone = self.conversations.pop(data.draw(st.sampled_from(sorted(self.conversations))))
        self.store.purge_conversation(gone.id)
        self.messages = {
            key: message
            for key, message in self.messages.items()
            if message.conversation_id != gone.id
        }
        with pytest.raises(NotFoundError):
            self.store.branch(gone.head_id)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.messages = {
            key: replace(message, state="interrupted") if message.state == "streaming" else message
            for key, message in self.messages.items()
        }
        self.open()

    @precondition(lambda self: self.messages)
    @rule(data=st.data())
    def read_any_branch(self, data) -> None:
        head_id = data.draw(st.sampled_from(sorted(self.messages)))
        assert self.store.branch(head_id) == self.branch(head_id)

    @invariant()
    def nothing_is_lost(self) -> None:
        latest_first = sorted(
            self.conversations.values(), key=lambda each: each.updated_at, reverse=True
        )
        assert self.store.conversations() == latest_first
        assert list(self.store.listing.read()) == latest_first
        assert self.store.latest_conversation() == next(iter(latest_first), None)
        for conversation in latest_first:
            assert self.store.branch(conversation.head_id) == self.branch(conversation.head_id)

    @invariant()
    def what_the_user_wrote_is_recalled(self) -> None:
        texts = [message.text for message in self.messages.values() if message.role == "user"]
        distinct = [text for text, _ in groupby(texts)]
        assert self.store.user_texts(1_000) == distinct
        assert self.store.user_texts(2) == distinct[-2:]


TestStore = StoreMachine.TestCase
TestStore.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
