"""A state comes out of its file as it went in, or not at all."""

import mmap
import os
import random
import resource
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.engine.worker.state_file import (
    Seal,
    State,
    UselessStateError,
    file_bytes,
    read_key,
    read_state,
    read_tokens,
    write_state,
)

SEAL = Seal(b"k" * 32, b"i" * 32, context_tokens=1000)


def memory_of(data: bytes) -> mmap.mmap:
    memory = mmap.mmap(-1, len(data))
    memory.write(data)
    return memory


def written(folder: Path, tokens: list[int], data: bytes, seal: Seal = SEAL) -> Path:
    file = folder / "a.state"
    assert write_state(file, seal, State(tokens, memory_of(data)), lambda: True)
    return file


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("states")


@given(st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=50), st.binary(min_size=1))
def test_what_was_written_is_read(folder: Path, tokens: list[int], data: bytes):
    file = written(folder, tokens, data)
    state = read_state(file, SEAL)

    assert state.tokens == read_tokens(file, SEAL) == tokens
    assert bytes(state.memory) == data
    assert file.stat().st_size == file_bytes(len(tokens), len(data))


@given(st.data())
def test_a_file_that_was_changed_anywhere_is_refused(folder: Path, data: st.DataObject):
    whole = written(folder, list(range(20)), bytes(range(200))).read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = data.draw(
        st.sampled_from(
            [
                whole[:place],
                whole + whole[place:],
                whole[:place] + whole[place + 1 :],
                whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :],
                bytes(len(whole)),
            ]
        )
    )
    file = folder / "changed.state"
    file.write_bytes(changed)

    with pytest.raises(UselessStateError):
        read_state(file, SEAL)


@pytest.mark.parametrize(
    "other",
    [
        Seal(b"x" * 32, SEAL.identity, 1000),
        Seal(SEAL.key, b"x" * 32, 1000),
        Seal(SEAL.key, SEAL.identity, 10),
    ],
)
def test_the_state_of_another_folder_model_or_context_is_refused(tmp_path: Path, other: Seal):
    file = written(tmp_path, list(range(11)), b"memory")

    with pytest.raises(UselessStateError):
        read_state(file, other)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("a.state")])
def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path, make):
    written(tmp_path, [1], b"memory")
    make(tmp_path / "b.state")

    with pytest.raises((UselessStateError, OSError)):
        read_state(tmp_path / "b.state", SEAL)


def test_a_head_that_promises_much_takes_no_memory(tmp_path: Path):
    file = written(tmp_path, [1], b"memory")
    with file.open("r+b") as stream:
        stream.seek(44)
        stream.write((1 << 60).to_bytes(8, "little"))

    with pytest.raises(UselessStateError, match="another length"):
        read_state(file, SEAL)


def test_a_writing_that_is_interrupted_leaves_what_was_there(tmp_path: Path):
    file = written(tmp_path, [1], b"old")
    patience = iter([True, True])

    memory = memory_of(random.Random(0).randbytes(100))
    assert not write_state(file, SEAL, State([1, 2], memory), lambda: next(patience, False))

    assert list(tmp_path.iterdir()) == [file]
    assert bytes(read_state(file, SEAL).memory) == b"old"


def test_a_disk_that_is_full_leaves_what_was_there(tmp_path: Path):
    file = written(tmp_path, [1], b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            written(tmp_path, [1, 2], bytes(1000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert list(tmp_path.iterdir()) == [file]
    assert bytes(read_state(file, SEAL).memory) == b"old"


def test_nothing_is_written_into_a_folder_that_was_forgotten(tmp_path: Path):
    with pytest.raises(FileNotFoundError):
        write_state(tmp_path / "gone" / "a.state", SEAL, State([1], memory_of(b"x")), lambda: True)


def test_a_folder_has_one_key_for_its_owner(tmp_path: Path):
    key = read_key(tmp_path / "states")

    assert read_key(tmp_path / "states") == key
    assert len(key) == 32
    assert (tmp_path / "states" / "key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "states").iterdir()] == ["key"]


@pytest.mark.parametrize("content", [b"", b"short", bytes(33)])
def test_a_damaged_key_is_made_anew(tmp_path: Path, content: bytes):
    (tmp_path / "key").write_bytes(content)

    assert len(read_key(tmp_path)) == 32
    assert read_key(tmp_path) == (tmp_path / "key").read_bytes()
