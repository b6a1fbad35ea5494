"""What is being written is kept, and shown again where it belongs."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
from chatting import Chat, Said, Terminal

from assistant.conversation import ConversationStore, Draft
from assistant.tui.chat.screen import ChatScreen
from assistant.tui.widgets.prompt import Prompt
from assistant.turn.opened import OpenConversation


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path / "data")
    chat.remembers("tea", Said("Green or black?"), Said("Green."))
    chat.remembers("soup", Said("Leek or onion?"), Said("Leek."))
    return chat


async def kept(chat: Chat, conversation_id: str) -> Draft:
    def read() -> Draft:
        with closing(ConversationStore.open(chat.database)) as store:
            # That of a new chat belongs to the program that has it open, by another name.
            found = "conversation_id LIKE 'new chat of %'" if not conversation_id else "FALSE"
            with store._database.rows(f"SELECT conversation_id FROM drafts WHERE {found}") as rows:
                names = [row["conversation_id"] for row in rows]
            return store.drafts._read(names[0] if names else conversation_id)

    return await asyncio.to_thread(read)


async def keeps(terminal: Terminal, chat: Chat, conversation_id: str, text: str) -> None:
    async with asyncio.timeout(10):
        while (await kept(chat, conversation_id)).text != text:
            await terminal.pilot.pause(0.02)


async def test_what_is_typed_is_on_disk_while_it_is_typed(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press(*"half a tho")

        await keeps(terminal, chat, "soup", "half a tho")


async def test_a_draft_is_there_after_a_restart(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("half a thought")
        await terminal.app.screen.finish()
    async with chat.run() as terminal:
        assert terminal.prompt == "half a thought"


async def test_each_conversation_has_its_own_draft(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("about soup")
        await terminal.app.screen._conversations.open("tea")
        assert terminal.prompt == ""
        await terminal.type("about tea")
        await terminal.press("ctrl+n")
        assert terminal.prompt == ""
        await terminal.type("about something new")
        await terminal.app.screen._conversations.open("soup")
        assert terminal.prompt == "about soup"
        await terminal.press("ctrl+n")
        assert terminal.prompt == "about something new"


async def test_what_was_sent_is_no_draft_any_more(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("ctrl+n")
        await terminal.type("a question")
        await keeps(terminal, chat, "", "a question")
        await terminal.press("enter")
        await terminal.sees("An answer.")
        await keeps(terminal, chat, "", "")
        await terminal.type("and another thing")
        await keeps(terminal, chat, terminal.session.conversation.id, "and another thing")
        await terminal.press("enter")
        await keeps(terminal, chat, terminal.session.conversation.id, "")


async def test_a_long_paste_is_a_placeholder_until_it_is_sent(chat: Chat) -> None:
    pasted = "\n".join(f"line {number}" for number in range(40))
    async with chat.run() as terminal:
        await terminal.type("Look: ")
        await terminal.type(pasted)
        await terminal.type(" What is it?")
        assert terminal.prompt == "Look: [pasted 40 lines #1] What is it?"
        await terminal.app.screen.finish()
    async with chat.run() as terminal:
        assert terminal.prompt == "Look: [pasted 40 lines #1] What is it?"
        await terminal.press("enter")
        await terminal.until(lambda: terminal.session.messages[-1].text == "An answer.")
        assert terminal.session.messages[-2].text == f"Look: {pasted} What is it?"


async def test_a_placeholder_can_be_shown_in_full_and_goes_as_a_whole(chat: Chat) -> None:
    pasted = "word " * 300
    async with chat.run() as terminal:
        await terminal.type(pasted)
        assert terminal.prompt == "[pasted 1,500 characters #1]"
        await terminal.press("left", "x", "right", "backspace")
        assert terminal.prompt == "x"
        await terminal.type(pasted)
        await terminal.press("ctrl+o")
        assert terminal.prompt == f"x{pasted}"


async def test_what_is_typed_before_anything_is_open_is_there_once(chat: Chat) -> None:
    async with chat.run() as terminal:
        drafts = terminal.app.screen._stage.drafts
        drafts._key = None  # as before the first conversation is read from a slow disk
        await terminal.type("half a thought")
        await terminal.pilot.pause(0.1)
        await drafts.show()

        assert terminal.prompt == "half a thought"


@pytest.mark.parametrize("before", ["", "about soup"])
async def test_letters_that_come_while_a_draft_is_read_are_not_lost(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    read = OpenConversation.draft

    async with chat.run() as terminal:
        prompt = terminal.app.screen.query_one(Prompt)
        await terminal.type(before)

        async def read_slowly(opened: OpenConversation) -> Draft:
            draft = await read(opened)
            prompt.insert("typed meanwhile")
            return draft

        monkeypatch.setattr(OpenConversation, "draft", read_slowly)
        await terminal.app.screen._conversations.open("tea")

        assert terminal.prompt == "typed meanwhile"
        assert (await kept(chat, "soup")).text == before


async def test_letters_that_come_while_the_chat_opens_are_not_lost(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, mounted = OpenConversation.draft, ChatScreen.on_mount
    screens: list[ChatScreen] = []
    async with chat.run() as terminal:
        await terminal.type("half a thought")
        await terminal.app.screen.finish()

    def mount(screen: ChatScreen) -> None:
        screens.append(screen)
        mounted(screen)

    async def read_slowly(opened: OpenConversation) -> Draft:
        draft = await read(opened)
        screens[0].query_one(Prompt).insert("typed meanwhile")
        return draft

    monkeypatch.setattr(ChatScreen, "on_mount", mount)
    monkeypatch.setattr(OpenConversation, "draft", read_slowly)
    async with chat.run() as terminal:
        await terminal.until(lambda: "typed meanwhile" in terminal.prompt)
        assert terminal.prompt == "half a thought\ntyped meanwhile"
