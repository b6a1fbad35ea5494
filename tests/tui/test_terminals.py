"""Small, large, colourless and idle terminals."""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from chatting import Chat, Said, says

from assistant.settings import InterfaceSettings, Settings


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path / "data")
    chat.remembers("about tea", Said("Green or black?"), Said("Green.", reasoning="Hmm, tea."))
    return chat


async def test_a_terminal_that_is_too_small_says_so_and_recovers(chat: Chat) -> None:
    async with chat.run((38, 24)) as terminal:
        assert "terminal too small: 40 by 10 needed" in terminal.screen
        await terminal.pilot.resize_terminal(100, 9)
        await terminal.sees("terminal too small")
        await terminal.pilot.resize_terminal(100, 30)
        await terminal.sees("Green or black?")
        await terminal.ask("And coffee?")


async def test_a_dialogue_is_covered_too_and_is_there_again_afterwards(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("f1")
        await terminal.sees("Commands, typed in the prompt")
        await terminal.pilot.resize_terminal(30, 8)
        await terminal.until(lambda: "Commands" not in terminal.screen)
        await terminal.pilot.resize_terminal(120, 40)
        await terminal.sees("Commands, typed in the prompt")


async def test_a_dialogue_that_opens_over_the_notice_leaves_no_notice_behind(chat: Chat) -> None:
    async with chat.run((30, 8)) as terminal:
        terminal.app.action_help()
        await terminal.pilot.resize_terminal(120, 40)
        await terminal.sees("Commands, typed in the prompt")
        await terminal.press("escape")
        await terminal.sees("Green or black?")


async def test_at_80_by_24_only_the_page_and_its_margins_remain(chat: Chat) -> None:
    async with chat.run((80, 24)) as terminal:
        lines = terminal.screen.split("\n")

        assert "SmolLM2-135M-Instruct Q4_1 · CPU 2 threads" in lines[0]
        assert "about tea" not in terminal.screen
        assert "Ask anything" in lines[-2]
        assert "F1 Help" in lines[-1]


async def test_the_list_of_chats_opens_and_closes_in_a_narrow_terminal(chat: Chat) -> None:
    async with chat.run((80, 24)) as terminal:
        await terminal.press("ctrl+b")
        assert "about tea" in terminal.screen
        await terminal.press("ctrl+b")
        assert "about tea" not in terminal.screen
        assert terminal.app.focused.id == "prompt"


async def test_the_page_is_not_wider_than_can_be_read_and_stands_in_the_middle(chat: Chat) -> None:
    chat.remembers("long", Said("q"), Said("word " * 200), ended=chat.now())
    async with chat.run((200, 60)) as terminal:
        line = next(line for line in terminal.screen.split("\n") if "word word" in line)[28:]

        assert len(line.strip()) <= 100
        assert len(line) - len(line.lstrip()) > 20


async def test_without_colour_none_is_sent_to_the_terminal(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with chat.run() as terminal:
        await terminal.press("ctrl+b")
        strips = terminal.app.screen._compositor.render_strips(terminal.app.size)
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        colours = {style.color for style in styles} | {style.bgcolor for style in styles}

        assert {colour.name for colour in colours if colour} <= {"default"}
        assert any(style.underline for style in styles), "the focus must be seen without colour"


@pytest.mark.parametrize("theme", ["glassbox-dark", "glassbox-light", "nord", "gruvbox"])
async def test_themes_of_ours_and_of_others_are_put_on(chat: Chat, theme: str) -> None:
    chat.settings = Settings(interface=InterfaceSettings(theme=theme))
    async with chat.run() as terminal:
        assert terminal.app.theme == theme


async def test_an_unknown_theme_is_told_and_replaced(chat: Chat) -> None:
    chat.settings = Settings(interface=InterfaceSettings(theme="glasbox"))
    async with chat.run() as terminal:
        await terminal.is_told("there is no theme 'glasbox'")
        assert terminal.app.theme == "glassbox-dark"


async def test_reasoning_is_one_row_until_it_is_opened(chat: Chat) -> None:
    async with chat.run() as terminal:
        assert "Reasoning · 2 words ▸" in terminal.screen
        assert "Hmm, tea." not in terminal.screen
        await terminal.press("alt+up", "enter")
        assert "Hmm, tea." in terminal.screen
        await terminal.press("enter")
        assert "Hmm, tea." not in terminal.screen


async def test_reasoning_opens_with_a_click(chat: Chat) -> None:
    async with chat.run() as terminal:
        lines = terminal.screen.split("\n")
        y = next(index for index, line in enumerate(lines) if "Reasoning" in line)
        await terminal.pilot.click(offset=(lines[y].index("Reasoning"), y))
        await terminal.sees("Hmm, tea.")
        assert terminal.app.focused.id == "prompt"


async def test_one_key_opens_all_reasoning_also_that_to_come(chat: Chat) -> None:
    chat.engine.replies = [says("Yes.", reasoning="A fresh thought.")]
    async with chat.run() as terminal:
        await terminal.press("ctrl+t")
        assert "Hmm, tea." in terminal.screen
        await terminal.ask("Coffee?")
        assert "A fresh thought." in terminal.screen
        await terminal.press("ctrl+t")
        assert "thought" not in terminal.screen


async def test_reasoning_is_counted_while_the_model_thinks(chat: Chat) -> None:
    chat.engine.replies = [says("Yes.", reasoning="deep " * 500, tokens_per_second=60.0)]
    async with chat.run() as terminal:
        await terminal.send("Coffee?")
        await terminal.sees("thinking… ")
        await terminal.press("escape")
        await terminal.sees("— stopped")
        assert "thinking…" not in terminal.screen


async def test_text_is_selected_with_the_mouse_and_copied_without_decoration(chat: Chat) -> None:
    chat.remembers("quote", Said("q"), Said("> quoted words"), ended=chat.now())
    async with chat.run() as terminal:
        lines = terminal.screen.split("\n")
        y = next(index for index, line in enumerate(lines) if "quoted" in line)
        x = lines[y].index("▎")
        await terminal.pilot.mouse_down(offset=(x, y))
        await terminal.pilot.hover(offset=(x + 8, y))
        await terminal.pilot.mouse_up(offset=(x + 8, y))

        assert terminal.app.screen.get_selected_text() == "quoted"


async def test_an_idle_chat_uses_no_processor(chat: Chat) -> None:
    """At most one hundredth of a core; what a test's own waiting costs is in it."""
    async with chat.run() as terminal:
        await terminal.settle()
        began, busy = time.monotonic(), time.process_time()
        await asyncio.sleep(2)
        share = (time.process_time() - busy) / (time.monotonic() - began)

        assert share <= 0.01


def test_the_interface_loads_nothing_that_it_does_not_need() -> None:
    code = (
        "import sys, assistant.tui; "
        "print(sorted({'llama_cpp', 'jinja2', 'numpy', 'click', 'textual.widgets._markdown',"
        "'textual.widgets._data_table', 'httpx'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )

    assert done.stdout.strip() == "[]"
