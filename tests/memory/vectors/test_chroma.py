import json
import os
import shutil
from pathlib import Path

import psutil
import pytest
from hash_embedder import HashEmbedder
from open_memories import Memories, ask, settle

from assistant_memory.long_term import LongTermMemory
from assistant_memory.values import NewMemory
from assistant_memory.vectors.chroma.build import Build, Identity, completed_builds, remove_all
from assistant_memory.vectors.chroma.client import ChromaIndex

FACTS = ["The fence is green", "The roof is red", "Bread needs salt", "Kim plays chess"]


@pytest.fixture(scope="module")
def settled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("settled") / "memory"
    opener = Memories(folder)
    memory = opener.open()
    for text in FACTS:
        memory.remember(NewMemory(text))
    settle(memory)
    assert memory.is_settled
    opener.close_all()
    return folder


@pytest.fixture
def left(memories: Memories, settled_folder: Path) -> Memories:
    """A memory with an index that is in order, not open."""
    shutil.copytree(settled_folder, memories.folder)
    return memories


@pytest.fixture
def settled(left: Memories) -> LongTermMemory:
    memory = left.open()
    settle(memory)
    assert memory.is_settled
    return memory


def index_folder(memories: Memories) -> Path:
    ((build, _),) = completed_builds(memories.folder / "chroma")
    return build.folder


def index_of(memory: LongTermMemory) -> ChromaIndex:
    index = memory._follower._index
    assert index is not None
    return index


def assert_in_step(memory: LongTermMemory) -> None:
    settle(memory)
    assert memory.is_settled
    index, exact = index_of(memory), memory._corpus.exact
    index.begin_ids()
    answer = index.take_answer(10)
    assert answer is not None
    assert sorted(answer["ids"]) == sorted(exact.ids())
    (question,) = HashEmbedder().embed_queries(["the green roof"])
    found, expected = index.search(question, 3), exact.search(question, 3)
    assert [each.id for each in found] == [each.id for each in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.similarity == pytest.approx(other.similarity, abs=1e-3)


def test_the_index_follows_what_is_added_changed_and_taken_away(settled: LongTermMemory):
    first, second = settled.list()[:2]
    settled.edit(first.id, "Kim plays go")
    settled.remember(NewMemory("Rice needs water"))
    settled.undo()
    settled.undo()
    settled.undo()
    assert not settled.is_settled
    assert second.id in {each.item.id for each in settled.recall(ask("salt")).found}

    assert_in_step(settled)


def test_an_index_that_is_in_order_is_used_again(left: Memories):
    before = index_folder(left)
    memory = left.open()
    memory.remember(NewMemory("Rice needs water"))

    assert_in_step(memory)
    assert index_folder(left) == before
    assert psutil.Process(index_of(memory)._process.pid).net_connections("inet") == []
    assert memory.notices == ()


def test_an_index_process_that_dies_is_replaced_and_recall_never_fails(
    memories: Memories, settled: LongTermMemory
):
    index_of(settled)._process.kill()
    index_of(settled)._process.wait()
    assert settled.recall(ask("fence")).found

    assert_in_step(settled)
    assert "nothing is lost" in settled.notices[0]


def sparse(folder: Path) -> None:
    inside = next(path for path in folder.iterdir() if path.is_dir())
    os.truncate(inside / "link_lists.bin", 300 << 30)


def garbage(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.write_bytes(os.urandom(5000))


def emptied(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


def file_instead(folder: Path) -> None:
    shutil.rmtree(folder.parent)
    folder.parent.write_text("not a folder")


def fifo(folder: Path) -> None:
    (folder / "chroma.sqlite3").unlink()
    os.mkfifo(folder / "chroma.sqlite3")


def other_version(folder: Path) -> None:
    identity = folder.with_name(f"{folder.name}.json")
    identity.write_text(json.dumps(json.loads(identity.read_text()) | {"version": "0.3.0"}))


def old_layout(folder: Path) -> None:
    shutil.copytree(folder, folder.parent, dirs_exist_ok=True)
    folder.with_name(f"{folder.name}.json").write_text("[" * 100_000)


@pytest.mark.parametrize("damage", [garbage, old_layout])
def test_whatever_lies_there_is_replaced_by_an_index_that_is_right(left: Memories, damage):
    damage(index_folder(left))

    memory = left.open()
    assert memory.recall(ask("fence")).found
    assert_in_step(memory)
    assert len(list(left.folder.joinpath("chroma").glob("*.json"))) == 1


@pytest.mark.parametrize("damage", [sparse, emptied, file_instead, fifo, other_version])
def test_what_cannot_be_right_is_not_even_opened(left: Memories, damage):
    damage(index_folder(left))

    memory = left.open()

    assert memory._follower._believable() is None
    assert remove_all(left.folder / "chroma")


def test_an_index_that_lacks_a_vector_is_rebuilt(memories: Memories, settled: LongTermMemory):
    index_of(settled).remove([settled.list()[0].id])

    memory = memories.reopen(settled)

    assert_in_step(memory)
    assert "does not hold the vectors that it should" in memory.notices[0]


def test_an_index_that_another_process_uses_is_left_alone(tmp_path: Path):
    folder = tmp_path / "chroma"
    used = ChromaIndex(folder / "used")
    assert used.take_answer(30) == {}

    assert not remove_all(folder)
    assert (folder / "used" / "chroma.sqlite3").exists()
    used.close()
    assert remove_all(folder)


def test_files_are_judged_by_their_size_before_anybody_opens_them(tmp_path: Path):
    build = Build(tmp_path / "build")
    build.folder.mkdir()
    identity = Identity("hash", 64, generation=1, count=10, version="1")
    assert build.suspicion(identity) == "its database is missing"

    (build.folder / "chroma.sqlite3").write_bytes(b"x")
    assert build.suspicion(identity) is None
    os.truncate(build.folder / "chroma.sqlite3", 1 << 40)
    assert build.suspicion(identity) == "chroma.sqlite3 has 1,099,511,627,776 bytes"


def test_a_process_that_never_answers_is_given_up(left: Memories, monkeypatch):
    monkeypatch.setattr(ChromaIndex, "take_answer", lambda *_: None)
    monkeypatch.setattr("assistant_memory.vectors.chroma.follower._START_SECONDS", -1.0)
    memory = left.open()
    settle(memory)

    assert "could not be built" in memory.notices[-1]
    assert memory.recall(ask("fence")).found
    monkeypatch.undo()
