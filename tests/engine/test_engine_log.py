import os
from pathlib import Path

import pytest

from assistant.engine import log as log_module
from assistant.engine.log import EngineLog


def says(log: EngineLog, *lines: str | bytes) -> None:
    """Write to the log as the engine process does."""
    descriptor = log.open()
    for line in lines:
        os.write(descriptor, line if isinstance(line, bytes) else line.encode() + b"\n")
    os.close(descriptor)


def test_the_last_words_are_the_last_line_that_tells_something(tmp_path: Path):
    log = EngineLog(tmp_path / "engine.log")
    says(log, "loading", "GGML_ASSERT(x) failed", "", "   at 0x0", "  ")

    assert log.last_line() == "GGML_ASSERT(x) failed"


def test_the_words_of_an_earlier_process_are_not_told(tmp_path: Path):
    log = EngineLog(tmp_path / "engine.log")
    says(log, "an old crash")
    says(log)

    assert log.last_line() == ""
    assert "an old crash" in (tmp_path / "engine.log").read_text()


def test_control_characters_and_noise_become_harmless(tmp_path: Path):
    log = EngineLog(tmp_path / "engine.log")
    says(log, b"\x1b[2Jred\xff\n")

    assert log.last_line() == "␛[2Jred\ufffd"


def test_a_long_line_is_cut(tmp_path: Path):
    log = EngineLog(tmp_path / "engine.log")
    says(log, "x" * 10_000)

    assert 0 < len(log.last_line()) <= 200


def test_a_log_that_grew_too_long_starts_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(log_module, "MAX_LOG_BYTES", 100)
    log = EngineLog(tmp_path / "engine.log")
    says(log, "x" * 200)
    says(log, "new")

    assert (tmp_path / "engine.log").read_text() == "new\n"
    assert log.last_line() == "new"


def test_only_the_user_may_read_it(tmp_path: Path):
    says(EngineLog(tmp_path / "engine.log"), "secret")

    assert (tmp_path / "engine.log").stat().st_mode & 0o077 == 0


def test_without_a_place_to_write_nothing_is_kept_and_nothing_fails(tmp_path: Path):
    log = EngineLog(tmp_path / "no folder" / "engine.log")
    says(log, "words")

    assert log.last_line() == ""
