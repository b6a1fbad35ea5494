"""All branches of a conversation at once."""

from pathlib import Path

import pytest
from branching import chat_about_tea, click, mark, said
from chatting import Chat, Said, says


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return chat_about_tea(tmp_path)


async def test_the_overview_shows_every_branch_and_goes_to_any_message(chat: Chat) -> None:
    chat.engine.replies = [says("White, perhaps.")]
    async with chat.run() as terminal:
        await mark(terminal, "Green.")
        await terminal.press("r")
        await terminal.sees("White, perhaps.")
        await terminal.settle()
        await terminal.press("f7")
        await terminal.sees("5 messages · 2 branches")
        assert "├─● Glassbox  White, perhaps." in terminal.screen
        assert "○ Glassbox  Green." in terminal.screen

        await terminal.press("down", "down", "enter")
        await terminal.sees("▌ With milk?")
        assert said(terminal) == ["Green or black?", "Green.", "With milk?", "No milk."]


async def test_the_overview_is_filtered_by_typing(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/tree")
        await terminal.sees("4 messages · 1 branch")
        await terminal.type("/MILK")
        await terminal.until(lambda: "Green or black?" not in terminal.screen)
        assert "No milk." in terminal.screen
        await terminal.press("escape")
        await terminal.sees("Green or black?")
        await terminal.press("escape")
        await terminal.sees("Ask anything")


async def test_a_branch_is_deleted_from_the_overview_and_comes_back(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/tree")
        await terminal.sees("4 messages")
        await terminal.press("up", "delete")
        await terminal.is_told("Deleted 2 messages.")
        await terminal.sees("2 messages · 1 branch")
        assert said(terminal) == ["Green or black?", "Green."]
        await terminal.press("ctrl+z")
        await terminal.sees("4 messages · 1 branch")
        await terminal.press("ctrl+y")
        await terminal.sees("2 messages · 1 branch")


async def test_a_click_in_the_overview_goes_there(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/tree")
        await terminal.sees("4 messages")
        await click(terminal, "Green or black?")
        await terminal.sees("▌ Green or black?")


async def test_an_empty_conversation_has_no_branches(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+n", "f7")
        await terminal.is_told("This conversation is empty: it has no branches.")


async def test_the_overview_of_a_very_long_conversation_draws_what_is_in_sight(
    chat: Chat,
) -> None:
    chat.remembers("very long", *(Said(f"message {number}") for number in range(600)))
    async with chat.run() as terminal:
        await terminal.send("/tree")
        await terminal.sees("600 messages · 1 branch")
        assert "message 599" in terminal.screen
        assert "message 560" not in terminal.screen
        await terminal.press("ctrl+home")
        await terminal.sees("message 0")
        await terminal.press("enter")
        await terminal.sees("▌ message 0")
