"""The list of chats: organised, filtered, and where it was before."""

from datetime import timedelta
from pathlib import Path

import pytest
from chatting import NOW, Chat, Said, Terminal

from assistant.conversation import Conversation
from assistant.tui.widgets.sidebar import Sidebar


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path / "data")
    # Oldest first: what was said last is the latest, whatever the clock says.
    for ago, title in ((2, "about rice"), (1, "서울 여행 계획"), (0, "about tea")):
        chat.remembers(title, Said(f"{title}?"), Said("Well."), ended=NOW - timedelta(days=ago))
    return chat


async def titles(terminal: Terminal) -> list[str]:
    """What is listed, in its order."""
    rows = terminal.app.screen_stack[0].query_one(Sidebar).list._rows
    shown = [rows.at(y) for y in range(rows.height)]
    return [row.title if isinstance(row, Conversation) else f"[{row}]" for row in shown if row]


async def lists(terminal: Terminal, *wanted: str) -> None:
    """Wait until just these are listed."""
    rows = terminal.app.screen_stack[0].query_one(Sidebar).list

    def shown() -> list[str]:
        return [chat.title for group in rows._rows._groups for chat in group.chats]

    await terminal.until(lambda: shown() == list(wanted), lambda: f"{wanted} in {shown()}")


async def conversation(terminal: Terminal, title: str) -> Conversation:
    return next(each for each in await terminal.session.chats.all() if each.title == title)


async def test_chats_stand_under_their_days(chat: Chat) -> None:
    async with chat.run() as terminal:
        assert await titles(terminal) == [
            "[today]",
            "about tea",
            "[yesterday]",
            "서울 여행 계획",
            "[previous 7 days]",
            "about rice",
        ]


async def test_a_pinned_chat_stands_above_the_others_until_it_is_pinned_no_more(
    chat: Chat,
) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b", "end", "p")
        await terminal.sees("pinned")
        assert (await titles(terminal))[:2] == ["[pinned]", "about rice"]

        await terminal.press("p")
        await terminal.until(lambda: "pinned" not in terminal.screen)
        assert (await titles(terminal))[-1] == "about rice"


