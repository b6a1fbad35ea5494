"""Replies that were cut short, and go on."""

from pathlib import Path

import pytest
from branching import chat_about_tea, said
from chatting import Chat, Said, says


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return chat_about_tea(tmp_path)


SLOW = {"tokens_per_second": 40.0}
LONG = "word " * 4000


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
