"""Conversations moved in and out while the chat goes on."""

import json
from pathlib import Path

import pytest
from chatting import Chat, Said, Terminal

from assistant.tui.widgets.work_line import WorkLine
from assistant.turn import history


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path / "data")
    chat.remembers("서울 여행/계획", Said("어디로 갈까요?"), Said("창덕궁으로 가세요."))
    return chat


def exported(number: int) -> dict[str, object]:
    """One conversation as ChatGPT exports it."""
    texts = [("user", f"question {number}"), ("assistant", f"answer {number}")]
    mapping = {
        f"{number}-{index}": {
            "id": f"{number}-{index}",
            "parent": f"{number}-{index - 1}" if index else None,
            "children": [f"{number}-{index + 1}"] if index == 0 else [],
            "message": {
                "id": f"{number}-{index}",
                "author": {"role": role},
                "create_time": 1_700_000_000 + number,
                "content": {"content_type": "text", "parts": [text]},
            },
        }
        for index, (role, text) in enumerate(texts)
    }
    return {
        "id": f"conversation-{number}",
        "title": f"imported {number}",
        "create_time": 1_700_000_000 + number,
        "update_time": 1_700_000_000 + number,
        "current_node": f"{number}-1",
        "mapping": mapping,
    }


def export_of(folder: Path, count: int) -> Path:
    path = folder / "conversations.json"
    path.write_text(json.dumps([exported(number) for number in range(count)]), "utf-8")
    return path


def words(path: Path) -> str:
    return path.read_text("utf-8")


async def told(terminal: Terminal, start: str) -> str:
    await terminal.is_told(start)
    return next(each.message for each in terminal.app._notifications if start in each.message)


async def test_the_open_conversation_is_written_into_the_current_folder(
    chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with chat.run() as terminal:
        await terminal.send("/export")
        path = Path((await told(terminal, "Exported to")).removeprefix("Exported to "))

    assert path.parent == tmp_path
    assert path.suffix == ".md"
    assert "창덕궁으로 가세요." in words(path)


async def test_nothing_is_written_over(chat: Chat, tmp_path: Path) -> None:
    there = tmp_path / "mine.html"
    there.write_text("mine", "utf-8")
    async with chat.run() as terminal:
        await terminal.send(f"/export {there}")
        await terminal.is_told("mine.html exists already. Name another file.")
        await terminal.send(f"/export html {tmp_path}")
        first = await told(terminal, "Exported to")
        terminal.app.clear_notifications()
        await terminal.send(f"/export html {tmp_path}")
        second = await told(terminal, "Exported to")

    assert words(there) == "mine"
    assert first != second


async def test_a_place_that_cannot_be_written_is_told(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    async with chat.run() as terminal:
        await terminal.send(f"/export json {tmp_path / 'file' / 'deeper.json'}")
        await terminal.is_told("cannot be written")


async def test_an_empty_conversation_is_not_exported(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+n")
        await terminal.send("/export")
        await terminal.is_told("there is nothing to export")


async def test_what_was_exported_is_imported_elsewhere(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "seoul.json"
    async with chat.run() as terminal:
        await terminal.send(f"/export {path}")
        await terminal.is_told("Exported to")
    async with Chat(tmp_path / "other").run() as terminal:
        await terminal.send(f'/import "{path}"')
        await terminal.is_told("Imported: 2 messages in 1 conversation from seoul.json.")
        await terminal.sees("서울 여행/계획")
        terminal.app.clear_notifications()
        await terminal.send(f"/import {path}")
        await terminal.is_told("1 conversation had nothing new.")


async def test_the_chat_goes_on_during_an_import_which_escape_stops(
    chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "SLICE_SECONDS", 0.0)
    path = export_of(tmp_path, 20_000)
    async with chat.run() as terminal:
        line = terminal.app.screen.query_one(WorkLine)
        await terminal.send(f"/import {path}")
        await terminal.until(lambda: line.work is not None and line.work.share > 0)
        await terminal.sees("Importing conversations.json")
        assert "Esc stops" in terminal.screen
        await terminal.ask("Are you still there?")
        assert line.work is not None

        await terminal.press("escape")
        await terminal.is_told("Stopped: ")
        await terminal.until(lambda: line.work is None)
        assert "imported" in terminal.screen


async def test_a_file_that_is_no_export_is_told(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text('{"a": 1}', "utf-8")
    async with chat.run() as terminal:
        await terminal.send(f"/import {tmp_path / 'notes.json'}")
        await terminal.is_told("Choose an export of ChatGPT, Claude or Glassbox.")
        await terminal.send(f"/import {tmp_path / 'nothing.json'}")
        await terminal.is_told("nothing.json")
        await terminal.send("/import")
        await terminal.is_told("/import PATH")


async def test_what_was_left_out_is_told(chat: Chat, tmp_path: Path) -> None:
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps([exported(1), {"title": "broken", "mapping": 7}]), "utf-8")
    async with chat.run() as terminal:
        await terminal.send(f"/import {path}")
        await terminal.is_told("Left out: 1, the first")
