"""What the search and the list of chats look like. Change a picture only after looking at it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from chatting import NOW, Chat, Said, Terminal

from assistant.tui import ChatApp
from assistant.tui.widgets.results_view import ResultsView

LooksLike = Callable[[ChatApp, str], None]

ROUTE = """\
**광장시장**에서 아침을 먹고 창덕궁까지 걷는 길을 추천합니다.

- 월요일에는 창덕궁이 쉽니다.
- 후원은 예약이 필요합니다: 하루 전까지 하시면 됩니다.
"""


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    """Half a year of conversations, oldest first."""
    chat = Chat(tmp_path / "data")
    past = (
        (201, "이직 준비: 이력서 고치기", "서울에 있는 회사에 보낼 이력서를 다듬어 줘.", "네."),
        (40, "letter to the bank", "Write a letter to the bank.", "Dear Sir or Madam,"),
        (9, "dough formula for a 10-inch pan", "How much flour?", "About 170 g."),
        (5, "아이 숙제 도와주기", "분수를 쉽게 설명해 주세요.", "피자를 나누는 것과 같습니다."),
        (1, "regex question", "What is a greedy match?", "One that takes all it can."),
        (0, "서울 여행 계획", "서울에서 하루 동안 볼 만한 곳은?", ROUTE),
        (0, "find duplicate files", "Write a function that finds duplicate files.", "Here it is."),
    )
    for days, title, question, answer in past:
        chat.remembers(title, Said(question), Said(answer), ended=NOW - timedelta(days=days))
    return chat


async def organise(terminal: Terminal) -> None:
    """Pin, tag and archive some."""
    chats = terminal.session.chats
    ids = {each.title: each.id for each in await chats.all()}
    await chats.pin(ids["dough formula for a 10-inch pan"], wanted=True)
    await chats.tag(ids["서울 여행 계획"], ["여행", "가족"])
    await chats.tag(ids["regex question"], ["work"])
    await chats.archive(ids["letter to the bank"], wanted=True)
    await terminal.app.screen._stage.list_chats()


async def search(terminal: Terminal, words: str) -> None:
    await terminal.press("ctrl+f")
    await terminal.sees("recent")
    await terminal.type(words)
    await terminal.until(lambda: "recent" not in terminal.screen)
    await terminal.settle()


async def test_the_list_of_chats(chat: Chat, looks_like: LooksLike) -> None:
    async with chat.run() as terminal:
        await organise(terminal)
        await terminal.press("ctrl+b", "down", "h")
        await terminal.settle()
        looks_like(terminal.app, "chats")


async def test_the_list_of_chats_filtered(chat: Chat, looks_like: LooksLike) -> None:
    async with chat.run() as terminal:
        await organise(terminal)
        await terminal.press("ctrl+b", "slash")
        await terminal.type("계획")
        await terminal.settle()
        looks_like(terminal.app, "chats-filtered")


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=["80", "120", "200"])
async def test_what_a_search_found(
    chat: Chat, looks_like: LooksLike, size: tuple[int, int]
) -> None:
    async with chat.run(size) as terminal:
        await organise(terminal)
        await search(terminal, "서울")
        await terminal.press("down", "down")
        await terminal.until(
            lambda: size[0] < 110 or "볼 만한" in terminal.screen or "이력서를" in terminal.screen
        )
        await terminal.settle()
        looks_like(terminal.app, f"search-{size[0]}x{size[1]}")


async def test_a_search_without_colour(
    chat: Chat, looks_like: LooksLike, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with chat.run() as terminal:
        await organise(terminal)
        await search(terminal, "files")
        assert terminal.app.screen.query_one(ResultsView)._hits
        looks_like(terminal.app, "search-no-colour")


async def test_a_filter_is_completed(chat: Chat, looks_like: LooksLike) -> None:
    async with chat.run() as terminal:
        await organise(terminal)
        await search(terminal, "서울 tag:")
        looks_like(terminal.app, "search-filter")


async def test_nothing_was_found(chat: Chat, looks_like: LooksLike) -> None:
    async with chat.run((80, 24)) as terminal:
        await search(terminal, "xyzzy before:tomorrow")
        await terminal.sees("Nothing was found.")
        await terminal.settle()
        looks_like(terminal.app, "search-nothing")


async def test_a_chat_is_renamed(chat: Chat, looks_like: LooksLike) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b", "down", "r")
        await terminal.sees("Rename")
        await terminal.settle()
        looks_like(terminal.app, "rename")
