"""The real program with the real model, in tmux: type, stream, stop, quit, resume."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from terminal import glassbox

pytestmark = [pytest.mark.terminal, pytest.mark.model, pytest.mark.timeout(180)]


class Tmux:
    """One tmux server with one window."""

    def __init__(self, data_folder: Path) -> None:
        self._name = f"glassbox-{uuid4().hex[:8]}"
        self._data_folder = data_folder

    def start(self) -> None:
        environment = f"GLASSBOX_DATA_DIR={self._data_folder}"
        size = ("-x", "100", "-y", "30")
        self._run("new-session", "-d", *size, "env", environment, *glassbox())

    def type(self, text: str) -> None:
        self._run("send-keys", "-l", text)

    def press(self, key: str) -> None:
        self._run("send-keys", key)

    def screen(self) -> str:
        return self._run("capture-pane", "-p", check=False)

    def wait_for(self, text: str, seconds: float = 60.0) -> str:
        deadline = time.monotonic() + seconds
        while text not in (screen := self.screen()):
            assert time.monotonic() < deadline, f"{text!r} never appeared:\n{screen}"
            time.sleep(0.1)
        return screen

    def wait_for_end(self, seconds: float = 30.0) -> None:
        deadline = time.monotonic() + seconds
        while self._run("list-sessions", check=False):
            assert time.monotonic() < deadline, f"it did not quit:\n{self.screen()}"
            time.sleep(0.1)

    def close(self) -> None:
        self._run("kill-server", check=False)

    def _run(self, *arguments: str, check: bool = True) -> str:
        command = ["tmux", "-L", self._name, "-f", os.devnull, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=check)
        return done.stdout


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    assert shutil.which("tmux"), "install tmux to run this test, or deselect -m terminal"
    window = Tmux(tmp_path / "data")
    yield window
    window.close()


def test_a_conversation_is_typed_streamed_stopped_and_there_again_after_a_restart(
    tmux: Tmux,
) -> None:
    tmux.start()
    tmux.wait_for("SmolLM2-135M-Instruct")
    tmux.type("Write a very long story about the sea.")
    tmux.press("Enter")
    tmux.wait_for("tok/s")
    tmux.press("Escape")
    stopped = tmux.wait_for("— stopped")
    assert "Write a very long story about the sea." in stopped

    tmux.press("C-q")
    tmux.wait_for_end()
    tmux.start()

    again = tmux.wait_for("— stopped")
    assert "Write a very long story about the sea." in again
    tmux.type("/quit")
    tmux.press("Enter")
    tmux.wait_for_end()
