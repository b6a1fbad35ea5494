"""When something goes wrong: told in a sentence, with what to do, and nothing lost."""

from pathlib import Path

import pytest
from chatting import Chat, Said, Terminal, says

from assistant.conversation import ConversationStore, Message
from assistant.engine import ENGINE_STOPPED, ModelSource
from assistant.errors import NotFoundError, SettingsError, StorageError


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path / "data")


class FullDisk(ConversationStore):
    """A store on a disk that has no room for another message."""

    is_full = True

    def add_first_message(self, conversation: object, message: Message) -> None:
        self._fail_when_full()
        super().add_first_message(conversation, message)

    def _fail_when_full(self) -> None:
        if type(self).is_full:
            raise StorageError("The disk is full. Free some space and send again.")


def fail_to_find(terminal: Terminal, error: Exception) -> None:
    """Make every model missing from now on."""

    def nothing(name: str) -> ModelSource:
        raise error

    terminal.session._source_of = nothing


async def test_words_that_cannot_be_saved_return_to_the_prompt(chat: Chat) -> None:
    FullDisk.is_full = True
    chat.open_store = FullDisk.open
    async with chat.run() as terminal:
        await terminal.send("please keep this")
        await terminal.is_told("The disk is full. Free some space and send again.")
        assert terminal.prompt == "please keep this"
        assert "What would you like to know?" in terminal.screen

        FullDisk.is_full = False
        await terminal.press("enter")
        await terminal.sees("An answer.")


async def test_the_death_of_the_engine_is_told_once(chat: Chat) -> None:
    death = ENGINE_STOPPED.format(reason="it was closed")
    chat.engine.replies = [says("It begins", error=death)]
    async with chat.run() as terminal:
        await terminal.ask("Well?")
        await terminal.sees("— the engine stopped (it was closed); your words are safe.")


async def test_a_reply_that_fails_is_kept_labelled_and_tried_again(chat: Chat) -> None:
    chat.engine.replies = [
        says("It begins", error="The engine process ended (out of memory)."),
        says("A whole answer."),
    ]
    async with chat.run() as terminal:
        await terminal.ask("Well?")
        await terminal.sees(
            "— the engine stopped (the engine process ended (out of memory)); your words are safe."
        )
        assert "It begins" in terminal.screen
        await terminal.press("ctrl+r")
        await terminal.sees("A whole answer.")
        assert "It begins" not in terminal.screen


async def test_a_failure_before_the_first_word_is_a_notice_below_the_question(chat: Chat) -> None:
    chat.engine.replies = [says("", error="The prompt is longer than the context."), says("Yes.")]
    async with chat.run() as terminal:
        await terminal.send("Well?")
        await terminal.sees("The prompt is longer than the context.")
        assert "Your words are safe. Ctrl+R tries again." in terminal.screen
        await terminal.press("ctrl+r")
        await terminal.sees("Yes.")
        assert "No answer" not in terminal.screen


async def test_a_model_that_is_missing_leaves_the_chat_usable(chat: Chat) -> None:
    async with chat.run() as terminal:
        find = terminal.session._source_of
        fail_to_find(terminal, NotFoundError("There is no model `x`. `/model` shows those there."))
        await terminal.send("/model x")
        await terminal.sees("The model could not be loaded")
        assert "There is no model `x`." in terminal.screen
        assert "/model chooses another." in terminal.screen

        terminal.session._source_of = find
        await terminal.send("/model default")
        await terminal.until(lambda: "could not be loaded" not in terminal.screen)
        await terminal.ask("Hello?")


async def test_escape_sequences_of_a_model_are_shown_as_pictures(chat: Chat) -> None:
    nasty = (
        "\x1b]0;owned\x07 \x1b[2J \x9b31m [bold]not markup[/bold] `\x1b[5m`\n\n```\n\x1b[1m\n```"
    )
    chat.engine.replies = [says(nasty, reasoning="\x1b[31mred thought")]
    async with chat.run() as terminal:
        await terminal.ask("Be nasty.")
        await terminal.press("ctrl+t")
        await terminal.sees("␛[31mred thought")

        assert "␛]0;owned␇ ␛[2J �31m [bold]not markup[/bold] ␛[5m" in terminal.screen
        assert "␛[1m" in terminal.screen
        assert "\x1b" not in terminal.screen


async def test_titles_and_errors_are_shown_as_pictures_too(chat: Chat) -> None:
    chat.remembers("\x1b[31mred [b]title", Said("q \x1b[2J"), Said("a"))
    async with chat.run() as terminal:
        assert "␛[31mred [b]title" in terminal.screen
        assert "q ␛[2J" in terminal.screen
        fail_to_find(terminal, NotFoundError("no \x1b[2J [b]model[/b]"))
        await terminal.send("/model x")
        await terminal.sees("no ␛[2J [b]model[/b]")
        await terminal.press("f8")
        await terminal.is_told("Deleted “␛[31mred [b]title”.")


async def test_a_theme_that_cannot_be_remembered_is_used_all_the_same(chat: Chat) -> None:
    async def fail(name: str) -> None:
        raise SettingsError("settings.toml cannot be written.")

    chat._remember_theme = fail
    async with chat.run() as terminal:
        await terminal.press("f3")
        await terminal.is_told("not remembered: settings.toml cannot be written.")
        assert terminal.app.theme == "glassbox-light"


async def test_conversations_that_cannot_be_read_are_told(chat: Chat) -> None:
    def refuse(path: Path) -> ConversationStore:
        raise StorageError("The database is damaged. Restore a copy.")

    chat.open_store = refuse
    async with chat.run() as terminal:
        await terminal.sees("Conversations cannot be read")
        assert "The database is damaged. Restore a copy." in terminal.screen


async def test_a_question_without_an_answer_says_how_to_get_one(chat: Chat) -> None:
    chat.remembers("asked", Said("Anybody there?"))
    async with chat.run() as terminal:
        assert "— not answered. Ctrl+R asks again" in terminal.screen
        await terminal.press("ctrl+r")
        await terminal.sees("An answer.")
        assert "not answered" not in terminal.screen


async def test_stopping_before_the_first_word_leaves_the_question_unanswered(chat: Chat) -> None:
    chat.engine.replies = [says("Too late.", read_tokens_per_second=60.0)]
    async with chat.run() as terminal:
        await terminal.send("Quick?")
        await terminal.sees("reading ")
        await terminal.press("escape")
        await terminal.sees("— not answered. Ctrl+R asks again")
        assert "Quick?" in terminal.screen


async def test_an_interrupted_reply_says_so(chat: Chat) -> None:
    chat.remembers("cut", Said("q"), Said("half an ans", state="interrupted"))
    async with chat.run() as terminal:
        assert "half an ans" in terminal.screen
        assert "— interrupted: the program ended before this reply did" in terminal.screen


@pytest.mark.parametrize(
    ("reason", "said"),
    [("length", "the reply reached its limit"), ("context_full", "the context is full")],
)
async def test_a_reply_that_was_cut_off_says_why(chat: Chat, reason: str, said: str) -> None:
    chat.remembers("cut", Said("q"), Said("half an ans", finish_reason=reason))
    async with chat.run() as terminal:
        assert said in terminal.screen
