"""A conversation as a tree: edited, answered again, forked, switched, cut, undone."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from chatting import Chat, Said, Terminal, says


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path / "data")
    chat.remembers(
        "tea", Said("Green or black?"), Said("Green."), Said("With milk?"), Said("No milk.")
    )
    return chat


SLOW = {"tokens_per_second": 40.0}
LONG = "word " * 4000


def said(terminal: Terminal) -> Sequence[str]:
    """The branch that is shown."""
    return [message.text for message in terminal.session.messages]


async def mark(terminal: Terminal, words: str) -> None:
    """Mark the message with these words, from the end of the page upwards."""
    while f"▌ {words}" not in terminal.screen:
        await terminal.press("alt+up")
    assert terminal.app.focused.id == "transcript"


async def click(terminal: Terminal, text: str, row_with: str = "") -> None:
    """Click on the first cell of a text, on the first row that has another text as well."""
    lines = terminal.screen.split("\n")
    y = next(index for index, line in enumerate(lines) if text in line and row_with in line)
    await terminal.pilot.click(offset=(lines[y].index(text), y))
    await terminal.pilot.pause()


async def test_an_edited_message_is_sent_beside_the_old_one(chat: Chat) -> None:
    async with chat.run() as terminal:
        await mark(terminal, "With milk?")
        await terminal.press("e")
        assert "Editing message 3 · Esc leaves it as it was" in terminal.screen
        assert terminal.prompt == "With milk?"

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


async def test_a_stopped_reply_goes_on_where_it_was_cut_short(chat: Chat) -> None:
    chat.engine.replies = [says(LONG, **SLOW)]
    async with chat.run() as terminal:
        await terminal.send("go on")
        await terminal.sees("word word")
        await terminal.press("escape")
        await terminal.sees("— stopped. F5 continues")
        so_far = said(terminal)[-1]
        chat.engine.replies = [says("and the rest.")]
        await terminal.press("f5")
        await terminal.sees("and the rest.")
        await terminal.settle()

        assert said(terminal)[-1].startswith(so_far)
        assert said(terminal)[-1].endswith("and the rest.")
        assert chat.engine.requests[-1].continues
        assert "Glassbox  ‹2/2›" in terminal.screen
        assert "— stopped" not in terminal.screen


async def test_a_reply_at_its_limit_is_continued_from_its_mark(chat: Chat) -> None:
    chat.remembers("long", Said("Tell me."), Said("Once upon", finish_reason="length"))
    async with chat.run() as terminal:
        await terminal.sees("(`model.max_reply_tokens`). F5 continues")
        await terminal.press("alt+up")
        assert "C Continue" in terminal.screen
        await terminal.press("c")
        await terminal.sees("An answer.")

        assert said(terminal)[-1].startswith("Once upon")


async def test_a_reply_that_is_not_the_last_any_more_is_not_offered_to_go_on(chat: Chat) -> None:
    chat.remembers("long", Said("Tell me."), Said("Once upon", state="stopped"))
    async with chat.run() as terminal:
        await terminal.sees("— stopped. F5 continues")
        await terminal.ask("Never mind.")
        assert "— stopped" in terminal.screen
        assert "F5 continues" not in terminal.screen


async def test_a_whole_reply_is_not_continued(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/continue")
        await terminal.is_told("There is no unfinished reply to continue.")


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
