import os
import resource
import signal
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from open_memories import Memories, a_round, ask, settle

from assistant_memory.errors import MemoryBusyError, MemoryStorageError, NewerMemoryError
from assistant_memory.long_term import LongTermMemory
from assistant_memory.outcomes import MemoryFilter
from assistant_memory.store.remains import Remains
from assistant_memory.values import NewMemory

COUNT = 300
EVERYTHING = MemoryFilter(limit=10_000)


@pytest.fixture
def left(memories: Memories) -> Path:
    """The database that a program has left behind."""
    memory = memories.open()
    lines = (
        f'{{"type":"memory","id":"m{i}","text":"Fact {i}: {"z" * i * 20}","said_at":"2026-01-01"}}'
        for i in range(COUNT)
    )
    memory.import_(lines)
    memory.keep_rounds([a_round(1, "The fence?", "Green.")])
    memories.close(memory)
    return memories.folder / "memory.db"


def headless(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(os.urandom(200))


def broken_page(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'memories'"
        (root,) = connection.execute(query).fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096)


def no_index(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'search_keys'"
        (root,) = connection.execute(query).fetchone()
    with path.open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\0" * 4096)


@pytest.mark.parametrize(
    ("damage", "at_least"),
    [(headless, COUNT - 1), (broken_page, COUNT - 5), (cut_off, COUNT // 5), (no_index, COUNT)],
)
def test_what_can_be_read_of_a_damaged_database_is_saved(
    memories: Memories, left: Path, damage: Callable[[Path], None], at_least: int
):
    damage(left)

    memory = memories.open()

    texts = {each.text for each in memory.list(EVERYTHING)}
    assert len(texts) >= at_least
    assert texts <= {f"Fact {i}: {'z' * i * 20}".strip() for i in range(COUNT)} | {"Fact 0: "}
    assert "damaged" in memory.notices[0]
    assert list(memories.folder.glob("memory.db.damaged-*"))
    memory.remember(NewMemory("And life goes on"))
    while memory.unsettled_count():
        memory.settle()
    assert memory.recall(ask("life goes on")).found
    assert memories.reopen(memory).notices == ()


def test_a_file_of_nonsense_is_kept_and_a_new_memory_begun(memories: Memories):
    memories.folder.mkdir()
    (memories.folder / "memory.db").write_bytes(os.urandom(20_000))

    memory = memories.open()

    assert memory.list() == []
    assert "kept as" in memory.notices[0]


def test_a_damaged_database_of_a_terabyte_of_nothing_is_saved_too(memories: Memories, left: Path):
    headless(left)
    os.truncate(left, 1 << 40)

    assert len(memories.open().list(EVERYTHING)) >= COUNT - 1


def test_damage_that_shows_while_in_use_is_mended_by_the_next_start(memories: Memories, left: Path):
    memory = memories.open()
    memory._store._database._on_damage()
    memories.close(memory)
    broken_page(left)

    assert len(memories.open().list(EVERYTHING)) >= COUNT - 5


def test_a_salvage_that_was_cut_off_is_finished(memories: Memories, left: Path):
    good = left.read_bytes()
    left.with_name("memory.db.salvaged").write_bytes(good)
    left.write_bytes(os.urandom(10_000))

    memory = memories.open()

    assert len(memory.list(EVERYTHING)) == COUNT
    assert "300 memories and 1 rounds" in memory.notices[0]


def test_nothing_is_saved_while_another_program_uses_it(memories: Memories, left: Path):
    memories.open()
    headless(left)

    with pytest.raises(MemoryStorageError, match="damaged"):
        memories.open()
    assert not list(memories.folder.glob("*.damaged*"))


def test_what_is_in_the_log_only_is_read_too(tmp_path: Path):
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (a, b, c, d, e, f)")
        connection.execute("INSERT INTO t VALUES (1, -2, 3.5, 'text', x'00ff', NULL)")
        connection.execute("INSERT INTO t (d) VALUES (?)", ("x" * 100_000,))

        rows = [row for _, row in Remains(path, path.with_name("a.db-wal")).rows()]

    assert [1, -2, 3.5, "text", b"\0\xff", None] in rows
    assert [None, None, None, "x" * 100_000, None, None] in rows


def test_a_newer_database_and_one_of_another_program_are_left_as_they_are(
    memories: Memories, left: Path
):
    with closing(sqlite3.connect(left)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = left.read_bytes()
    with pytest.raises(NewerMemoryError, match="Update"):
        memories.open()

    with closing(sqlite3.connect(left)) as connection:
        connection.execute("PRAGMA application_id = 7")
        connection.execute("DROP TABLE memories")
    with pytest.raises(MemoryStorageError, match="another program"):
        memories.open()
    assert len(before) > 0
    assert not list(memories.folder.glob("*.damaged*"))


def test_rows_that_make_no_sense_are_read_as_well_as_they_can_be(memories: Memories, left: Path):
    with closing(sqlite3.connect(left)) as connection, connection:
        connection.execute(
            "UPDATE memories SET kind = 'rumour', state = x'00', said_at = 'soon', confidence = "
            "'NaN', scope_kind = 7, holds_from = 9e18, text = CAST(x'ff41' AS TEXT) WHERE id = 'm1'"
        )
        connection.execute("UPDATE search_keys SET vector = x'7e' WHERE record_id = 'm2'")
        connection.execute("UPDATE search_keys SET terms = 'no' WHERE record_id = 'm3'")
        connection.execute("UPDATE search_keys SET vector = NULL WHERE record_id = 'm4'")

    memory = memories.open()

    odd = memory.get("m1")
    assert (odd.text, odd.kind, odd.confidence) == ("\ufffdA", "fact", 0.0)
    assert memory.recall(ask("Fact 1")).found
    while memory.settle() and memory.unsettled_count():
        pass
    assert memory.unsettled_count() == 0


@contextmanager
def held(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_a_write_that_another_program_keeps_waiting_is_refused(memories: Memories, left: Path):
    memory = memories.open()

    with held(left), pytest.raises(MemoryBusyError, match="try again"):
        memory.remember(NewMemory("Something"))
    assert memory.remember(NewMemory("Something")).outcome == "added"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(memories: Memories, left: Path):
    memories.folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        with pytest.raises(MemoryStorageError, match="writable"):
            memories.open()
    finally:
        memories.folder.chmod(stat.S_IRWXU)


def test_a_folder_that_is_a_file_is_told_in_a_sentence(tmp_path: Path):
    (tmp_path / "memory").write_text("not a folder")

    with pytest.raises(MemoryStorageError, match="cannot be written"):
        Memories(tmp_path / "memory").open()


def test_on_a_full_disk_nothing_is_half_written(memories: Memories):
    memory = memories.open()
    kept = memory.remember(NewMemory("Before the disk was full")).memory
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
        with pytest.raises(MemoryStorageError, match="full"):
            remember_much(memory)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)

    memory = memories.reopen(memory)
    assert memory.get(kept.id) == kept
    assert memory.remember(NewMemory("Afterwards")).outcome == "added"
    assert_settles(memory)


def remember_much(memory: LongTermMemory) -> None:
    for number in range(200):
        memory.remember(NewMemory(f"{number} " + "y" * 15_000))


def assert_settles(memory: LongTermMemory) -> None:
    settle(memory)
    assert memory.is_settled


def test_what_can_wait_waits_while_another_program_writes(memories: Memories, left: Path):
    with closing(sqlite3.connect(left)) as connection, connection:
        connection.execute("DELETE FROM search_keys WHERE record_id = 'm2'")
    memory = memories.open()

    with held(left):
        memory.settle()
    assert memory.unsettled_count() == 1
    memory.settle()
    assert memory.unsettled_count() == 0
