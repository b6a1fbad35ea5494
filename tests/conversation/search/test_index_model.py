"""Whatever is done in whatever order, the search finds exactly what can be seen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from assistant.conversation import Conversation, ConversationStore, Message, TextPart

WORDS = ("palace", "서울에서", "서", "울음", "the", "them")
QUERIES = {
    "palace": lambda text: "palace" in text,
    "서울": lambda text: "서울" in text,
    "서": lambda text: "서" in text,
    "the": lambda text: "the" in text,
    '"the "': lambda text: "the" in text.split(),
    "role:user": lambda _: True,
    "-서": lambda text: "서" not in text,
}
NOW = datetime(2026, 3, 1, tzinfo=UTC)
texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
picks = st.integers(0, 1_000)


class Searched(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.store = self.open()
        self.number = 0

    def open(self) -> ConversationStore:
        return ConversationStore.open(Path(self.folder.name) / "data" / "history.db")

    @rule(text=texts, title=texts)
    def begin(self, text: str, title: str) -> None:
        self.number += 1
        name = f"c{self.number}"
        conversation = Conversation(name, title, created_at=NOW, updated_at=NOW)
        self.store.add_first_message(conversation, self.message(name, None, text))

    @precondition(lambda self: self.messages())
    @rule(text=texts, pick=picks)
    def go_on(self, text: str, pick: int) -> None:
        self.number += 1
        parent = pick_one(self.messages(), pick)
        self.store.add_message(self.message(parent.conversation_id, parent.id, text))

    @precondition(lambda self: self.messages())
    @rule(text=texts, pick=picks)
    def save_again(self, text: str, pick: int) -> None:
        self.store.save_reply(replace(pick_one(self.messages(), pick), parts=(TextPart(text),)))

    @precondition(lambda self: self.messages())
    @rule(pick=picks)
    def delete_message(self, pick: int) -> None:
        self.store.delete_message(pick_one(self.messages(), pick).id)

    @precondition(lambda self: self.store.conversations())
    @rule(pick=picks, title=texts)
    def rename(self, pick: int, title: str) -> None:
        conversation = pick_one(self.store.conversations(), pick)
        self.store.change_conversation(conversation.id, lambda each: replace(each, title=title))

    @precondition(lambda self: self.store.conversations())
    @rule(pick=picks)
    def delete_conversation(self, pick: int) -> None:
        self.store.delete_conversation(pick_one(self.store.conversations(), pick).id)

    @precondition(lambda self: self.store.conversations())
    @rule(pick=picks)
    def purge(self, pick: int) -> None:
        self.store.purge_conversation(pick_one(self.store.conversations(), pick).id)

    @precondition(lambda self: self.number)
    @rule(pick=picks)
    def undo(self, pick: int) -> None:
        self.store.journal.undo(f"c{pick % self.number + 1}")

    @precondition(lambda self: self.number)
    @rule(pick=picks)
    def redo(self, pick: int) -> None:
        self.store.journal.redo(f"c{pick % self.number + 1}")

    @rule(limit=st.integers(1, 3))
    def index(self, limit: int) -> None:
        self.store.search.index_some(limit)

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = self.open()

    @invariant()
    def the_search_finds_what_can_be_seen(self) -> None:
        messages, conversations = self.messages(), self.store.conversations()
        for typed, is_wanted in QUERIES.items():
            results = self.store.search.search(typed, limit=200)
            found = [hit.message_id for hit in results.hits if hit.message_id is not None]
            assert results.unindexed == 0
            assert sorted(found) == sorted(each.id for each in messages if is_wanted(each.text))
            titles = {hit.conversation.id for hit in results.hits if hit.message_id is None}
            if typed in {"palace", "서울", "서"}:
                assert titles == {each.id for each in conversations if is_wanted(each.title)}
            else:
                assert titles <= {each.id for each in conversations}

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def message(self, conversation: str, parent: str | None, text: str) -> Message:
        return Message(
            id=f"m{self.number}",
            conversation_id=conversation,
            parent_id=parent,
            role="user",
            parts=(TextPart(text),),
            created_at=NOW,
        )

    def messages(self) -> list[Message]:
        seen = [self.store.messages(each.id) for each in self.store.conversations()]
        return [message for messages in seen for message in messages]


def pick_one(values: Sequence, pick: int):
    return values[pick % len(values)]


TestSearched = Searched.TestCase
TestSearched.settings = settings(max_examples=12, stateful_step_count=15, deadline=None)
