"""The chat in Korean, and the way there and back."""

from datetime import timedelta
from pathlib import Path

import pytest
from chatting import NOW, Chat, Said

from assistant.engine import ModelSource
from assistant.errors import ModelFileError
from assistant.locales import language, use_language
from assistant.tui.wording import clock_time, duration


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path / "data")


async def test_everything_on_the_screen_is_said_in_the_new_language_at_once(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/language ko")
        await terminal.sees("무엇이 궁금하세요?")
        await terminal.sees("Enter 보내기")
        await terminal.sees("대화가 여기에 모입니다")
        await terminal.sees("무엇이든 물어보세요")
        await terminal.settle()

        assert "스레드 2개" in terminal.screen
        assert "Send" not in terminal.screen
        assert chat.remembered_languages == ["ko"]


async def test_the_page_is_said_anew_and_stays_where_it_is(chat: Chat) -> None:
    chat.remembers(
        "halting",
        Said("Explain the halting problem."),
        Said("It asks", state="stopped"),
        Said("And then?"),
    )
    async with chat.run() as terminal:
        await terminal.sees("— not answered")
        await terminal.send("/language ko")
        await terminal.sees("— 멈췄습니다")
        await terminal.sees("— 답을 받지 못했습니다. 다시 묻기: Ctrl+R")
        assert "나" in terminal.screen

        await terminal.send("/language en")
        await terminal.sees("— stopped")
        await terminal.sees("Ctrl+R asks again")
        await terminal.sees("today")


async def test_a_notice_is_not_lost_over_the_language(chat: Chat) -> None:
    def nothing_there(name: str) -> ModelSource:
        raise ModelFileError(f"{name} is no model.")

    async with chat.run() as terminal:
        terminal.session._source_of = nothing_there
        await terminal.send("/model broken.gguf")
        await terminal.sees("broken.gguf is no model.")
        await terminal.send("/language ko")
        await terminal.sees("모델을 불러오지 못했습니다")

        assert "broken.gguf is no model." in terminal.screen


async def test_a_language_can_be_picked_from_a_list(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/language")
        await terminal.sees("한국어")
        await terminal.press("down", "enter")
        await terminal.sees("Enter 보내기")

    assert chat.remembered_languages == ["ko"]


async def test_languages_are_completed(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("/language ")

        await terminal.sees("한국어")


async def test_a_language_that_there_is_not_changes_nothing(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/language klingon")
        await terminal.is_told("There is no language 'klingon'")

        assert language() == "en"
        assert chat.remembered_languages == []


def test_times_are_told_as_koreans_read_them() -> None:
    use_language("ko")

    assert clock_time(NOW - timedelta(minutes=1), NOW) == "09:40"
    assert clock_time(NOW - timedelta(days=1), NOW) == "3월 4일 09:41"
    assert clock_time(NOW - timedelta(days=100), NOW) == "2025년 11월 25일 09:41"
    assert [duration(0.3), duration(6), duration(90)] == ["0.3초", "6초", "1분 30초"]
