"""How the program behaves towards a real terminal: its cursor, its mouse, its editor, its bell."""

import json
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from terminal import Terminal, glassbox
from tmux import Tmux

pytestmark = [pytest.mark.terminal, pytest.mark.timeout(120)]

LONG_REPLY = {"text": "word " * 90, "tokens_per_second": 10}


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    script = tmp_path / "script.json"
    script.write_text(json.dumps([LONG_REPLY]), "utf-8")
    return {
        "GLASSBOX_DATA_DIR": str(tmp_path / "data"),
        "GLASSBOX_ENGINE_KIND": "scripted",
        "GLASSBOX_ENGINE_SCRIPT": str(script),
    }


@pytest.fixture
def terminal(environment: dict[str, str]) -> Iterator[Terminal]:
    with Terminal(glassbox("chat"), environment, columns=110, rows=32) as terminal:
        terminal.wait_for("Ask anything", 60)
        yield terminal


def is_behind(tmux: Tmux, text: str) -> bool:
    """Whether the terminal's cursor is in the cell behind a text."""
    column, row = tmux.cursor
    line = tmux.screen().split("\n")[row]
    return text in line and column == cell_len(line[: line.index(text)] + text)


def test_the_cursor_of_the_terminal_is_where_a_syllable_is_composed(
    tmux: Tmux, environment: dict[str, str]
) -> None:
    tmux.start(glassbox("chat"), {"LANG": "C.UTF-8", **environment})
    tmux.wait_for("demonstration")

    def follows(text: str) -> None:
        tmux.wait_until(lambda: is_behind(tmux, text), f"the cursor behind {text!r}")

    tmux.type("안녕하세요 hello 반갑")
    follows("hello 반갑")
    tmux.resize(70, 20)  # the list of chats goes: the prompt moves to the left
    tmux.wait_until(lambda: "Your chats" not in tmux.screen(), "the list is gone")
    follows("hello 반갑")
    tmux.wait_until(lambda: "Ctrl+N" not in tmux.screen(), "the keys that fit")
    tmux.resize(140, 45)
    tmux.wait_for("Your chats appear here")
    follows("hello 반갑")


def test_the_draft_is_edited_in_the_users_own_editor(
    environment: dict[str, str], tmp_path: Path
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nprintf " and more\\n둘째 줄\\n" >> "$1"\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    with Terminal(glassbox("chat"), {**environment, "VISUAL": f"'{editor}'"}) as terminal:
        terminal.wait_for("Ask anything", 60)
        terminal.type("begun here")
        terminal.wait_for("begun here")
        terminal.type("\x1b[17~")  # F6
        terminal.wait_for("begun here and more")
        terminal.wait_for("둘째 줄")


def test_a_long_reply_rings_when_the_user_is_elsewhere(terminal: Terminal) -> None:
    terminal.wait_for("demonstration", 60)
    terminal.type("talk\r")
    terminal.wait_for("word word")
    terminal.type("\x1b[O")  # the terminal lost the focus
    received = b""
    deadline = time.monotonic() + 60
    while b"\x1b]9;" not in received and time.monotonic() < deadline:
        received += terminal.receive(0.2)

    assert b"\x07" in received
    assert b"\x1b]9;Glassbox: The reply is there: talk\x07" in received


def test_the_mouse_can_be_given_to_the_terminal_and_taken_back(
    tmux: Tmux, environment: dict[str, str]
) -> None:
    tmux.start(glassbox("chat"), environment)
    tmux.wait_for("demonstration")
    assert tmux.has_mouse
    tmux.type("/mouse off")
    tmux.press("Enter")
    tmux.wait_until(lambda: not tmux.has_mouse, "the mouse is the terminal's")
    tmux.type("/mouse on")
    tmux.press("Enter")
    tmux.wait_until(lambda: tmux.has_mouse, "the mouse is the chat's")
