from datetime import UTC, datetime
from typing import Any

import pytest
from hash_embedder import HashEmbedder
from open_memories import START, Memories, a_round, ask, settle

from assistant_memory.errors import AssistantMemoryError, EmbedderError, NoMemoryError
from assistant_memory.long_term import LongTermMemory
from assistant_memory.outcomes import MemoryFilter
from assistant_memory.values import NewMemory, Scope, Source

ALL = MemoryFilter(states=frozenset({"active", "superseded", "forgotten"}))


def test_everything_that_is_known_of_a_memory_is_there_after_a_restart(memories: Memories):
    memory = memories.open()
    new = NewMemory(
        "The tests run at night 🌙",
        kind="instruction",
        scope=Scope("project", "/home/kim/app"),
        subject="tests",
        said_at=datetime(2025, 5, 1, tzinfo=UTC),
        holds_from=datetime(2025, 5, 2, tzinfo=UTC),
        holds_until=datetime(2026, 1, 1, 3, 4, 5, 678, tzinfo=UTC),
        source=Source("talk", "message", "the tests\nrun at night"),
        confidence=0.75,
        pinned=True,
    )
    kept = memory.remember(new).memory

    assert memories.reopen(memory).get(kept.id) == kept
    assert (kept.text, kept.scope, kept.source) == (new.text, new.scope, new.source)
    assert (kept.holds_from, kept.holds_until) == (new.holds_from, new.holds_until)
    assert (kept.said_at, kept.confidence, kept.pinned) == (new.said_at, 0.75, True)


def test_what_is_told_again_is_one_memory_with_the_later_date(memory: LongTermMemory):
    source = Source("talk", "m1", "I like cats")
    first = memory.remember(NewMemory("I like cats", confidence=0.6, source=source)).memory
    again = memory.remember(NewMemory("i really like cats.", confidence=0.9))

    assert (again.outcome, again.other) == ("merged", first)
    assert again.memory.id == first.id
    assert again.memory.said_at > first.said_at
    assert (again.memory.confidence, again.memory.source) == (0.9, source)
    assert len(memory.list(ALL)) == 1


def test_the_same_words_in_another_scope_are_another_memory(memory: LongTermMemory):
    memory.remember(NewMemory("Use tabs"))

    assert memory.remember(NewMemory("Use tabs", scope=Scope("project", "/x"))).outcome == "added"


def test_a_contradicted_memory_is_kept_with_the_date_until_which_it_held(memory: LongTermMemory):
    old = memory.remember(NewMemory("부산에 살아요")).memory
    new = memory.remember(NewMemory("서울에 살아요"))

    gone = memory.get(old.id)
    assert (new.outcome, new.other) == ("superseded", old)
    assert (gone.state, gone.superseded_by) == ("superseded", new.memory.id)
    assert gone.holds_until == new.memory.said_at
    assert [each.text for each in memory.list()] == ["서울에 살아요"]


def test_what_was_said_before_does_not_supersede_what_was_said_later(memory: LongTermMemory):
    now = memory.remember(NewMemory("I live in Seoul")).memory
    earlier = memory.remember(
        NewMemory("I live in Busan", said_at=datetime(2020, 1, 1, tzinfo=UTC))
    )

    assert memory.get(now.id).state == "active"
    assert earlier.memory.state == "superseded"
    assert earlier.memory.superseded_by == now.id


def test_what_is_not_sure_supersedes_nothing_and_what_is_pinned_only_yields_to_certainty(
    memory: LongTermMemory,
):
    memory.remember(NewMemory("I live in Busan", pinned=True))

    assert memory.remember(NewMemory("I live in Seoul", confidence=0.9)).outcome == "added"
    assert memory.remember(NewMemory("I live in Daegu", confidence=0.4)).outcome == "added"


def test_a_memory_can_be_superseded_by_hand(memory: LongTermMemory):
    old = memory.remember(NewMemory("The old way")).memory
    new = memory.supersede(old.id, NewMemory("Something else entirely")).memory

    assert memory.get(old.id).superseded_by == new.id


def test_undo_and_redo_go_back_and_forth_also_after_a_restart(memories: Memories):
    memory = memories.open()
    first = memory.remember(NewMemory("I live in Busan")).memory
    second = memory.remember(NewMemory("I live in Seoul")).memory
    memory.edit(second.id, "I live in Seoul, Mapo")
    memory.pin(second.id)
    memory.put_away(second.id)
    done = memory.list(ALL)

    memory = memories.reopen(memory)
    kinds = []
    while change := memory.undo():
        kinds.append(change.kind)
    assert kinds == ["put_away", "pin", "edit", "supersede", "remember"]
    assert memory.list(ALL) == []

    memory = memories.reopen(memory)
    while memory.redo():
        pass
    assert memory.list(ALL) == done
    assert memory.get(first.id).state == "superseded"


def test_after_an_undone_edit_the_earlier_words_are_what_it_is_found_by(memory: LongTermMemory):
    kept = memory.remember(NewMemory("The cat is called Momo")).memory
    memory.edit(kept.id, "A sentence of other words")
    memory.undo()

    (found,) = memory.recall(ask("cat Momo")).relevant
    assert found.signals.semantic > 0.2


