"""`/remember`: what is kept, with which source, and where it counts."""

import pytest
from chatting import Chat, says

from assistant_memory.values import Scope


@pytest.fixture
def chat(tmp_path) -> Chat:
    return Chat(tmp_path, [says("Noted.")])


def texts(chat: Chat) -> list[str]:
    return [each.text for each in chat.memory.memories.values()]


async def test_a_sentence_after_the_command_is_remembered(chat):
    async with chat.run() as terminal:
        await terminal.send("/remember I live in Seoul.")
        await terminal.is_told("Remembered “I live in Seoul”")

    assert texts(chat) == ["I live in Seoul."]


async def test_something_is_remembered_for_a_conversation_or_a_folder_only(chat):
    async with chat.run() as terminal:
        await terminal.send("/remember --chat We speak of Lisa.")
        await terminal.is_told("Remembered “We speak of Lisa”")
        await terminal.send("/remember --here The build needs Rust.")
        await terminal.is_told("Remembered “The build needs Rust”")
        conversation_id = terminal.session.conversation.id

    chat_only, here_only = chat.memory.memories.values()
    assert chat_only.scope == Scope("conversation", conversation_id)
    assert here_only.scope.kind == "project"


async def test_what_was_said_last_is_remembered_with_its_source(chat):
    async with chat.run() as terminal:
        await terminal.ask("I like tea.")
        await terminal.send("/remember")
        await terminal.is_told("Remembered “I like tea”")
        said = terminal.session.messages[0]

    (memory,) = chat.memory.memories.values()
    assert (memory.kind, memory.source.message_id) == ("preference", said.id)


async def test_with_nothing_said_and_nothing_written_there_is_nothing_to_remember(chat):
    async with chat.run() as terminal:
        await terminal.send("/remember")
        await terminal.is_told("There is nothing to remember")

    assert texts(chat) == []
