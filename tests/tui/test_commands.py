"""Slash commands, the palette, and what they open."""

from pathlib import Path

import pytest
from chatting import Chat, Said

from assistant.tui.commands import COMMANDS
from assistant.tui.keys import GROUPS, key_rows


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path / "data")
    chat.remembers("about tea", Said("Green or black?"), Said("Green."))
    return chat


async def test_parameters_change_for_the_next_reply(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/params temperature=0.2 seed=7")
        await terminal.is_told("Changed for this conversation")
        await terminal.ask("And now?")

        sampling = chat.engine.requests[-1].sampling
        assert (sampling.temperature, sampling.seed) == (0.2, 7)


async def test_a_parameter_returns_to_the_settings(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/params temperature=0.2")
        await terminal.send("/params temperature=default")
        await terminal.until(
            lambda: terminal.session.sampling.temperature == chat.settings.sampling.temperature
        )


@pytest.mark.parametrize(
    ("assignments", "said"),
    [
        ("temperature=hot", "temperature"),
        ("temperature=99", "temperature"),
        ("temprature=1", "Did you mean"),
        ("temperature 0.2", "is not an assignment"),
    ],
)
async def test_a_wrong_parameter_is_told_and_changes_nothing(
    chat: Chat, assignments: str, said: str
) -> None:
    async with chat.run() as terminal:
        before = terminal.session.sampling
        await terminal.send(f"/params {assignments}")
        await terminal.is_told(said)

        assert terminal.session.sampling == before


async def test_parameters_are_shown_with_their_values(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/params")
        await terminal.sees("Parameters of this conversation")

        assert "top_k" in terminal.screen
        await terminal.press("escape")
        assert "Parameters of this conversation" not in terminal.screen


async def test_the_system_prompt_is_changed_shown_and_given_back(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/system Answer like a pirate.")
        await terminal.is_told("Changed for this conversation")
        await terminal.ask("Hello?")
        assert chat.engine.requests[-1].messages[0].content == "Answer like a pirate."

        await terminal.send("/system")
        await terminal.sees("System prompt")
        assert "Answer like a pirate." in terminal.screen
        await terminal.press("escape")
        await terminal.send("/system default")
        await terminal.until(
            lambda: terminal.session.system_prompt == chat.settings.model.system_prompt
        )


async def test_a_model_is_loaded_by_name_and_from_the_list(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/model other")
        await terminal.until(lambda: terminal.session.model.path.stem == "other")

        await terminal.send("/model")
        await terminal.sees("this llama.cpp was built without GPU support")
        await terminal.press("down", "enter")
        await terminal.until(lambda: terminal.session.model.path.stem == "qwen3-0.6b-q4_k_m")


async def test_the_theme_changes_by_key_and_by_name_and_is_remembered(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("f3")
        assert terminal.app.theme == "glassbox-light"
        await terminal.send("/theme nord")
        await terminal.until(lambda: terminal.app.theme == "nord")
        await terminal.send("/theme blue")
        await terminal.is_told("There is no theme 'blue'")

        assert chat.remembered_themes == ["glassbox-light", "nord"]


async def test_help_lists_every_command_and_every_key(chat: Chat) -> None:
    async with chat.run((150, 220)) as terminal:
        await terminal.send("/help")
        await terminal.sees("Commands, typed in the prompt")

        for command in COMMANDS:
            assert f"/{command.name}" in terminal.screen
        for group in GROUPS:
            for row in key_rows(group, {}):
                lines = [line.split("  ") for line in terminal.screen.split("\n")]
                assert any(
                    {row.shown_keys, row.description} <= {part.strip() for part in line}
                    and row.name in line[-1]
                    for line in lines
                ), row


async def test_every_command_is_in_the_palette_and_runs_from_there(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+p")
        await terminal.type("Start a new")
        await terminal.sees("/new")
        await terminal.press("enter", "enter")
        await terminal.sees("What would you like to know?")


async def test_quit_ends_the_program(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/quit")
        await terminal.until(lambda: terminal.app._exit)


async def test_ctrl_c_does_not_quit_but_says_what_does(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+c")
        await terminal.is_told("Ctrl+Q quits.")


async def test_nothing_is_deleted_from_an_empty_conversation(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+n", "f8")
        await terminal.is_told("there is nothing to delete")


async def test_every_command_does_something(chat: Chat) -> None:
    async with chat.run() as terminal:
        assert set(terminal.app.screen._commands) == {command.name for command in COMMANDS}
