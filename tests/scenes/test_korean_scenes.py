"""What the chat looks like to those who read Korean. Change a picture only after looking at it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from chatting import NOW, Chat, Said

from assistant.locales import use_language
from assistant.tui import ChatApp

LooksLike = Callable[[ChatApp, str], None]

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    use_language("ko")
    return Chat(tmp_path / "data")


@SIZES
async def test_the_first_start(chat: Chat, looks_like: LooksLike, size: tuple[int, int]) -> None:
    async with chat.run(size) as terminal:
        looks_like(terminal.app, f"ko-first-start-{size[0]}x{size[1]}")


@SIZES
async def test_help(chat: Chat, looks_like: LooksLike, size: tuple[int, int]) -> None:
    async with chat.run(size) as terminal:
        await terminal.press("f1")
        looks_like(terminal.app, f"ko-help-{size[0]}x{size[1]}")


async def test_parameters(chat: Chat, looks_like: LooksLike) -> None:
    chat.remembers("정규식 질문", Said("질문"), Said("답"), ended=NOW - timedelta(days=1))
    chat.remembers("서울 여행 계획", Said("볼 만한 곳은?"), Said("창덕궁입니다."), ended=NOW)
    async with chat.run() as terminal:
        await terminal.send("/params temperature=0.2 seed=7")
        await terminal.is_told("다음 메시지부터")
        terminal.app.clear_notifications()
        await terminal.until(lambda: "다음 메시지부터" not in terminal.screen)
        await terminal.send("/params")
        await terminal.sees("이 대화의 매개변수")
        looks_like(terminal.app, "ko-parameters")
