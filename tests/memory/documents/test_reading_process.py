"""Files are read in a process of its own, whose death costs one file and no more."""

import os
import sys
from pathlib import Path

import pytest
import some_documents

from assistant_memory.documents.reading.frames import (
    Blocks,
    Ended,
    Failed,
    Opened,
    Reply,
    Request,
    Same,
)
from assistant_memory.documents.reading.process import ReadingProcess

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the limits are POSIX's")

MOST_BYTES = 64 * some_documents.MEBIBYTE


def ask(process: ReadingProcess, path: Path, known_hash: str = "") -> list[Reply]:
    replies = process.read(Request(path, known_hash, MOST_BYTES))
    return [each for each in replies if each is not None]


@pytest.fixture
def process():
    with ReadingProcess(seconds=10) as process:
        yield process


@pytest.fixture
def note(tmp_path) -> Path:
    return some_documents.write(tmp_path / "note.md", "# Title\n\nSome words.\n")


def test_a_file_is_opened_told_in_parts_and_ended(process, note):
    opened, *parts, ended = ask(process, note)

    assert isinstance(opened, Opened)
    assert (opened.kind, opened.size_bytes) == ("markdown", 21)
    assert [each.text for part in parts for each in part.blocks] == ["# Title\n\n", "Some words.\n"]
    assert ended == Ended()


def test_what_is_known_is_not_read_again(process, note):
    digest = ask(process, note)[0].hash

    assert [type(each) for each in ask(process, note, digest)] == [Same]
    note.write_text("Other words.")
    assert isinstance(ask(process, note, digest)[0], Opened)


def test_names_with_line_ends_and_bytes_that_are_no_text_are_fine(process, tmp_path):
    name = os.fsdecode(b"odd\n\xff name.txt")
    path = some_documents.write(tmp_path / name, "Words.")

    assert isinstance(ask(process, path)[-1], Ended)


def test_a_process_that_died_is_replaced(process, note):
    ask(process, note)
    process._process.kill()
    process._process.wait()

    assert isinstance(ask(process, note)[-1], Ended)


def test_a_file_that_kills_its_reader_is_told_and_the_next_one_is_read(process, tmp_path, note):
    large = some_documents.write(tmp_path / "large.txt", "Words.\n\n" * 500_000)
    replies = process.read(Request(large, "", MOST_BYTES))
    next(each for each in replies if each is not None)
    process._process.kill()

    assert [each for each in replies if each is not None][-1] == Failed("reader_died")
    assert isinstance(ask(process, note)[-1], Ended)


def test_a_file_that_takes_too_long_is_given_up(tmp_path, note):
    path = some_documents.write(tmp_path / "slow.pdf", some_documents.slow_pdf())

    with ReadingProcess(seconds=1) as process:
        assert ask(process, path)[-1] == Failed("too_slow")
        assert isinstance(ask(process, note)[-1], Ended)


def test_a_file_that_takes_too_much_memory_is_given_up(tmp_path, note):
    path = some_documents.write(tmp_path / "large.txt", b"words " * 10_000_000)

    with ReadingProcess(memory_bytes=120 * some_documents.MEBIBYTE) as process:
        assert ask(process, path)[-1].fault == "too_much_memory"
        assert isinstance(ask(process, note)[-1], Ended)


def test_the_rest_of_a_file_is_not_waited_for(process, tmp_path, note):
    large = some_documents.write(tmp_path / "large.txt", "Words.\n\n" * 500_000)
    replies = process.read(Request(large, "", MOST_BYTES))
    assert any(isinstance(each, Blocks) for each in replies)
    replies.close()

    assert isinstance(ask(process, note)[-1], Ended)


def test_only_files_are_opened(process, tmp_path, note):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    link = tmp_path / "link.md"
    link.symlink_to(note)

    assert ask(process, pipe)[-1].fault == "unreadable"
    assert ask(process, link)[-1].fault == "unreadable"
    assert ask(process, tmp_path)[-1].fault == "unreadable"
    assert ask(process, tmp_path / "none.txt")[-1].fault == "gone"


def test_the_process_cannot_write_files(process, note):
    ask(process, note)
    limits = Path(f"/proc/{process._process.pid}/limits")
    if not limits.exists():
        pytest.skip("only Linux tells")

    assert [
        line.split()[3] for line in limits.read_text().splitlines() if "Max file size" in line
    ] == ["0"]
