"""Whatever is done to the trees, in whatever order, by whichever program: nothing is ever lost."""

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from draft_model import DraftModel
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tree_model import Model, ModelConversation, ModelMessage

from assistant.conversation import (
    Conversation,
    ConversationStore,
    Draft,
    Message,
    TextPart,
    journal,
)
from assistant.errors import NotFoundError

MOST_ACTIONS = 12
PROGRAMS = st.sampled_from([0, 1])
WORDS = st.sampled_from(["one", "두 개", "", "three\nlines\nhere"])
WAYS = st.sampled_from(["undo", "redo"])
YEARS = st.sampled_from([0, 0, 0, -60, -1, 1, 60])
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "title": WORDS,
        "is_renamed": st.booleans(),
        "pinned": st.booleans(),
        "archived": st.booleans(),
        "tags": st.sampled_from([(), ("a",), ("b", "c")]),
    },
)
FRESH = {"title": "", "is_renamed": False, "pinned": False, "archived": False, "tags": ()}

pytestmark = pytest.mark.timeout(300)


class TreeMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.model = Model(MOST_ACTIONS)
        self.drafts = DraftModel()
        self.made = 0
        self.kept = journal.MOST_ACTIONS
        journal.MOST_ACTIONS = MOST_ACTIONS
        self.stores = [self.open(), self.open()]

    def open(self) -> ConversationStore:
        store = ConversationStore.open(self.folder / "history.db")
        store._database.connection.execute("PRAGMA synchronous = OFF")
        return store

    def teardown(self) -> None:
        journal.MOST_ACTIONS = self.kept
        for store in self.stores:
            store.close()
        shutil.rmtree(self.folder)

    def new_id(self) -> str:
        self.made += 1
        return f"id-{self.made}"

    def now(self, years: int = 0) -> datetime:
        return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=365 * years, seconds=self.made)

    def new(self, parent: str | None, conversation: str, role: str, text: str, years: int):
        stored = Message(
            self.new_id(), conversation, parent, role, (TextPart(text),), self.now(years)
        )
        return stored, ModelMessage(stored.id, conversation, parent, role, text)

    def any_message(self, data: st.DataObject) -> ModelMessage:
        return self.model.messages[data.draw(st.sampled_from(sorted(self.model.messages)))]

    def any_conversation(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.model.conversations)))

    @contextmanager
    def refused_in_trash(self, conversation: str):
        if self.model.conversations[conversation].is_trash:
            with pytest.raises(NotFoundError):
                yield False
        else:
            yield True

    @rule(program=PROGRAMS, text=WORDS, years=YEARS)
    def begin(self, program, text, years) -> None:
        now = self.now(years)
        conversation = Conversation(self.new_id(), "", now, now)
        stored, known = self.new(None, conversation.id, "user", text, years)
        self.stores[program].add_first_message(conversation, stored)
        self.model.begin(conversation.id, dict(FRESH), known)

    @precondition(lambda self: self.model.messages)
    @rule(
        data=st.data(), program=PROGRAMS, text=WORDS, years=YEARS,
        role=st.sampled_from(["user", "assistant"]), beside=st.booleans(),
    )  # fmt: skip
    def say(self, data, program, text, years, role, beside) -> None:
        """Send, edit, answer, answer again: after or beside anything, deleted or not."""
        near = self.any_message(data)
        parent = near.parent if beside and role == near.role == "user" else near.id
        stored, known = self.new(parent, near.conversation, role, text, years)
        self.stores[program].add_message(stored)
        self.model.add(known)

    @precondition(lambda self: self.model.messages)
    @rule(data=st.data(), program=PROGRAMS, to_leaf=st.booleans())
    def show(self, data, program, to_leaf) -> None:
        """Switch, jump or fork, also to what another program just deleted."""
        message = self.any_message(data)
        head = self.stores[program].tree.leaf(message.id) if to_leaf else message.id
        assert not to_leaf or head == self.model.leaf(message.id)
        with self.refused_in_trash(message.conversation) as is_there:
            self.stores[program].show_branch(message.conversation, head)
        if is_there:
            self.model.show_other(message.conversation, head)

    @precondition(lambda self: self.model.conversations)
    @rule(data=st.data(), program=PROGRAMS)
    def throw_away(self, data, program) -> None:
        conversation = self.any_conversation(data)
        with self.refused_in_trash(conversation) as is_there:
            self.stores[program].delete_conversation(conversation)
        if is_there:
            self.model.throw_away(conversation)

    @precondition(lambda self: len(self.model.conversations) > 2)
    @rule(data=st.data(), program=PROGRAMS)
    def purge(self, data, program) -> None:
        conversation = self.any_conversation(data)
        self.stores[program].purge_conversation(conversation)
        self.model.purge(conversation)
        self.drafts.forget(conversation)

    @precondition(lambda self: self.model.conversations)
    @rule(data=st.data(), program=PROGRAMS, changes=VALUES)
    def change(self, data, program, changes) -> None:
        conversation = self.any_conversation(data)
        with self.refused_in_trash(conversation) as is_there:
            self.stores[program].change_conversation(
                conversation, lambda found: replace(found, **changes)
            )
        if is_there:
            self.model.change(conversation, changes)

    @rule(data=st.data(), program=PROGRAMS, size=st.integers(1, 4), text=WORDS, years=YEARS)
    def bring_in(self, data, program, size, text, years) -> None:
        """Import a conversation, or one that is there already and has grown elsewhere."""
        known = sorted(self.model.conversations)
        name = data.draw(st.sampled_from([*known, ""])) or self.new_id()
        tree = [each for each in self.model.messages.values() if each.conversation == name]
        pairs = []
        for _ in range(size):
            above = data.draw(st.sampled_from([None, *(each.id for each in tree)]))
            pairs.append(self.new(above, name, "user", text, years))
            tree.append(pairs[-1][1])
        head = pairs[-1][1].id
        now = self.now(years)
        added = self.stores[program].add_tree(
            Conversation(name, "", now, now, head_id=head), [stored for stored, _ in pairs]
        )
        conversation = ModelConversation(name, dict(FRESH), head)
        assert added == self.model.add_tree(conversation, [message for _, message in pairs])
        # Ordered by the dates that they came with: the store knows.
        rows = "SELECT id FROM conversations ORDER BY updated_at, seq"
        with self.stores[0]._database.rows(rows) as found:
            self.model.used = [row["id"] for row in found]

    @precondition(lambda self: self.model.conversations)
    @rule(data=st.data(), program=PROGRAMS, times=st.integers(1, 6), way=WAYS)
    def undo_or_redo(self, data, program, times, way) -> None:
        conversation = self.any_conversation(data)
        for _ in range(times):
            action = getattr(self.stores[program].journal, way)(conversation)
            known = getattr(self.model, way)(conversation)
            assert (action and action.kind) == (known and known.kind)

    @precondition(lambda self: self.model.conversations)
    @rule(data=st.data(), programs=st.tuples(PROGRAMS, PROGRAMS), times=st.integers(1, 5))
    def undo_and_redo(self, data, programs, times) -> None:
        """Taking back and doing again ends where it began, whichever program does which."""
        conversation = self.any_conversation(data)
        before = self.seen()
        undone = [self.stores[programs[0]].journal.undo(conversation) for _ in range(times)]
        taken_back = [action for action in undone if action is not None]
        for action in taken_back[::-1]:
            redone = self.stores[programs[1]].journal.redo(conversation)
            assert (redone and redone.seq) == action.seq
        for _ in taken_back:
            self.model.undo(conversation)
        for _ in taken_back:
            self.model.redo(conversation)
        assert self.seen() == before

    @precondition(lambda self: self.model.messages)
    @rule(data=st.data(), program=PROGRAMS, is_undone=st.booleans())
    def delete(self, data, program, is_undone) -> None:
        """A deletion that is taken back was never there."""
        message = self.any_message(data)
        is_trash = self.model.conversations[message.conversation].is_trash
        if is_trash or message.deleted_by is not None:
            return
        before = self.seen()
        self.stores[program].delete_message(message.id)
        self.model.delete(message.id)
        if is_undone:
            self.stores[program].journal.undo(message.conversation)
            self.model.undo(message.conversation)
            assert self.seen() == before

    @rule(data=st.data(), program=PROGRAMS, text=WORDS, queued=st.lists(WORDS, max_size=2))
    def write(self, data, program, text, queued) -> None:
        conversation_id = data.draw(st.sampled_from(["", *sorted(self.model.conversations)]))
        draft = Draft(text, {"[1]": text} if text else {}, tuple(queued))
        self.stores[program].drafts.save(conversation_id, draft)
        self.drafts.save(program, conversation_id, draft)

    @rule(program=PROGRAMS)
    def reopen(self, program) -> None:
        self.stores[program].close()
        self.stores[program] = self.open()
        self.drafts.end(program)

    def seen(self) -> object:
        """Everything that a user could see, through the second program."""
        store = self.stores[1]
        conversations = store.conversations()
        return [
            (
                replace(each, updated_at=self.now()),
                store.branch(each.head_id),
                store.tree.siblings(each.id),
                store.tree.outline(each.id),
            )
            for each in conversations
        ]

    @invariant()
    def the_list_is_right(self) -> None:
        found = self.stores[0].conversations()
        assert [each.id for each in found] == self.model.listed()
        for each in found:
            values = {name: getattr(each, name) for name in FRESH}
            assert values == self.model.conversations[each.id].values
            assert each.head_id == self.model.conversations[each.id].head

    @invariant()
    def the_shown_branch_holds_nothing_deleted(self) -> None:
        for each in self.stores[1].conversations():
            branch = self.stores[1].branch(each.head_id)
            assert [message.id for message in branch] == self.model.branch(each.head_id)
            for message in branch:
                assert self.model.messages[message.id].deleted_by is None
                assert message.text == self.model.messages[message.id].text

    @invariant()
    def the_tree_is_right(self) -> None:
        for name in self.model.conversations:
            tree = self.stores[0].tree
            living = [(each.id, each.parent) for each in self.model.living(name)]
            assert [(node.id, node.parent_id) for node in tree.outline(name)] == living
            assert tree.siblings(name) == self.model.siblings(name)
            for message_id, _ in living:
                assert tree.leaf(message_id) == self.model.leaf(message_id)

    @invariant()
    def nothing_is_lost(self) -> None:
        """What is not in the tree is in the trash, where an undo finds it."""
        with self.stores[0]._database.rows("SELECT id, deleted_by FROM messages") as rows:
            found = {row["id"]: row["deleted_by"] for row in rows}
        assert found.keys() == self.model.messages.keys()
        deletions = {each.seq for each in self.model.actions if not each.undone}
        known = {each.id: each.deleted_by for each in self.model.messages.values()}
        assert {key for key, by in found.items() if by is None} == {
            key for key, by in known.items() if by is None
        }
        assert {by for by in known.values() if by is not None} <= deletions

    @invariant()
    def drafts_are_kept(self) -> None:
        self.drafts.check(self.stores, self.model.conversations)


TestTree = TreeMachine.TestCase
QUIET = list(HealthCheck)
TestTree.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=QUIET
)
