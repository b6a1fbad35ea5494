"""Prompts that are written while a reply is: they wait, in order, and none is ever lost."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from chatting import Chat, Said, Terminal, says

from assistant.conversation import Draft


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path / "data", replies=[says(LONG, **SLOW), says("Second."), says("Third.")])


SLOW = {"tokens_per_second": 40.0}
LONG = "word " * 4000
SHORT_BUT_SLOW = says("word " * 30, **SLOW)


def asked(terminal: Terminal) -> Sequence[str]:
    """What the user said in the shown branch."""
    return [each.text for each in terminal.session.messages if each.role == "user"]


async def answers_slowly(terminal: Terminal) -> None:
    """Ask something, and wait for the first words."""
    await terminal.send("go on")
    await terminal.sees("word word")


async def test_prompts_are_sent_in_order_when_the_reply_ends(chat: Chat) -> None:
    chat.engine.replies = [SHORT_BUT_SLOW, says("Second."), says("Third.")]
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("and then?")
        await terminal.send("and at last?")
        assert terminal.prompt == ""
        assert "2 queued, sent when the reply ends" in terminal.screen
        await terminal.sees("Third.")

        assert asked(terminal) == ["go on", "and then?", "and at last?"]
        assert "queued" not in terminal.screen


async def test_after_a_stop_the_queue_waits_for_enter(chat: Chat) -> None:
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("and then?")
        await terminal.press("escape")
        await terminal.sees("1 queued, waiting: Enter in the empty prompt sends")
        assert asked(terminal) == ["go on"]

        await terminal.press("enter")
        await terminal.sees("Second.")
        assert asked(terminal) == ["go on", "and then?"]
        assert "queued" not in terminal.screen


async def test_after_a_failure_the_queue_waits(chat: Chat) -> None:
    chat.engine.replies = [says("word " * 30, **SLOW, error="Out of memory."), says("Second.")]
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("and then?")
        await terminal.sees("1 queued, waiting")

        assert asked(terminal) == ["go on"]


async def test_what_is_sent_while_the_queue_waits_goes_first_and_alone(chat: Chat) -> None:
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("and then?")
        await terminal.press("escape")
        await terminal.sees("1 queued, waiting")
        await terminal.send("something else")
        await terminal.sees("Second.")
        await terminal.settle()

        assert asked(terminal) == ["go on", "something else"]
        assert "1 queued, waiting" in terminal.screen


async def test_up_brings_the_last_queued_prompt_back_to_be_edited(chat: Chat) -> None:
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("first")
        await terminal.send("second")
        await terminal.press("up")
        assert terminal.prompt == "second"
        assert "Editing queued prompt 2" in terminal.screen

        await terminal.press("!", "enter")
        assert terminal.prompt == ""
        assert " 2 second!" in terminal.screen
        await terminal.press("escape")
        await terminal.sees("2 queued, waiting")


async def test_escape_leaves_a_queued_prompt_as_it_was_and_does_not_stop_the_reply(
    chat: Chat,
) -> None:
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("first")
        await terminal.press("up", "!", "escape")

        assert " 1 first " in terminal.screen
        assert terminal.session.messages[-1].state == "streaming"
        await terminal.press("escape")


async def test_an_emptied_prompt_leaves_the_queue_and_up_brings_it_back(chat: Chat) -> None:
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("first")
        await terminal.press("up", "ctrl+u", "enter")
        await terminal.until(lambda: "queued" not in terminal.screen)
        await terminal.press("up")
        assert terminal.prompt == "first"
        await terminal.press("escape")


async def test_the_mouse_edits_and_drops_queued_prompts(chat: Chat) -> None:
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("first")
        await terminal.send("second")
        await terminal.type("half a thought")
        lines = terminal.screen.split("\n")
        y = next(index for index, line in enumerate(lines) if " 1 first" in line)
        await terminal.pilot.click(offset=(lines[y].index("first"), y))
        await terminal.until(lambda: terminal.prompt == "first")
        await terminal.press("escape")
        assert terminal.prompt == "half a thought"

        lines = terminal.screen.split("\n")
        y = next(index for index, line in enumerate(lines) if " 1 first" in line)
        await terminal.pilot.click(offset=(lines[y].index("×"), y))
        await terminal.sees("1 queued")
        await terminal.is_told("Dropped. Up in the empty prompt brings it back.")
        assert " 1 second" in terminal.screen
        assert terminal.prompt == "half a thought"
        await terminal.press("escape")


async def test_a_prompt_that_is_edited_is_not_sent_before_the_edit_ends(chat: Chat) -> None:
    chat.engine.replies = [SHORT_BUT_SLOW, says("Second.")]
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("first")
        await terminal.press("up")
        await terminal.until(lambda: terminal.session.messages[-1].state == "complete")
        await terminal.settle()
        assert asked(terminal) == ["go on"]

        await terminal.press("!", "enter")
        await terminal.sees("Second.")
        assert asked(terminal) == ["go on", "first!"]


async def test_commands_run_at_once_while_a_reply_is_written(chat: Chat) -> None:
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("/help")
        await terminal.sees("Commands, typed in the prompt")
        await terminal.press("escape", "escape")


async def test_the_queue_is_on_disk_at_once_and_waits_after_a_restart(chat: Chat) -> None:
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("first")
        await terminal.send("second")
        assert await terminal.session.opened.draft() == Draft(queued=("first", "second"))
        await terminal.press("escape")
        await terminal.sees("2 queued, waiting")
    async with chat.run() as terminal:
        assert "2 queued, waiting" in terminal.screen
        await terminal.press("enter")
        await terminal.until(lambda: len(asked(terminal)) == 3)

        assert asked(terminal) == ["go on", "first", "second"]


async def test_each_conversation_has_its_own_queue(chat: Chat) -> None:
    chat.remembers("tea", Said("Green or black?"), Said("Green."))
    async with chat.run() as terminal:
        await answers_slowly(terminal)
        await terminal.send("first")
        await terminal.press("escape")
        await terminal.sees("1 queued, waiting")
        await terminal.press("ctrl+n")
        await terminal.sees("What would you like to know?")
        assert "queued" not in terminal.screen
        await terminal.press("ctrl+b", "enter")
        await terminal.sees("1 queued, waiting")


async def test_what_an_edit_put_aside_is_not_lost_when_the_program_ends(chat: Chat) -> None:
    chat.remembers("tea", Said("Green or black?"), Said("Green."))
    async with chat.run() as terminal:
        await terminal.type("half a thought")
        await terminal.press("alt+up", "alt+up", "e", "!")
        assert terminal.prompt == "Green or black?!"
        await terminal.press("ctrl+q")
        await terminal.until(lambda: terminal.app._exit)
    async with chat.run() as terminal:
        assert terminal.prompt == "Green or black?!"
        assert " 1 half a thought" in terminal.screen
