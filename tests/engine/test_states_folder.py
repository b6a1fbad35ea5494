"""The folder of kept states: what is counted, what makes room, what is forgotten."""

import os
import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.engine import GenerateRequest, states
from assistant.engine.states import forget, make_room, open_folder, state_files, total_bytes
from assistant.settings import Sampling

DAY_SECONDS = 24 * 3600


def put(folder: Path, name: str, size: int = 100, *, age: float = 0) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(bytes(size))
    moment = time.time() - age
    os.utime(file, (moment, moment))
    return file


def test_the_oldest_of_all_conversations_makes_room(tmp_path: Path):
    old, new = put(tmp_path, "a/1.state", age=20), put(tmp_path, "b/2.state", age=10)

    assert make_room(tmp_path, 150, limit_bytes=250)

    assert (old.exists(), new.exists()) == (False, True)


def test_what_will_be_replaced_goes_first(tmp_path: Path):
    old, replaced = put(tmp_path, "a/1.state", age=20), put(tmp_path, "b/2.state", age=10)

    assert make_room(tmp_path, 150, limit_bytes=250, expendable=[replaced])

    assert (old.exists(), replaced.exists()) == (True, False)


def test_nothing_goes_when_there_is_room_or_never_can_be(tmp_path: Path):
    file = put(tmp_path, "a/1.state")

    assert make_room(tmp_path, 150, limit_bytes=250)
    assert not make_room(tmp_path, 251, limit_bytes=250)

    assert file.exists()


def test_a_disk_that_is_nearly_full_is_left_to_others(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(states, "_LEFT_FREE_BYTES", 1 << 60)

    assert not make_room(tmp_path, 1, limit_bytes=100)


def test_what_a_kill_left_behind_is_tidied_up_after_a_day(tmp_path: Path):
    stale = put(tmp_path, "a/1.state-1.partial", age=2 * DAY_SECONDS)
    fresh = put(tmp_path, "a/2.state-2.partial")
    for name, age in (("empty", 2 * DAY_SECONDS), ("in use", 0)):
        folder = tmp_path / name
        folder.mkdir()
        os.utime(folder, (time.time() - age, time.time() - age))

    make_room(tmp_path, 1, limit_bytes=1000)

    left = [path.exists() for path in (stale, fresh, tmp_path / "empty", tmp_path / "in use")]
    assert left == [False, True, False, True]


def test_all_that_takes_space_counts(tmp_path: Path):
    put(tmp_path, "a/1.state", 10)
    put(tmp_path, "b/2.state-1.partial", 5)

    assert total_bytes(tmp_path) == 15
    assert total_bytes(tmp_path / "none") == 0


def test_forgetting_removes_one_conversation_and_minds_nothing(tmp_path: Path):
    put(tmp_path, "a/1.state")
    other = put(tmp_path, "b/2.state")

    for conversation in ("a", "none", ""):
        forget(tmp_path, conversation)

    assert [path.name for path in tmp_path.iterdir()] == ["b"]
    assert other.exists()


def test_forgetting_follows_no_link(tmp_path: Path):
    elsewhere = put(tmp_path, "elsewhere/1.state")
    (tmp_path / "states").mkdir()
    (tmp_path / "states" / "a").symlink_to(elsewhere.parent)

    forget(tmp_path / "states", "a")

    assert elsewhere.exists()
    assert list((tmp_path / "states").iterdir()) == []


def test_a_conversations_folder_is_no_link(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(NotADirectoryError):
        open_folder(tmp_path, "a")


@pytest.mark.parametrize("name", ["..", "a/b", "a\\b", ".", "a.b", "-a", "a\n", "é", "a" * 65, " "])
def test_a_conversation_has_a_name_that_is_safe_for_a_folder(name: str):
    with pytest.raises(ValidationError):
        GenerateRequest(messages=(), fresh=0, sampling=Sampling(), conversation_id=name)


def test_only_files_are_states(tmp_path: Path):
    file = put(tmp_path, "1.state")
    large = put(tmp_path, "2.state", 101)
    put(tmp_path, "3.state-1.partial")
    (tmp_path / "4.state").mkdir()
    (tmp_path / "5.state").symlink_to(file)
    os.mkfifo(tmp_path / "6.state")

    assert state_files(tmp_path, limit_bytes=100) == [file]
    assert not large.exists()