async def test_a_chat_is_renamed_from_its_old_title(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b", "down", "r")
        await terminal.sees("Rename")
        assert "서울 여행 계획" in terminal.screen
        await terminal.type("부산 여행")
        await terminal.press("enter")
        await terminal.until(lambda: "부산 여행" in terminal.screen)

        renamed = await conversation(terminal, "부산 여행")
        assert renamed.is_renamed


async def test_escape_leaves_the_title_as_it_was(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b", "r")
        await terminal.type("nonsense")
        await terminal.press("escape")

        assert "about tea" in await titles(terminal)


async def test_the_open_chat_is_renamed_by_a_command_and_its_header_too(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/rename  Leaves and   water ")
        await terminal.sees("▸ Leaves and water")

        assert "Leaves and water" in terminal.screen.split("\n")[0]


async def test_a_title_of_the_users_stays_when_the_first_message_comes_after_it(
    chat: Chat,
) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+n")
        await terminal.send("/rename My plans")
        await terminal.ask("What shall I do on Sunday?")

        assert terminal.session.conversation.title == "My plans"


async def test_a_title_is_made_of_the_first_message_without_its_greeting(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+n")
        await terminal.ask("안녕하세요! 부산에서 먹을 만한 것은? 알려 주세요.")

        assert terminal.session.conversation.title == "부산에서 먹을 만한 것은?"


async def test_tags_are_given_shown_and_taken_away(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/tag drinks home")
        await terminal.sees("#drinks +1")
        await terminal.send("/tag -home #hot")
        await terminal.until(lambda: terminal.session.conversation.tags == ("drinks", "hot"))

        await terminal.press("ctrl+b", "t")
        await terminal.sees("drinks, hot")
        await terminal.type("leaves")
        await terminal.press("enter")
        await terminal.until(lambda: terminal.session.conversation.tags == ("leaves",))


async def test_an_archived_chat_is_out_of_the_list_until_it_is_wanted(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b", "end", "a")
        await terminal.is_told("“about rice” is archived.")
        await terminal.until(lambda: "about rice" not in terminal.screen.split("“about rice”")[0])
        assert "about rice" not in await titles(terminal)

        await terminal.press("h")
        assert (await titles(terminal))[-2:] == ["[archived]", "about rice"]
        await terminal.press("end", "a")
        await terminal.is_told("“about rice” is listed again.")
        assert (await titles(terminal))[-2:] == ["[previous 7 days]", "about rice"]


async def test_the_open_chat_is_archived_and_stays_open(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("/archive")
        await terminal.is_told("“about tea” is archived.")

        assert "about tea?" in terminal.screen
        assert "about tea" not in await titles(terminal)


async def test_typing_after_a_slash_leaves_matching_titles_and_escape_shows_all(
    chat: Chat,
) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b", "slash")
        await terminal.type("여행")
        await lists(terminal, "서울 여행 계획")
        await terminal.type("xyz")
        await terminal.sees("No title matches.")

        await terminal.press("escape")
        assert len(await titles(terminal)) == 6
        await terminal.press("escape")
        assert terminal.app.focused.id == "prompt"


async def test_enter_opens_the_match_under_the_cursor(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b", "slash")
        await terminal.type("about")
        await lists(terminal, "about tea", "about rice")
        await terminal.press("down", "enter")
        await terminal.sees("about rice?")

        assert len(await titles(terminal)) == 6


async def test_the_keys_shown_in_the_filter_are_those_that_work_there(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b")
        await terminal.sees("/ Filter")
        await terminal.press("slash")
        await terminal.sees("Esc Show all")
        assert "/ Filter" not in terminal.screen
        await terminal.press("escape")
        await terminal.sees("/ Filter")
        assert "Esc Show all" not in terminal.screen


async def test_letters_are_keys_in_the_list_and_text_in_the_filter(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b", "slash", "t", "e", "a")
        await lists(terminal, "about tea")
        await terminal.press("backspace", "p")
        await lists(terminal)
        assert not any(each.pinned for each in await terminal.session.chats.all())


async def test_the_cursor_goes_to_the_next_chat_when_its_own_is_gone(chat: Chat) -> None:
    async with chat.run() as terminal:
        sidebar = terminal.app.screen.query_one(Sidebar)
        await terminal.press("ctrl+b", "down")
        gone = sidebar.list.cursor
        await terminal.session.chats.delete(gone.id)
        await terminal.app.screen._stage.list_chats()
        await terminal.pilot.pause()

        assert sidebar.list.cursor.title == "about rice"


async def test_cursor_and_place_stay_while_replies_reorder_the_list(tmp_path: Path) -> None:
    chat = Chat(tmp_path / "data")
    for number in reversed(range(120)):
        ended = NOW - timedelta(hours=number)
        chat.remembers(f"chat {number:03}", Said("q"), Said("a"), ended=ended)
    async with chat.run() as terminal:
        sidebar = terminal.app.screen.query_one(Sidebar)
        await terminal.press("ctrl+b", "pagedown", "pagedown")
        at, offset = sidebar.list.cursor, sidebar.list._y_of_cursor() - sidebar.list.scroll_y
        await terminal.press("escape")
        await terminal.ask("more")

        assert sidebar.list.cursor == at
        assert sidebar.list._y_of_cursor() - sidebar.list.scroll_y == offset
        assert at.title in terminal.screen


async def test_a_click_opens_a_chat(chat: Chat) -> None:
    async with chat.run() as terminal:
        lines = terminal.screen.split("\n")
        row = next(y for y, line in enumerate(lines) if "about rice" in line)
        await terminal.pilot.click(offset=(5, row))
        await terminal.sees("about rice?")


async def test_chats_are_deleted_one_after_the_other_and_brought_back(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b", "down", "delete")
        await terminal.is_told("Deleted “서울 여행 계획”.")
        assert terminal.app.screen.query_one(Sidebar).list.has_focus
        await terminal.press("delete")
        await terminal.is_told("Deleted “about rice”.")
        assert await titles(terminal) == ["[today]", "about tea"]
        assert "about tea?" in terminal.screen

        await terminal.press("ctrl+z")
        await terminal.until(lambda: len(terminal.app.screen.query_one(Sidebar)._chats) == 2)
        await terminal.sees("about rice?")


async def test_the_list_speaks_another_language_at_once(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.sees("today")
        await terminal.send("/language ko")
        await terminal.until(lambda: "today" not in terminal.screen)


async def test_a_few_letters_of_a_title_are_enough_and_korean_initials_too(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+b", "slash")
        await terminal.type("abr")
        await lists(terminal, "about rice")
        await terminal.press("ctrl+u")
        await terminal.type("ㅅㅇㅇㅎ")
        await lists(terminal, "서울 여행 계획")
