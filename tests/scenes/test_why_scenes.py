"""What is told of an answer's prompt. Change a picture only after looking at it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest
from chatting import NOW, Chat, Said
from finding import IRRELEVANT, MEMORY, PASSAGE

from assistant.conversation import Message, SummaryPart
from assistant.tui import ChatApp

LooksLike = Callable[[ChatApp, str], None]


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path / "data", found=(MEMORY, IRRELEVANT, PASSAGE))


async def open_why(terminal) -> None:
    await terminal.ask("What is a palace?")
    await terminal.ask("Where could I walk near one?")
    await terminal.send("/why")
    await terminal.sees("Why this answer")
    await terminal.press("down", "down")
    await terminal.settle()


@pytest.mark.parametrize(("width", "height"), [(80, 24), (120, 40)])
async def test_why_this_answer(chat: Chat, looks_like: LooksLike, width: int, height: int) -> None:
    async with chat.run((width, height)) as terminal:
        await open_why(terminal)
        looks_like(terminal.app, f"why-{width}x{height}")


async def test_the_exact_prompt(chat: Chat, looks_like: LooksLike) -> None:
    async with chat.run((80, 24)) as terminal:
        await open_why(terminal)
        await terminal.press("x")
        await terminal.sees("The exact prompt")
        await terminal.settle()
        looks_like(terminal.app, "why-exact")


async def test_the_exact_prompt_where_characters_are_several_tokens(
    chat: Chat, looks_like: LooksLike
) -> None:
    async def bytes_of_a_text(ids: Sequence[int]) -> list[bytes]:
        text = cycle("창덕궁까지 걸어갑니다. ".encode())
        return [bytes([each]) for _, each in zip(ids, text, strict=False)]

    async with chat.run((80, 24)) as terminal:
        await open_why(terminal)
        terminal.app.screen._pieces = bytes_of_a_text
        await terminal.press("x")
        await terminal.sees("Underlined")
        await terminal.settle()
        looks_like(terminal.app, "why-exact-korean")


async def test_a_summary_in_the_conversation(chat: Chat, looks_like: LooksLike) -> None:
    chat.remembers("palaces", Said("What is a palace?"), Said("A large house of a king."))
    async with chat.run((100, 30)) as terminal:
        last = terminal.session.messages[-1]
        part = SummaryPart(
            "The user asked what a palace is; it is a large house of a king.",
            covers_to=last.id,
            messages=14,
        )
        node = Message("s", last.conversation_id, last.id, "system", (part,), NOW)
        await terminal.session.opened.save_new(replace(node, created_at=NOW + timedelta(1)))
        await terminal.app.screen._stage.show_conversation("s", is_marked=True)
        await terminal.press("enter")
        await terminal.settle()
        looks_like(terminal.app, "summary")
