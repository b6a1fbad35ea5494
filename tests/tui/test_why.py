"""The screen tells what an answer was made from, to the token."""

from pathlib import Path

import pytest
from chatting import Chat, Said, says
from finding import IRRELEVANT, MEMORY, PASSAGE


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path / "data", found=(MEMORY, IRRELEVANT, PASSAGE))


async def test_what_was_recalled_is_one_row_that_opens_in_place(chat: Chat):
    async with chat.run() as terminal:
        await terminal.ask("Where to walk?")
        await terminal.sees("◌ recalled 1 memory · 1 passage   /why ▸")
        assert "palaces.md" not in terminal.screen

        await terminal.press("alt+up", "up", "enter")

        await terminal.sees("0.77 [1] palaces.md › Changdeokgung, lines 40-52")
        await terminal.sees("0.34 “lives in Busan” · below the cut, not used")


async def test_every_section_is_told_with_its_tokens_and_scores(chat: Chat):
    async with chat.run() as terminal:
        await terminal.ask("Where to walk?")
        await terminal.send("/why")

        await terminal.sees("Why this answer")
        reply = terminal.session.messages[-1]
        record = reply.record
        for name in ("memories", "passages", "question", "reply reserve"):
            assert name in terminal.screen
        assert f"{record.prompt_tokens:,} tokens read, 0 from cache" in terminal.screen
        assert "0.81 “prefers walking to buses”" in terminal.screen
        assert "0.34 “lives in Busan” · below the cut, not used" in terminal.screen
        assert record.prompt_tokens == reply.stats.prompt_tokens


async def test_a_key_opens_it_for_the_marked_answer_and_escape_returns(chat: Chat):
    async with chat.run() as terminal:
        await terminal.ask("One?")
        await terminal.ask("Two?")
        await terminal.press("alt+up", "up", "up", "w")
        await terminal.sees("Why this answer")
        first = terminal.session.messages[1].record.prompt_tokens
        assert f"{first:,} tokens read" in terminal.screen

        await terminal.press("escape")

        assert "Why this answer" not in terminal.screen


async def test_the_exact_prompt_is_shown_section_by_section(chat: Chat):
    async with chat.run() as terminal:
        await terminal.ask("Where to walk?")
        await terminal.send("/why")
        await terminal.sees("Why this answer")

        await terminal.press("x")

        await terminal.sees("The exact prompt")
        assert "> The palace is closed on Mondays." in terminal.screen
        assert "I prefer walking to taking the bus." in terminal.screen
        assert "Where to walk?" in terminal.screen
        await terminal.press("escape")
        await terminal.sees("reply reserve")


async def test_the_words_of_a_row_can_be_read(chat: Chat):
    async with chat.run() as terminal:
        await terminal.ask("Where to walk?")
        await terminal.send("/why")
        await terminal.sees("Why this answer")

        await terminal.press("down", "enter")

        await terminal.sees("- I prefer walking to taking the bus.")


async def test_an_answer_from_before_records_says_so(tmp_path: Path):

    chat = Chat(tmp_path / "data")
    chat.remembers("Old", Said("Question?"), Said("Answer."))
    async with chat.run() as terminal:
        await terminal.send("/why")

        await terminal.is_told("is not kept")


async def test_without_the_model_that_wrote_it_the_exact_prompt_is_not_shown(chat: Chat):
    async with chat.run() as terminal:
        await terminal.ask("Where to walk?")
        await terminal.send("/model other")
        chat.engine._model = chat.engine._model.model_copy(update={"name": "other"})
        await terminal.send("/why")
        await terminal.sees("Why this answer")

        await terminal.press("x")

        await terminal.sees("Only SmolLM2-135M-Instruct can show the exact prompt")


async def test_earlier_messages_are_summarised_and_undo_takes_the_summary_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("assistant.tui.chat.stage.IDLE_SECONDS", 0.0)
    words = "word by word about lanterns and paper " * 9
    chat = Chat(
        tmp_path / "data",
        replies=[says(words)] * 4
        + [says("The user asks about lanterns; the answers were about paper.")],
    )
    chat.engine.context_tokens = 400
    async with chat.run() as terminal:
        for number in range(4):
            await terminal.ask(f"{number}. What about lanterns and paper?")
        await terminal.sees("earlier messages are summarised for the model ▸")
        await terminal.is_told("Earlier messages are summarised for the model. Ctrl+Z")

        await terminal.send("/undo")

        await terminal.is_told("Undone: a summary of earlier messages")
        assert "summarised for the model ▸" not in terminal.screen
