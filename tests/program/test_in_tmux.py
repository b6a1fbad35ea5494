"""The real program with the real model, in tmux: type, stream, stop, quit, resume."""

from pathlib import Path

import pytest
from terminal import glassbox
from tmux import Tmux

pytestmark = [pytest.mark.terminal, pytest.mark.model, pytest.mark.timeout(180)]


def test_a_conversation_is_typed_streamed_stopped_and_there_again_after_a_restart(
    tmux: Tmux, tmp_path: Path
) -> None:
    environment = {"GLASSBOX_DATA_DIR": str(tmp_path / "data")}
    tmux.start(glassbox(), environment)
    tmux.wait_for("SmolLM2-135M-Instruct")
    tmux.type("Write a very long story about the sea.")
    tmux.press("Enter")
    tmux.wait_for("tok/s")
    tmux.press("Escape")
    stopped = tmux.wait_for("— stopped")
    assert "Write a very long story about the sea." in stopped

    tmux.press("C-q")
    tmux.wait_for_end()
    tmux.start(glassbox(), environment)

    again = tmux.wait_for("— stopped")
    assert "Write a very long story about the sea." in again
    tmux.type("/quit")
    tmux.press("Enter")
    tmux.wait_for_end()
