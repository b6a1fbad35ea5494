"""A conversation as a tree: edited, answered again, forked, switched."""

from pathlib import Path

import pytest
from branching import chat_about_tea, click, mark, said
from chatting import Chat, says


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return chat_about_tea(tmp_path)


SLOW = {"tokens_per_second": 40.0}
LONG = "word " * 4000


async def test_an_edited_message_is_sent_beside_the_old_one(chat: Chat) -> None:
    async with chat.run() as terminal:
        await mark(terminal, "With milk?")
        await terminal.press("e")
        assert "Editing message 3 · Esc leaves it as it was" in terminal.screen
        assert terminal.prompt == "With milk?"
        assert not terminal.app._notifications

        await terminal.type(" Or lemon?")
        await terminal.press("enter")
        await terminal.sees("An answer.")
        assert said(terminal) == [
            "Green or black?", "Green.", "With milk? Or lemon?", "An answer.",
        ]  # fmt: skip
        assert "You  ‹2/2›" in terminal.screen
        assert "Editing" not in terminal.screen
        assert terminal.prompt == ""


async def test_an_edit_of_the_first_message_begins_another_tree(chat: Chat) -> None:
    async with chat.run() as terminal:
        await mark(terminal, "Green or black?")
        await terminal.press("e")
        await terminal.type(" Or white?")
        await terminal.press("enter")
        await terminal.sees("An answer.")

        assert said(terminal) == ["Green or black? Or white?", "An answer."]
        assert "You  ‹2/2›" in terminal.screen


async def test_what_was_being_written_comes_back_after_an_edit(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("half a thought")
        await mark(terminal, "With milk?")
        await terminal.press("e")
        assert terminal.prompt == "With milk?"
        await terminal.press("!", "enter")
        await terminal.sees("An answer.")

        assert terminal.prompt == "half a thought"


async def test_escape_leaves_a_message_as_it_was_and_up_brings_the_edit_back(chat: Chat) -> None:
    async with chat.run() as terminal:
        await mark(terminal, "With milk?")
        await terminal.press("e", "!", "escape")
        assert "Editing" not in terminal.screen
        assert terminal.prompt == ""
        assert said(terminal)[2] == "With milk?"

        await terminal.press("up")
        assert terminal.prompt == "With milk?!"


async def test_the_edit_command_takes_the_last_message(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/edit")
        await terminal.sees("Editing message 3")

        assert terminal.prompt == "With milk?"


async def test_nothing_is_sent_when_an_edit_was_emptied(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/edit")
        await terminal.sees("Editing message 3")
        await terminal.press("ctrl+u", "enter")
        await terminal.is_told("There is nothing to send. Esc leaves the message as it was.")

        assert len(said(terminal)) == 4


async def test_an_earlier_reply_is_had_again_and_the_old_one_stays(chat: Chat) -> None:
    chat.engine.replies = [says("White, perhaps.")]
    async with chat.run() as terminal:
        await mark(terminal, "Green.")
        await terminal.press("r")
        await terminal.sees("White, perhaps.")
        await terminal.settle()
        assert said(terminal) == ["Green or black?", "White, perhaps."]
        assert "No milk." not in terminal.screen
        assert "Glassbox  ‹2/2›" in terminal.screen

        await terminal.press("alt+up", "left")
        await terminal.sees("No milk.")
        assert "Glassbox  ‹1/2›" in terminal.screen
        assert said(terminal) == ["Green or black?", "Green.", "With milk?", "No milk."]


async def test_left_and_right_keep_the_mark_on_the_message_they_switch(chat: Chat) -> None:
    chat.engine.replies = [says("White, perhaps.")]
    async with chat.run() as terminal:
        await mark(terminal, "Green.")
        assert "Versions" not in terminal.screen
        await terminal.press("r")
        await terminal.sees("White, perhaps.")
        await mark(terminal, "White, perhaps.")
        assert "Left/Right Versions" in terminal.screen
        await terminal.press("right")
        await terminal.sees("▌ Green.")
        await terminal.press("left")
        await terminal.sees("▌ White, perhaps.")


async def test_the_mouse_switches_versions(chat: Chat) -> None:
    chat.engine.replies = [says("White, perhaps.")]
    async with chat.run() as terminal:
        await mark(terminal, "Green.")
        await terminal.press("r")
        await terminal.sees("‹2/2›")
        await terminal.settle()
        await click(terminal, "‹2/2›")
        await terminal.sees("‹1/2›")
        assert "No milk." in terminal.screen
        await click(terminal, "›", "‹1/2›")
        await terminal.sees("‹2/2›")
        assert terminal.app.focused.id == "prompt"


async def test_a_reply_cannot_be_edited(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("alt+up", "e")
        await terminal.is_told("Only your own messages can be edited. R has a reply again.")


async def test_a_click_on_a_name_marks_its_message(chat: Chat) -> None:
    async with chat.run() as terminal:
        lines = terminal.screen.split("\n")
        y = next(index for index, line in enumerate(lines) if "Green." in line) - 1
        await terminal.pilot.click(offset=(lines[y].index("Glassbox"), y))
        await terminal.sees("▌ Green.")


async def test_after_a_fork_what_is_said_next_is_another_version(chat: Chat) -> None:
    async with chat.run() as terminal:
        await mark(terminal, "Green.")
        await terminal.press("f")
        await terminal.sees("What you say next follows message 2, beside what was there")
        assert "Ctrl+Z returns" in terminal.screen
        assert said(terminal) == ["Green or black?", "Green."]

        await terminal.ask("With honey?")
        assert "You  ‹2/2›" in terminal.screen
        assert "What you say next" not in terminal.screen


async def test_a_fork_at_an_own_message_lets_something_else_be_said_in_its_place(
    chat: Chat,
) -> None:
    async with chat.run() as terminal:
        await mark(terminal, "Green or black?")
        await terminal.press("f")
        await terminal.sees("What you say next begins anew")
        assert said(terminal) == []
        await terminal.press("ctrl+z")
        await terminal.is_told("Undone: going to another branch.")
        assert len(said(terminal)) == 4
        assert "What you say next" not in terminal.screen


async def test_fork_without_a_mark_says_how_to_mark(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/fork")
        await terminal.is_told("Which message? Mark one with Alt+Up and press F.")


async def test_there_is_nothing_to_fork_at_the_end(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("alt+up", "f")
        await terminal.is_told("Nothing follows this message: just write.")


@pytest.mark.parametrize("key", ["e", "r", "f", "d", "left"])
async def test_while_a_reply_is_written_the_tree_stays_as_it_is(chat: Chat, key: str) -> None:
    chat.engine.replies = [says(LONG, **SLOW)]
    async with chat.run() as terminal:
        await terminal.send("go on")
        await terminal.sees("word word")
        await terminal.press("alt+up", "alt+up")
        assert "E Edit" not in terminal.screen
        await terminal.press(key)
        await terminal.is_told("A reply is still being written. Esc stops it.")

        assert terminal.session.messages[-1].state == "streaming"
        await terminal.press("escape")


async def test_when_no_other_answer_comes_the_old_one_is_shown_again(chat: Chat) -> None:
    chat.engine.replies = [says("", error="Out of memory.")]
    async with chat.run() as terminal:
        await terminal.press("ctrl+r")
        await terminal.sees("Out of memory.")

        assert "No milk." in terminal.screen
        assert said(terminal)[-1] == "No milk."
