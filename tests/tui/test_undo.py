"""What was done is taken back, and done again."""

from pathlib import Path

import pytest
from branching import chat_about_tea, mark, said
from chatting import Chat


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return chat_about_tea(tmp_path)


@pytest.mark.parametrize("key", ["d", "delete"])
async def test_a_message_is_deleted_with_what_follows_and_comes_back(chat: Chat, key: str) -> None:
    async with chat.run() as terminal:
        await mark(terminal, "Green.")
        await terminal.press(key)
        await terminal.is_told("Deleted 3 messages. Ctrl+Z brings back what was deleted.")
        assert said(terminal) == ["Green or black?"]
        assert "No milk." not in terminal.screen
        assert "▌ Green or black?" in terminal.screen

        await terminal.press("ctrl+z")
        await terminal.is_told("Undone: deletion of 3 messages. Ctrl+Y does it again.")
        await terminal.sees("No milk.")
        await terminal.press("ctrl+y")
        await terminal.is_told("Done again: deletion of 3 messages. Ctrl+Z takes it back.")
        assert said(terminal) == ["Green or black?"]


async def test_undoing_what_was_sent_puts_the_words_back_and_redoing_takes_them(
    chat: Chat,
) -> None:
    async with chat.run() as terminal:
        await terminal.ask("And coffee?")
        await terminal.press("ctrl+z")
        await terminal.is_told("Undone: a message that was sent. Ctrl+Y does it again.")
        assert terminal.prompt == "And coffee?"
        assert len(said(terminal)) == 4

        await terminal.press("ctrl+y")
        await terminal.is_told("Done again: a message that was sent.")
        assert terminal.prompt == ""
        assert said(terminal)[4:] == ["And coffee?", "An answer."]


async def test_undo_in_a_prompt_with_text_is_about_the_text(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.ask("And coffee?")
        await terminal.type("something")
        await terminal.press("ctrl+u")
        assert terminal.prompt == ""
        await terminal.press("ctrl+z")
        assert terminal.prompt == "something"
        await terminal.press("ctrl+z")
        assert terminal.prompt == ""

        assert len(said(terminal)) == 6
        await terminal.press("ctrl+z")
        await terminal.until(lambda: len(said(terminal)) == 4)


async def test_there_may_be_nothing_to_undo(tmp_path: Path) -> None:
    async with Chat(tmp_path / "data").run() as terminal:
        await terminal.send("/undo")
        await terminal.is_told("There is nothing to undo.")
        await terminal.send("/redo")
        await terminal.is_told("There is nothing to do again.")
