"""The prompt: lines, history, drafts, and completion of commands."""

from pathlib import Path

import pytest
from chatting import Chat, Said, Terminal
from textual import events

from assistant.tui.commands import COMMANDS
from assistant.tui.widgets.completion_list import CompletionList
from assistant.tui.widgets.prompt import Prompt


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path / "data")


def offered(terminal: Terminal) -> list[str]:
    """What the list above the prompt offers."""
    popup = terminal.app.query_one(CompletionList)
    return [option.prompt.plain.split(" ")[0] for option in popup.options] if popup.display else []


@pytest.mark.parametrize("key", ["ctrl+j", "shift+enter"])
async def test_a_key_breaks_the_line_and_enter_sends_both_lines(chat: Chat, key: str) -> None:
    async with chat.run() as terminal:
        await terminal.press("a", key, "b", "enter")
        await terminal.sees("An answer.")

        assert terminal.session.messages[0].text == "a\nb"


async def test_the_prompt_grows_with_its_text_to_a_third_of_the_screen(chat: Chat) -> None:
    async with chat.run((100, 36)) as terminal:
        prompt = terminal.app.query_one("#prompt")
        empty = prompt.outer_size.height
        await terminal.press("ctrl+j", "ctrl+j")
        assert prompt.outer_size.height == empty + 2
        await terminal.type("\n" * 30)
        await terminal.press("ctrl+o")
        assert prompt.outer_size.height == pytest.approx(36 / 3, abs=1)


async def test_up_and_down_walk_what_was_sent_and_return_to_the_draft(chat: Chat) -> None:
    chat.remembers("old", Said("an old question"), Said("Yes."))
    async with chat.run() as terminal:
        await terminal.ask("a new question")
        await terminal.type("half a thou")

        await terminal.press("up")
        assert terminal.prompt == "a new question"
        await terminal.press("up")
        assert terminal.prompt == "an old question"
        await terminal.press("up")
        assert terminal.prompt == "an old question"
        await terminal.press("down", "down")
        assert terminal.prompt == "half a thou"


async def test_the_arrows_move_between_lines_before_they_walk_the_history(chat: Chat) -> None:
    chat.remembers("old", Said("an old question"), Said("Yes."))
    async with chat.run() as terminal:
        await terminal.type("one\ntwo")
        await terminal.press("up")
        assert terminal.prompt == "one\ntwo"
        await terminal.press("up")
        assert terminal.prompt == "an old question"


async def test_the_draft_stays_when_another_conversation_is_opened(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("half a thought")
        await terminal.press("ctrl+n")
        await terminal.settle()

        assert terminal.prompt == "half a thought"


async def test_a_slash_offers_every_command_and_letters_narrow_them(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("/")
        assert {"/new", "/model", "/system", "/params", "/help", "/quit"} <= set(offered(terminal))
        await terminal.type("mod")
        assert offered(terminal) == ["/model"]
        await terminal.press("tab")
        assert offered(terminal) == ["default", "qwen3-0.6b-q4_k_m"]
        await terminal.type("q")
        assert offered(terminal) == ["qwen3-0.6b-q4_k_m"]
        await terminal.press("tab")
        assert terminal.prompt == "/model qwen3-0.6b-q4_k_m"


async def test_parameters_are_completed_by_name_one_after_another(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("/params tem")
        assert [label.split("=")[0] for label in offered(terminal)] == ["temperature"]
        await terminal.press("tab")
        assert terminal.prompt == "/params temperature="
        await terminal.type("0.2 t")
        assert not any(label.startswith("temperature") for label in offered(terminal))


async def test_the_arrows_choose_and_enter_runs_a_command_without_arguments(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("/he")
        await terminal.press("enter")
        await terminal.sees("Commands, typed in the prompt")

        assert terminal.prompt == ""


async def test_enter_first_completes_a_command_that_takes_arguments(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("/")
        await terminal.press("down", "down", "up", "enter")

        second = COMMANDS[1]
        assert second.arguments
        assert terminal.prompt == f"/{second.name} "


async def test_escape_closes_the_list_before_anything_else(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("/mo")
        await terminal.press("escape")

        assert offered(terminal) == []
        assert terminal.prompt == "/mo"


async def test_a_path_is_a_message_and_an_unknown_command_is_not_sent(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/modle x")
        await terminal.is_told("/modle is not a command. Did you mean /model?")
        assert terminal.prompt == "/modle x"

        terminal.app.query_one("#prompt").put("/etc/hosts is what?")
        await terminal.press("enter")
        await terminal.sees("An answer.")


async def test_pasted_escape_sequences_become_pictures_of_themselves(chat: Chat) -> None:
    async with chat.run() as terminal:
        terminal.app.post_message(events.Paste("a\x1b[31mb\r\nc\x07"))
        await terminal.pilot.pause()

        assert terminal.prompt == "a␛[31mb\nc␇"
        assert "a␛[31mb" in terminal.screen


async def test_korean_is_written_and_sent_whole(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press(*"안녕하세요", "enter")
        await terminal.sees("An answer.")

        assert terminal.session.messages[0].text == "안녕하세요"
        assert "안녕하세요" in terminal.screen


async def test_the_terminals_cursor_follows_the_prompt_when_the_list_of_chats_opens(
    chat: Chat,
) -> None:
    async with chat.run() as terminal:
        prompt = terminal.app.query_one("#prompt")
        await terminal.type("한글")
        before = terminal.app.cursor_position
        await terminal.press("ctrl+b", "ctrl+b")
        await terminal.settle()

        assert terminal.app.cursor_position == prompt.cursor_screen_offset
        assert terminal.app.cursor_position.x < before.x


async def test_a_choice_of_before_does_not_replace_letters_that_came_with_enter(chat: Chat) -> None:
    async with chat.run() as terminal:
        prompt = terminal.app.screen.query_one(Prompt)
        await terminal.type("/mouse")
        await terminal.until(lambda: terminal.app.screen.query_one(CompletionList).is_open)

        prompt.insert(" off")
        prompt.action_send()

        await terminal.is_told("The mouse is the terminal's")
        assert prompt.text == ""
