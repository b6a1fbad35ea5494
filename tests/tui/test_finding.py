"""Searching all conversations, and going to what was found."""

from datetime import timedelta
from pathlib import Path

import pytest
from chatting import NOW, Chat, Said, Terminal, says

from assistant.tui.screens.search import SearchScreen
from assistant.tui.widgets.results_view import ResultsView


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path / "data")
    chat.remembers(
        "서울 여행 계획",
        Said("서울에서 하루 동안 볼 만한 곳은?"),
        Said("창덕궁 후원을 예약하세요."),
        Said("점심은요?"),
        Said("광장시장에서 빈대떡을 드세요."),
        ended=NOW - timedelta(days=2),
    )
    chat.remembers(
        "about rice", Said("How long does rice cook?"), Said("Twenty minutes."), ended=NOW
    )
    chat.remembers("about tea", Said("Green or black?"), Said("Green, with rice."), ended=NOW)
    return chat


def results(terminal: Terminal) -> list[tuple[str, str]]:
    """Title and words of everything in the list."""
    hits = terminal.app.screen.query_one(ResultsView)._hits
    return [(hit.conversation.title, hit.snippet.text) for hit in hits]


async def found(terminal: Terminal, words: str) -> list[tuple[str, str]]:
    await terminal.type(words)
    await terminal.until(lambda: "recent" not in terminal.screen)
    await terminal.until(
        lambda: any(words in text or words in title for title, text in results(terminal)),
        lambda: f"{words!r} in {results(terminal)}",
    )
    return results(terminal)


async def test_without_words_the_latest_chats_are_offered(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+f")
        await terminal.sees("recent")

        assert [title for title, _ in results(terminal)] == [
            "about tea",
            "about rice",
            "서울 여행 계획",
        ]


async def test_titles_come_first_then_what_was_said_in_all_chats(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+f")
        listed = await found(terminal, "rice")

        assert listed[0] == ("about rice", "about rice")
        assert {title for title, _ in listed[1:]} == {"about rice", "about tea"}
        await terminal.sees("How long does rice cook?")


async def test_korean_is_found_with_its_particles_and_opened_at_its_message(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+f")
        assert await found(terminal, "광장시장") == [
            ("서울 여행 계획", "광장시장에서 빈대떡을 드세요."),
        ]
        await terminal.press("enter")
        await terminal.until(lambda: terminal.session.conversation.title == "서울 여행 계획")
        transcript = terminal.app.screen.query_one("#transcript")
        await terminal.until(lambda: transcript.has_focus)

        assert transcript.marked.message.text == "광장시장에서 빈대떡을 드세요."
        assert "광장시장에서 빈대떡을 드세요." in terminal.screen


async def test_what_is_in_another_branch_is_shown_in_its_branch(chat: Chat) -> None:
    chat.engine.replies = [says("It was in the attic."), says("No idea.")]
    async with chat.run() as terminal:
        await terminal.ask("Where is the key?")
        await terminal.press("ctrl+r")
        await terminal.sees("No idea.")
        await terminal.settle()
        assert "attic" not in terminal.screen

        await terminal.press("ctrl+f")
        await found(terminal, "attic")
        await terminal.press("enter")
        await terminal.until(lambda: "attic" in terminal.session.messages[-1].text)
        await terminal.sees("It was in the attic.")


async def test_escape_returns_to_where_one_was(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("half a thought")
        await terminal.press("ctrl+f")
        await found(terminal, "광장")
        await terminal.press("escape")

        assert terminal.session.conversation.title == "about tea"
        assert terminal.prompt == "half a thought"
        assert terminal.app.focused.id == "prompt"


async def test_a_command_searches_for_its_words(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/search cook")
        await terminal.until(lambda: bool(results(terminal)))
        await terminal.sees("How long does rice cook?")


async def test_the_arrows_choose_and_the_detail_follows(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+f")
        await terminal.sees("recent")
        await terminal.press("down", "down")
        await terminal.sees("점심은요?")
        await terminal.press("enter")
        await terminal.until(lambda: terminal.session.conversation.title == "서울 여행 계획")


async def test_nothing_found_says_what_to_try(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+f")
        await terminal.type("xyzzy")
        await terminal.sees("Nothing was found. Try fewer words")
        await terminal.press("enter")

        assert isinstance(terminal.app.screen, SearchScreen)


async def test_filters_are_offered_completed_and_obeyed(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+f")
        await terminal.sees("title: tag: model:")
        await terminal.type("rice ro")
        await terminal.sees("Tab  role:")
        await terminal.press("tab")
        await terminal.sees("Tab  role:user  role:assistant")
        await terminal.press("a", "tab")
        await terminal.until(
            lambda: [text for _, text in results(terminal)] == ["Green, with rice."]
        )


async def test_a_filter_that_makes_no_sense_is_told_quietly(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+f")
        await terminal.type("rice before:foo")
        await terminal.sees("“before:foo” cannot be searched for. A date is a day, month or year")

        assert results(terminal)
        assert not terminal.app._notifications


async def test_during_a_reply_only_what_is_on_the_page_is_opened(chat: Chat) -> None:
    chat.engine.replies = [says("word " * 4_000, tokens_per_second=400)]
    async with chat.run() as terminal:
        await terminal.send("Go on and on about walnuts")
        await terminal.until(lambda: len(terminal.session.messages) == 4)
        await terminal.press("ctrl+f")
        await found(terminal, "cook")
        await terminal.press("enter")
        await terminal.is_told("A reply is still being written.")
        assert isinstance(terminal.app.screen, SearchScreen)

        await terminal.press("ctrl+u")
        await found(terminal, "walnuts")
        await terminal.press("enter")
        await terminal.until(lambda: not isinstance(terminal.app.screen, SearchScreen))
        await terminal.press("escape")


async def test_what_is_archived_is_found_and_what_is_deleted_is_not(chat: Chat) -> None:
    async with chat.run() as terminal:
        ids = {each.title: each.id for each in await terminal.session.chats.all()}
        await terminal.session.chats.archive(ids["about rice"], wanted=True)
        await terminal.session.chats.delete(ids["서울 여행 계획"])
        await terminal.press("ctrl+f")
        await found(terminal, "cook")
        assert "archived" in terminal.screen
        await terminal.press("ctrl+u")
        await terminal.type("광장시장")
        await terminal.sees("Nothing was found.")


async def test_letters_that_come_before_the_box_are_not_lost(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+f", "c", "o", "o", "k")
        await terminal.until(lambda: len(results(terminal)) == 1)


async def test_escape_sequences_in_what_was_said_stay_pictures(chat: Chat) -> None:
    chat.remembers("nasty", Said("walnut \x1b[2J\x1b[31m [b]red[/b]"), Said("a"))
    async with chat.run() as terminal:
        await terminal.press("ctrl+f")
        await found(terminal, "walnut")
        await terminal.sees("␛[31m [b]red[/b]")
        assert "\x1b" not in terminal.screen


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_the_detail_is_there_when_there_is_room(chat: Chat, size: tuple[int, int]) -> None:
    async with chat.run(size) as terminal:
        await terminal.press("ctrl+f")
        await found(terminal, "빈대떡")
        await terminal.settle()
        assert terminal.screen.count("점심은요?") == (1 if size[0] > 100 else 0)
