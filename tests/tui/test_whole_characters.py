"""Hangul, emoji and combining marks are written, wrapped, selected and deleted whole."""

from pathlib import Path

import pytest
from chatting import Chat, Terminal
from rich.cells import cell_len, split_graphemes
from textual.geometry import Offset

FAMILY = "👨\u200d👩\u200d👧"
MIXED = f"한글 {FAMILY} cafe\u0301 각나다 🇰🇷 👍🏽 끝"


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path / "data")


def characters(text: str) -> list[str]:
    return [text[begin:end] for begin, end, _ in split_graphemes(text)[0]]


def caret(terminal: Terminal) -> Offset:
    """Where the caret is drawn."""
    return terminal.app.query_one("#prompt").cursor_screen_offset


async def test_backspace_takes_one_character_at_a_time(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type(MIXED)
        for left in range(len(characters(MIXED)) - 1, -1, -1):
            await terminal.press("backspace")
            assert terminal.prompt == "".join(characters(MIXED)[:left])


async def test_delete_takes_one_character_at_a_time(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type(MIXED)
        await terminal.press("home")
        for gone in range(1, len(characters(MIXED)) + 1):
            await terminal.press("delete")
            assert terminal.prompt == "".join(characters(MIXED)[gone:])


async def test_the_arrows_and_shift_select_whole_characters(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type(MIXED)
        prompt = terminal.app.query_one("#prompt")
        for selected in range(1, len(characters(MIXED)) + 1):
            await terminal.press("shift+left")
            assert prompt.selected_text == "".join(characters(MIXED)[-selected:])


@pytest.mark.parametrize("columns", range(44, 60, 3))
async def test_no_character_is_broken_at_the_end_of_a_row(chat: Chat, columns: int) -> None:
    text = f"가{FAMILY}나e\u0301다🇰🇷" * 12
    async with chat.run((columns, 30)) as terminal:
        await terminal.type(text)
        prompt = terminal.app.query_one("#prompt")
        rows = [row for line in prompt.wrapped_document.lines for row in line]

        assert len(rows) > 1
        assert [each for row in rows for each in characters(row)] == characters(text)
        assert all(cell_len(row) <= prompt.size.width for row in rows)


async def test_a_click_never_lands_within_a_character(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type(MIXED)
        prompt = terminal.app.query_one("#prompt")
        starts = {sum(map(len, characters(MIXED)[:count])) for count in range(30)}
        for cell in range(cell_len(MIXED) + 2):
            await terminal.pilot.click("#prompt", offset=(cell + 2, 1))
            assert prompt.cursor_location[1] in starts


async def test_the_terminal_cursor_is_at_the_caret_whatever_moves_the_prompt(chat: Chat) -> None:
    async with chat.run((120, 40)) as terminal:
        app = terminal.app
        await terminal.type("한글을 씁니다")
        places = {app.cursor_position}
        for change in (
            lambda: terminal.press("ctrl+b"),  # the list has the focus …
            lambda: terminal.press("ctrl+b"),  # … and goes: the page is wider
            lambda: terminal.pilot.resize_terminal(90, 30),
            lambda: terminal.pilot.resize_terminal(160, 50),
            lambda: terminal.press("ctrl+j", "가", "각"),
            lambda: terminal.type("긴 문장입니다 " * 20),
            lambda: terminal.press("up", "home"),
        ):
            await change()
            await terminal.press()
            if terminal.app.query_one("#prompt").has_focus:
                assert app.cursor_position == caret(terminal)
                places.add(app.cursor_position)
        assert len(places) > 4