def test_a_new_change_ends_what_could_be_redone(memory: LongTermMemory):
    memory.remember(NewMemory("One thing"))
    memory.undo()
    memory.remember(NewMemory("Another thing"))

    assert memory.redo() is None


def test_a_list_is_filtered_and_the_latest_comes_first(memory: LongTermMemory):
    memory.remember(NewMemory("ÄPFEL are good", kind="preference", subject="food"))
    memory.remember(NewMemory("Trains leave at noon", scope=Scope("project", "/x")))
    memory.remember(NewMemory("Kim called", kind="event", source=Source("talk", "m", "q")))

    def listed(**wanted: Any) -> list[str]:
        return [each.text for each in memory.list(MemoryFilter(**wanted))]

    assert listed() == ["Kim called", "Trains leave at noon", "ÄPFEL are good"]
    assert listed(text="äpfel FOOD") == ["ÄPFEL are good"]
    assert listed(text="100%") == []
    assert listed(kinds=frozenset({"event", "preference"})) == ["Kim called", "ÄPFEL are good"]
    assert listed(scopes=frozenset({Scope("project", "/x")})) == ["Trains leave at noon"]
    assert listed(subject="Food") == ["ÄPFEL are good"]
    assert listed(conversation_id="talk") == ["Kim called"]
    assert listed(is_pinned=True) == []
    assert listed(limit=1, offset=1) == ["Trains leave at noon"]


@pytest.mark.parametrize("text", ["", "  \n", "\0", "x" * 20_001])
def test_what_cannot_be_a_memory_is_refused_in_a_sentence(memory: LongTermMemory, text: str):
    with pytest.raises(AssistantMemoryError, match=r"\.$"):
        memory.remember(NewMemory(text))


def test_words_that_no_file_can_hold_are_kept_as_far_as_they_can_be(memory: LongTermMemory):
    kept = memory.remember(NewMemory("half \ud83d emoji\0", confidence=float("nan"))).memory

    assert memory.get(kept.id) == kept
    assert (kept.text, kept.confidence) == ("half ? emoji", 0.0)


def test_what_does_not_exist_is_told(memory: LongTermMemory):
    for call in (memory.get, memory.pin, memory.put_away):
        with pytest.raises(NoMemoryError):
            call("nothing")


def test_a_memory_with_another_embedder_is_found_by_words_until_it_is_embedded(memories: Memories):
    memory = memories.open()
    memory.remember(NewMemory("The zebra project is late"))
    memory = memories.reopen(memory, HashEmbedder("other", 48))

    (found,) = memory.recall(ask("zebra project")).found
    assert (found.signals.semantic, memory.unsettled_count()) == (0.0, 1)

    settle(memory)
    (found,) = memory.recall(ask("zebra project")).found
    assert (found.signals.semantic > 0, memory.unsettled_count()) == (True, 0)


def test_changing_the_embedder_tells_its_progress_and_can_be_broken_off(memories: Memories):
    memory = memories.open()
    memory.import_(
        f'{{"type":"memory","id":"m{i}","text":"number {i}","said_at":"2026-01-01"}}'
        for i in range(600)
    )
    progress = memory.reembed(HashEmbedder("other", 48))
    assert next(progress).done == 0
    begun = next(progress).done
    progress.close()

    done = [each.done for each in memory.reembed(HashEmbedder("other", 48))]
    assert 0 < begun == done[0] < 600 == done[-1]
    assert done == sorted(set(done))
    assert memory.unsettled_count() == 0


def test_times_without_a_zone_are_local(memory: LongTermMemory):
    kept = memory.remember(NewMemory("Now", said_at=START.replace(tzinfo=None))).memory

    assert memory.get(kept.id).said_at.tzinfo is not None


def test_closing_at_once_loses_nothing_and_does_not_wait_for_the_file(memories: Memories):
    memory = memories.open()
    file = memories.folder / "memory.db"
    before = file.read_bytes()
    kept = memory.remember(NewMemory("I live in Seoul")).memory

    memory.close(at_once=True)

    assert file.read_bytes() == before
    assert memories.open().get(kept.id) == kept


def test_a_memory_that_is_made_is_there_as_a_whole(memories: Memories):
    memories.open()

    names = {each.name for each in memories.folder.iterdir()}
    assert "memory.db" in names
    assert "memory.db.new" not in names
    assert (memories.folder / "memory.db").stat().st_mode & 0o777 == 0o600


def test_while_an_embedder_cannot_work_nothing_is_lost_and_words_find_it(memories: Memories):
    embedder = TiredEmbedder()
    memory = memories.open(embedder)
    memory.remember(NewMemory("The zebra project is late"))
    memory.keep_rounds([a_round(1, "Where is the zebra?", "At home.")])
    settle(memory)

    found = memory.recall(ask("zebra project")).found
    assert [each.signals.semantic for each in found] == [0.0, 0.0]
    assert memory.unsettled_count() == 2

    embedder.is_tired = False
    settle(memory)
    found = memory.recall(ask("zebra project")).found
    assert all(each.signals.semantic > 0 for each in found)
    assert memory.unsettled_count() == 0


class TiredEmbedder(HashEmbedder):
    is_tired = True

    def embed_passages(self, texts):
        if self.is_tired:
            raise EmbedderError("later")
        return super().embed_passages(texts)
