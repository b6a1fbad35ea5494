"""The memory in the chat: told to it, looked at, changed, forgotten for good."""

import threading

import pytest
from chatting import Chat, Said, says

from assistant.settings import Settings
from assistant_memory.errors import MemoryStorageError
from assistant_memory.values import NewMemory, Source


@pytest.fixture
def chat(tmp_path) -> Chat:
    return Chat(tmp_path, [says("Noted.")])


@pytest.fixture
def knowing(chat) -> Chat:
    """Three things are remembered, one of them said in a conversation."""
    chat.remembers("Kyoto", Said("I prefer walking to buses."), Said("Good."))
    chat.remembers("Today", Said("Hello."), Said("Hello!"))
    chat.memory.remember(NewMemory("Lives in Seoul"))
    chat.memory.remember(NewMemory("Has a sister called Mina", kind="fact", pinned=True))
    source = Source("Kyoto", "Kyoto-0", "I prefer walking to buses.")
    chat.memory.remember(NewMemory("I prefer walking to buses.", kind="preference", source=source))
    return chat


def texts(chat: Chat, state: str = "active") -> list[str]:
    return [each.text for each in chat.memory.memories.values() if each.state == state]


async def test_the_memory_lists_what_is_remembered_the_pinned_first(knowing):
    async with knowing.run() as terminal:
        await terminal.press("alt+m")
        await terminal.sees("3 memories")

        lines = [line for line in terminal.screen.splitlines() if "●" in line or "★" in line]
        assert "Has a sister called Mina" in lines[0]
        assert "★" in lines[0]
        await terminal.sees("you wrote it down")


async def test_typing_narrows_the_list(knowing):
    async with knowing.run((80, 24)) as terminal:
        await terminal.send("/memory seoul")
        await terminal.sees("1 memory")
        await terminal.press("escape")
        await terminal.sees("3 memories")
        await terminal.type("nobody")
        await terminal.sees("Nothing here has these words.")


async def test_what_is_put_away_comes_back_by_undo(knowing):
    async with knowing.run() as terminal:
        await terminal.send("/memory seoul")
        await terminal.sees("1 memory")
        await terminal.press("delete")
        await terminal.sees("0 memories")
        assert texts(knowing, "forgotten") == ["Lives in Seoul"]
        await terminal.press("tab")
        await terminal.sees("put away")

        await terminal.press("ctrl+z")
        await terminal.sees("0 memories")

    assert texts(knowing, "forgotten") == []


async def test_the_words_of_a_memory_can_be_changed(knowing):
    async with knowing.run() as terminal:
        await terminal.send("/memory seoul")
        await terminal.sees("1 memory")
        await terminal.press("enter")
        await terminal.sees("can be brought back")
        await terminal.press("end")
        await terminal.type(", in Mapo")
        await terminal.press("enter")
        await terminal.sees("Lives in Seoul, in Mapo")


async def test_the_turn_in_which_it_was_said_is_opened(knowing):
    async with knowing.run() as terminal:
        await terminal.send("/memory walking")
        await terminal.sees("1 memory")
        await terminal.press("ctrl+o")
        await terminal.until(lambda: terminal.session.conversation.id == "Kyoto")


async def test_forgetting_for_good_takes_the_words_out_of_the_message_too(knowing):
    async with knowing.run() as terminal:
        await terminal.send("/memory walking")
        await terminal.sees("1 memory")
        await terminal.press("f8")
        await terminal.sees("The words also stand in")
        await terminal.press("up", "up", "enter")
        await terminal.sees("nothing: it is gone")
        await terminal.press("escape", "escape", "escape")
        await terminal.session.opened.open("Kyoto")

        assert [each.text for each in terminal.session.messages] == ["— removed", "Good."]
    assert len(texts(knowing)) == 2


async def test_keys_do_not_leave_half_of_the_words_while_they_are_being_forgotten(knowing):
    may_go_on = threading.Event()
    erase = knowing.memory.erase
    knowing.memory.erase = lambda *args: may_go_on.wait(10) and erase(*args)
    async with knowing.run() as terminal:
        await terminal.send("/memory walking")
        await terminal.sees("1 memory")
        await terminal.press("f8")
        await terminal.sees("The words also stand in")
        await terminal.press("up", "up", "enter")
        await terminal.sees("Forgetting for good")
        await terminal.press("escape", "escape", "escape", "enter")
        may_go_on.set()

        await terminal.sees("nothing: it is gone")
    assert len(texts(knowing)) == 2


async def test_who_keeps_the_message_is_told_where_the_words_still_are(knowing):
    async with knowing.run() as terminal:
        await terminal.send("/memory walking")
        await terminal.sees("1 memory")
        await terminal.press("f8")
        await terminal.sees("Forget only the memory")
        await terminal.press("up", "enter")
        await terminal.sees("The memory is gone; its words are not")
        await terminal.sees("history.db")


