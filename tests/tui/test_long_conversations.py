"""A long conversation is one page, from its beginning to its end."""

import re
from pathlib import Path

import pytest
from chatting import Chat, Said, Terminal, says
from textual.geometry import Offset
from textual.selection import Selection

from assistant.tui.widgets.transcript import Transcript

COUNT = 120


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path / "data")
    chat.remembers("long", *(Said(text(number)) for number in range(COUNT)))
    return chat


def text(number: int) -> str:
    """Messages of many heights, with wide characters, each with its number in it once."""
    return f"message {number}." + "\n\n한국어로 쓴 긴 문단입니다. " * (number * 7 % 13)


def transcript(terminal: Terminal) -> Transcript:
    return terminal.app.screen.query_one(Transcript)


def numbers(terminal: Terminal) -> list[int]:
    """The messages whose first words are in sight."""
    return [int(found) for found in re.findall(r"message (\d+)\.", terminal.screen)]


def rows(terminal: Terminal) -> list[str]:
    """What is in sight of the conversation."""
    page = transcript(terminal)
    return [page.render_line(y).text.rstrip() for y in range(page.size.height)]


async def test_it_opens_at_its_end(chat: Chat) -> None:
    async with chat.run() as terminal:
        assert numbers(terminal)[-1] == COUNT - 1


async def test_scrolling_up_passes_every_message_down_to_the_first(chat: Chat) -> None:
    async with chat.run() as terminal:
        seen = numbers(terminal)
        while 0 not in seen[:1]:
            before = numbers(terminal)
            await terminal.press("pageup")
            seen = numbers(terminal) + seen
            assert numbers(terminal)[0] < before[0] or not before

        assert sorted(set(seen)) == list(range(COUNT))
        assert transcript(terminal).scroll_y == 0


async def test_a_page_up_and_a_page_down_lead_back_to_the_same_rows(chat: Chat) -> None:
    async with chat.run() as terminal:
        for _ in range(12):
            await terminal.press("pageup")
        for _ in range(10):
            before = rows(terminal)
            await terminal.press("pageup")
            above = rows(terminal)
            assert above[-2:] == before[:2]
            await terminal.press("pagedown")
            assert rows(terminal) == before
            await terminal.press("pageup")


async def test_the_wheel_moves_what_is_in_sight_and_nothing_jumps(chat: Chat) -> None:
    async with chat.run() as terminal:
        page = transcript(terminal)
        for _ in range(60):
            before = rows(terminal)
            page._scroll_up_for_pointer(animate=False)
            await terminal.pilot.pause()
            after = rows(terminal)
            assert any(after[steps:] == before[:-steps] for steps in range(1, 6))


async def test_the_beginning_and_the_end_are_one_key_away(chat: Chat) -> None:
    async with chat.run() as terminal:
        for _ in range(2):
            await terminal.press("ctrl+home")
            assert numbers(terminal)[0] == 0
            assert transcript(terminal).scroll_y == 0
            await terminal.press("ctrl+end")
            assert numbers(terminal)[-1] == COUNT - 1


async def test_the_mark_moves_from_message_to_message_without_end(chat: Chat) -> None:
    async with chat.run() as terminal:
        for number in range(COUNT - 1, COUNT - 40, -1):
            await terminal.press("alt+up")
            assert f"▌ message {number}." in terminal.screen
        for number in range(COUNT - 38, COUNT - 20):
            await terminal.press("alt+down")
            assert f"▌ message {number}." in terminal.screen


