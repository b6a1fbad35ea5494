"""What is told for a moment is told to the end."""

import asyncio
from pathlib import Path

import pytest
from chatting import Chat

from assistant.locales import use_language
from assistant_memory.values import NewMemory


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path / "data")
    chat.memory.remember(NewMemory("저는 부산에 삽니다"))
    return chat


@pytest.mark.parametrize("width", range(76, 88, 2))
async def test_no_row_of_a_notice_is_lost_where_its_words_just_fit(chat: Chat, width: int) -> None:
    await asyncio.to_thread(use_language, "ko")
    async with chat.run((width, 24)) as terminal:
        await terminal.press("alt+m")
        await terminal.sees("저는 부산에 삽니다")
        await terminal.press("delete")
        await terminal.sees("치워")
        await terminal.sees("되돌립니다.")
