import json
from pathlib import Path

import pytest
from hash_embedder import HashEmbedder
from open_memories import Memories, a_round, ask, settle

from assistant_memory.erasure.needles import id_needles, text_needles, vector_needles
from assistant_memory.erasure.scan import scan
from assistant_memory.errors import MemoryBusyError, NoMemoryError
from assistant_memory.long_term import LongTermMemory
from assistant_memory.outcomes import MemoryFilter
from assistant_memory.values import NewMemory, Source
from assistant_memory.vectors.encoding import encode

SECRET = "My locker code is 7734-B"
LONG_ANSWER = " ".join(f"word{number}" for number in range(3000))


def assert_no_byte_is_left(folder: Path, memory: LongTermMemory, texts: list[str], ids: list[str]):
    needles = {needle for text in texts for needle in text_needles(text)}
    needles |= {needle for each in ids for needle in id_needles(each)}
    for text in texts:
        needles |= vector_needles(HashEmbedder().embed_queries([text])[0])
    assert scan([folder], needles).found == ()


def test_nothing_of_what_is_erased_is_left_in_any_file(memories: Memories):
    memory = memories.open()
    for number in range(20):
        memory.remember(NewMemory(f"Harmless fact number {number}"))
    earlier = memory.remember(NewMemory("My locker code is 1111-A")).memory
    memory.edit(earlier.id, SECRET)
    quote = "well, my locker code is 7734-B, you know"
    memory.remember(NewMemory("I work at Hooli", source=Source("c", "m", quote)))
    successor = memory.supersede(earlier.id, NewMemory("The locker code is new")).memory
    memory.keep_rounds([a_round(7, "What is my locker code?", LONG_ANSWER)])
    settle(memory)
    ids = [earlier.id, memory.list(MemoryFilter(text="Hooli"))[0].id, f"{7:032x}"]
    folder = memories.folder
    assert scan([folder], text_needles(SECRET)).found
    assert scan([folder], id_needles(earlier.id)).found
    vector = HashEmbedder().embed_queries(["My locker code is 1111-A"])[0]
    assert encode(vector)

    proof = memory.erase(ids)

    assert proof.is_clean
    assert proof.searched_for > 20
    texts = [SECRET, "My locker code is 1111-A", quote, "I work at Hooli", LONG_ANSWER]
    assert_no_byte_is_left(folder, memory, texts, ids)
    settle(memory)
    assert_no_byte_is_left(folder, memory, texts, ids)
    memory = memories.reopen(memory)
    assert_no_byte_is_left(folder, memory, texts, ids)
    with pytest.raises(NoMemoryError):
        memory.get(earlier.id)
    assert len(memory.list()) == 21
    assert memory.get(successor.id).text == "The locker code is new"
    assert SECRET not in {getattr(r.item, "text", "") for r in memory.recall(ask(SECRET)).found}


def test_the_words_that_stand_elsewhere_are_told(memory: LongTermMemory, tmp_path: Path):
    kept = memory.remember(NewMemory(SECRET)).memory
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "chat.json").write_text(json.dumps({"say": SECRET}))

    proof = memory.erase([kept.id], roots=[tmp_path / "other"])

    assert [(trace.path.name, trace.what) for trace in proof.found] == [("chat.json", "text")]
    assert not proof.is_clean


def test_copies_of_a_damaged_database_that_hold_it_are_removed(memories: Memories):
    memory = memories.open()
    kept = memory.remember(NewMemory(SECRET)).memory
    copy, other = memories.folder / "memory.db.damaged-2026", memories.folder / "notes.txt"
    copy.write_bytes(b"..." + SECRET.encode())
    other.write_text("unrelated")

    proof = memory.erase([kept.id])

    assert (proof.removed, proof.is_clean) == ((copy,), True)
    assert other.exists()


def test_what_was_done_to_other_memories_can_still_be_undone(memory: LongTermMemory):
    gone = memory.remember(NewMemory(SECRET)).memory
    memory.remember(NewMemory("A harmless fact"))

    memory.erase([gone.id])

    assert memory.undo().kind == "remember"
    assert memory.undo() is None


def test_only_the_owner_erases_and_nothing_is_begun_by_others(memories: Memories):
    owner, other = memories.open(), memories.open()
    kept = owner.remember(NewMemory(SECRET)).memory

    with pytest.raises(MemoryBusyError, match="Close it"):
        other.erase([kept.id])

    assert owner.erase([kept.id]).is_clean
    assert other.recall(ask(SECRET)).found == ()


def test_an_erasure_that_was_cut_off_is_completed_by_the_next_start(memories: Memories):
    memory = memories.open()
    kept = memory.remember(NewMemory(SECRET)).memory
    memory.remember(NewMemory("A harmless fact"))
    memory._store.note_erasure([kept.id])

    memory = memories.reopen(memory)

    assert_no_byte_is_left(memories.folder, memory, [SECRET], [kept.id])
    assert kept.id not in memory._corpus.exact
    assert [each.text for each in memory.list()] == ["A harmless fact"]


def test_an_erasure_waits_while_another_program_reads(memories: Memories):
    memory, other = memories.open(), memories.open()
    kept = memory.remember(NewMemory(SECRET)).memory
    reading = other._store._database._connection
    reading.execute("BEGIN")
    reading.execute("SELECT * FROM memories").fetchone()

    with pytest.raises(MemoryBusyError):
        memory.erase([kept.id])

    reading.execute("COMMIT")
    settle(memory)
    assert_no_byte_is_left(memories.folder, memory, [SECRET], [kept.id])


def test_what_does_not_exist_is_erased_without_fuss(memory: LongTermMemory):
    assert memory.erase(["nothing-like-this"]).is_clean


def test_rounds_that_a_guest_drops_for_good_are_erased_by_the_owner(memories: Memories):
    owner = memories.open()
    owner.keep_rounds([a_round(7, "What is my locker code?", LONG_ANSWER)])
    settle(owner)
    guest = memories.open()

    guest.drop_for_good([f"{7:032x}"])

    assert guest.recall(ask("What is my locker code?")).found == ()
    assert owner.recall(ask("What is my locker code?")).found == ()
    memories.close(guest)
    settle(owner)
    assert_no_byte_is_left(memories.folder, owner, ["What is my locker code?"], [f"{7:032x}"])


def test_what_comes_back_after_it_was_dropped_for_good_stays(memory: LongTermMemory):
    said = a_round(7, "What is my locker code?", LONG_ANSWER)
    memory.keep_rounds([said])
    memory.drop_for_good([said.id])

    memory.keep_rounds([said])
    settle(memory)

    assert [each.item for each in memory.recall(ask("locker code")).found] == [said]
    assert memory.rounds_of(said.conversation_id) == [said]
    assert memory.conversation_ids() == [said.conversation_id]
