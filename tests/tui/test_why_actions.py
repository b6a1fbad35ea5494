"""From the screen that tells of an answer: memories are pinned, put away, forgotten, visited."""

from pathlib import Path

import pytest
from chatting import Chat, Said

from assistant.settings import Settings
from assistant_memory.values import NewMemory, Source


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    """A memory that fits the question, said in a conversation of before."""
    chat = Chat(tmp_path / "data")
    chat.remembers("Kyoto", Said("I prefer walking to buses."), Said("Good."))
    source = Source("Kyoto", "Kyoto-0", "I prefer walking to buses.")
    chat.memory.remember(NewMemory("I prefer walking to buses.", source=source))
    return chat


async def asked_why(terminal, question: str = "Is walking fine?") -> None:
    """Ask in a new conversation, and put the cursor on what was recalled."""
    await terminal.send("/new")
    await terminal.ask(question)
    await terminal.send("/why")
    await terminal.sees("Why this answer")
    while terminal.app.screen._view.marked.given is None:
        await terminal.press("down")


def only(chat: Chat):
    (memory,) = chat.memory.memories.values()
    return memory


async def test_a_memory_is_pinned_and_let_go(chat):
    async with chat.run() as terminal:
        await asked_why(terminal)
        await terminal.press("p")
        await terminal.is_told("Pinned “I prefer walking to buses.”")
        assert only(chat).pinned
        await terminal.press("p")
        await terminal.is_told("is not pinned any more")
        assert not only(chat).pinned


async def test_a_memory_is_put_away(chat):
    async with chat.run() as terminal:
        await asked_why(terminal)
        await terminal.press("delete")
        await terminal.is_told("Put away “I prefer walking to buses.”")

    assert only(chat).state == "forgotten"


async def test_a_memory_is_forgotten_for_good_and_is_not_told_any_more(chat):
    async with chat.run() as terminal:
        await asked_why(terminal)
        await terminal.press("f8")
        await terminal.sees("Forget for good?")
        await terminal.press("up", "up", "enter")
        await terminal.sees("nothing: it is gone")
        await terminal.press("escape")
        await terminal.sees("Why this answer")
        await terminal.until(lambda: "buses" not in terminal.screen)

    assert chat.memory.memories == {}


async def test_the_turn_in_which_it_was_said_is_opened(chat):
    async with chat.run() as terminal:
        await asked_why(terminal)
        await terminal.press("o")
        await terminal.until(lambda: terminal.session.conversation.id == "Kyoto")


async def test_what_is_gone_meanwhile_is_told(chat):
    async with chat.run() as terminal:
        await asked_why(terminal)
        chat.memory.memories.clear()
        await terminal.press("p")
        await terminal.is_told("There is no such memory any more.")


async def why(chat: Chat, *commands: str, question: str = "Is walking fine?") -> str:
    async with chat.run() as terminal:
        await terminal.send("/new")
        for command in commands:
            await terminal.send(command)
        await terminal.ask(question)
        await terminal.send("/why")
        await terminal.sees("Why this answer")
        return terminal.screen


async def test_that_the_memory_was_late_is_told(chat, monkeypatch):
    chat.settings = Settings.model_validate({"memory": {"wait_milliseconds": 300}})
    monkeypatch.setattr(
        "assistant.recollection.memories.Memories.recall", lambda *_: _nothing_in_time()
    )

    assert "Memory was not ready within 0.3 s, so nothing was recalled." in await why(chat)


async def _nothing_in_time() -> None:
    return None


async def test_that_recall_is_off_is_told(chat):
    chat.settings = Settings.model_validate({"memory": {"recall": False}})

    assert "Recall is off (memory.recall), so nothing was recalled." in await why(chat)


async def test_that_the_conversation_was_incognito_is_told(chat):
    told = "The conversation was incognito, so nothing was recalled."

    assert told in await why(chat, "/incognito")


async def test_that_nothing_fits_the_question_is_told(chat):
    told = "Nothing that is remembered fits the question."

    assert told in await why(chat, question="Boil eggs?")