async def test_who_thinks_again_forgets_nothing(knowing):
    async with knowing.run() as terminal:
        await terminal.send("/memory seoul")
        await terminal.sees("1 memory")
        await terminal.press("f8")
        await terminal.sees("Forget for good?")
        await terminal.press("escape")
        await terminal.sees("1 memory")

    assert len(texts(knowing)) == 3


async def test_an_incognito_conversation_says_so_and_remembers_nothing(chat):
    async with chat.run() as terminal:
        await terminal.send("/incognito")
        await terminal.sees("◐ incognito")
        await terminal.send("/remember I live in Seoul.")
        await terminal.is_told("This conversation is incognito")
        await terminal.ask("Hello")
        await terminal.sees("◐ incognito   Hello")
        await terminal.send("/incognito")
        await terminal.until(lambda: "incognito" not in terminal.screen.splitlines()[0])

    assert texts(chat) == []


def proposing(terminal, *texts: str) -> None:
    """Let these seem worth remembering after the next turn."""
    waiting = list(texts)

    async def propose(_branch):
        found = [NewMemory(text) for text in waiting]
        waiting.clear()
        return found

    terminal.session.memory.proposer = propose


async def test_what_seems_worth_remembering_is_asked_about_and_takes_no_key(chat):
    async with chat.run((80, 24)) as terminal:
        proposing(terminal, "Lives in Seoul")
        await terminal.ask("I live in Seoul.")
        await terminal.sees("Remember “Lives in Seoul”?")
        await terminal.press("y", "e", "s")
        assert terminal.prompt == "yes"
        assert texts(chat) == []

        await terminal.press("f9")
        await terminal.press("y")
        await terminal.is_told("Remembered “Lives in Seoul”")
        await terminal.press("!")
        assert terminal.prompt == "yes!"

    assert texts(chat) == ["Lives in Seoul"]


async def test_proposals_come_one_after_another_and_can_be_refused(chat):
    async with chat.run() as terminal:
        proposing(terminal, "Lives in Seoul", "Likes tea")
        await terminal.ask("I live in Seoul and like tea.")
        await terminal.sees("1 more")
        await terminal.press("tab", "n")
        await terminal.sees("Remember “Likes tea”?")
        await terminal.press("y")
        await terminal.is_told("Remembered “Likes tea”")
        await terminal.until(lambda: "Remember “" not in terminal.screen)

    assert texts(chat) == ["Likes tea"]


async def test_what_is_remembered_meanwhile_is_not_asked_about_any_more(chat):
    async with chat.run() as terminal:
        proposing(terminal, "Lives in Seoul.", "Likes tea")
        await terminal.ask("I live in Seoul and like tea.")
        await terminal.sees("Remember “Lives in Seoul”?")
        await terminal.send("/remember lives in Seoul")
        await terminal.sees("Remember “Likes tea”?")

    assert texts(chat) == ["lives in Seoul"]


async def test_a_proposal_can_be_changed_in_the_prompt(chat):
    async with chat.run() as terminal:
        proposing(terminal, "Lives in Seoul")
        await terminal.ask("I live in Seoul.")
        await terminal.sees("Remember “Lives in Seoul”?")
        await terminal.press("f9", "e")
        assert terminal.prompt == "/remember Lives in Seoul"
        await terminal.type(", Mapo")
        await terminal.press("enter")
        await terminal.is_told("Remembered “Lives in Seoul, Mapo”")


async def test_who_wants_it_so_is_only_told_what_was_kept(chat):
    chat.settings = Settings.model_validate({"memory": {"extraction": "auto"}})
    async with chat.run() as terminal:
        proposing(terminal, "Lives in Seoul")
        await terminal.ask("I live in Seoul.")
        await terminal.is_told("Remembered “Lives in Seoul”")

    assert texts(chat) == ["Lives in Seoul"]


async def test_an_answer_comes_all_the_same_when_the_memory_fails(chat):
    def fail(_query):
        raise MemoryStorageError("the disk is on fire")

    chat.memory.recall = fail
    async with chat.run() as terminal:
        await terminal.ask("Hello")
        await terminal.sees("Noted.")
        await terminal.is_told("on fire")


async def test_files_with_the_words_are_told_and_leave_the_index_in_the_same_step(
    knowing, tmp_path
):
    file = tmp_path / "diary.md"
    file.write_text("Monday. I prefer walking to buses, as ever.\n")
    async with knowing.run() as terminal:
        await terminal.send(f"/docs add {file}")
        await terminal.is_told("1 document read")
        await terminal.send("/memory walking")
        await terminal.sees("1 memory")
        await terminal.press("f8")
        await terminal.sees("these files, which are yours and stay as they are")
        await terminal.sees("diary.md")
        await terminal.press("up", "up", "up", "enter")
        await terminal.sees("1 document, from the index only")
        await terminal.sees("nothing: it is gone")
        await terminal.press("escape", "escape", "escape")
        await terminal.send("/docs")
        await terminal.sees("No documents were added yet.")

    assert "walking" in file.read_text()