async def test_away_from_the_end_the_mark_begins_with_what_is_in_sight(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+home", "alt+up")

        assert any(f"▌ message {number}." in terminal.screen for number in range(20))


@pytest.mark.parametrize("number", [0, 1, 60, COUNT - 2, COUNT - 1])
async def test_a_message_anywhere_is_revealed_with_what_is_around_it(
    chat: Chat, number: int
) -> None:
    async with chat.run() as terminal:
        assert transcript(terminal).reveal(f"long-{number}")
        await terminal.settle()

        assert f"▌ message {number}." in terminal.screen
        await terminal.press("pageup", "pageup")
        assert number == 0 or min(numbers(terminal)) < number
        await terminal.press(*["pagedown"] * 5)
        assert number == COUNT - 1 or max(numbers(terminal)) > number


async def test_what_is_not_in_the_conversation_is_not_revealed(chat: Chat) -> None:
    async with chat.run() as terminal:
        before = rows(terminal)

        assert not transcript(terminal).reveal("elsewhere")
        assert rows(terminal) == before


async def test_the_scroll_bar_leads_to_every_part(chat: Chat) -> None:
    async with chat.run() as terminal:
        page = transcript(terminal)
        places = []
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            page.scroll_to(y=page.max_scroll_y * share, animate=False)
            await terminal.settle()
            assert numbers(terminal), terminal.screen
            places.append(numbers(terminal)[0] / COUNT)

        assert places == sorted(places)
        assert places[0] == 0
        assert 0.3 < places[2] < 0.7
        assert numbers(terminal)[-1] == COUNT - 1


async def test_however_far_one_scrolls_only_a_few_messages_are_laid_out(chat: Chat) -> None:
    async with chat.run() as terminal:
        page = transcript(terminal).page
        for _ in range(20):
            await terminal.press("pageup")
            assert sum(len(entry.rows(page.width)) for entry in page) < 12 * 40


async def test_a_question_asked_from_anywhere_is_answered_at_the_end(chat: Chat) -> None:
    chat.engine.replies = [says("The newest answer.")]
    async with chat.run() as terminal:
        await terminal.press("ctrl+home", "escape")
        await terminal.ask("And now?")

        assert "And now?" in terminal.screen
        assert "The newest answer." in terminal.screen
        await terminal.press(*["alt+up"] * 3)
        assert f"▌ message {COUNT - 1}." in terminal.screen


async def test_a_reply_grows_at_the_end_while_the_beginning_is_read(chat: Chat) -> None:
    chat.engine.replies = [says("word " * 200 + "the last word", tokens_per_second=400)]
    async with chat.run() as terminal:
        await terminal.send("go on")
        await terminal.sees("word word")
        await terminal.press("ctrl+home")
        before = rows(terminal)
        await terminal.until(lambda: terminal.session.messages[-1].state == "complete")
        await terminal.settle()
        assert rows(terminal) == before

        await terminal.press("ctrl+end")
        assert "the last word" in terminal.screen


async def test_the_last_question_without_an_answer_says_so_after_scrolling_too(
    tmp_path: Path,
) -> None:
    chat = Chat(tmp_path / "data")
    chat.remembers("long", *(Said(text(number)) for number in range(COUNT - 1)))
    async with chat.run() as terminal:
        assert "not answered" in terminal.screen
        await terminal.press("ctrl+home")
        assert "not answered" not in terminal.screen
        await terminal.press("ctrl+end")
        assert "not answered" in terminal.screen


async def test_reasoning_that_was_opened_is_still_open_when_one_comes_back(
    tmp_path: Path,
) -> None:
    chat = Chat(tmp_path / "data")
    said = [Said(text(number)) for number in range(COUNT - 1)]
    chat.remembers("long", *said, Said("The end.", reasoning="a deep thought"))
    async with chat.run() as terminal:
        await terminal.press("alt+up", "enter")
        assert "a deep thought" in terminal.screen
        await terminal.press("ctrl+home", "ctrl+end")
        assert "a deep thought" in terminal.screen


async def test_what_is_selected_is_copied_however_long_the_conversation(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press(*["pageup"] * 6)
        page = transcript(terminal)
        y = next(y for y, row in enumerate(rows(terminal)) if "message" in row)
        begun = int(page.scroll_y) + y
        terminal.app.screen.selections = {page: Selection(Offset(0, begun), Offset(200, begun))}
        chosen = rows(terminal)[y].strip()
        assert terminal.app.screen.get_selected_text().strip() == chosen

        await terminal.press(*["pageup"] * 20)
        assert terminal.app.screen.get_selected_text().strip() == chosen


async def test_what_was_said_before_can_come_later_than_the_end(chat: Chat) -> None:
    async with chat.run() as terminal:
        page = transcript(terminal)
        messages = terminal.session.messages
        page.page.show(messages[-40:])
        page.show_conversation()
        await terminal.press("pageup")
        before = rows(terminal)
        page.page.prepend(messages[:-40])
        page.show_page()
        await terminal.settle()
        assert rows(terminal) == before

        await terminal.press("ctrl+home")
        assert numbers(terminal)[0] == 0
        assert page.reveal("long-60")


async def test_a_window_of_another_size_shows_the_same_message(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press(*["pageup"] * 6)
        first = numbers(terminal)[0]
        for size in ((80, 24), (160, 50), (120, 40)):
            await terminal.pilot.resize_terminal(*size)
            await terminal.settle()
            assert any(abs(number - first) <= 1 for number in numbers(terminal)), size
