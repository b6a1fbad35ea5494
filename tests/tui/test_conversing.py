"""A conversation, as a user has it: written, streamed, stopped, kept, found again."""

from pathlib import Path

import pytest
from chatting import NOW, Chat, Said, says

from assistant.engine.scripted import scripted_tokens
from assistant.tui.chat.screen import ChatScreen
from assistant.tui.widgets.conversation_pane import ConversationPane


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path / "data")


SLOW = {"tokens_per_second": 40.0}
LONG = "word " * 4000


async def test_a_question_and_its_answer_appear_and_reach_the_model(chat: Chat) -> None:
    chat.engine.replies = [says("Because of **Rayleigh** scattering.")]
    async with chat.run() as terminal:
        await terminal.ask("Why is the sky blue?")

        assert "Why is the sky blue?" in terminal.screen
        assert "Because of Rayleigh scattering." in terminal.screen
        assert terminal.prompt == ""
        assert chat.engine.requests[-1].messages[-1].content == "Why is the sky blue?"


async def test_a_line_that_is_faster_than_the_first_picture_is_answered(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted = ChatScreen.on_mount

    def mount_after_a_line(screen: ChatScreen) -> None:
        screen.post_message(ConversationPane.Written("Are you there?"))
        mounted(screen)

    monkeypatch.setattr(ChatScreen, "on_mount", mount_after_a_line)
    chat.engine.replies = [says("I am.")]
    async with chat.run() as terminal:
        await terminal.sees("I am.")


async def test_words_appear_while_the_model_still_writes(chat: Chat) -> None:
    chat.engine.replies = [says(LONG, **SLOW)]
    async with chat.run() as terminal:
        await terminal.send("go on")
        await terminal.sees("word word word")

        assert terminal.session.messages[-1].state == "streaming"
        assert "▸ go on" in terminal.screen
        assert terminal.screen.startswith(" Glassbox   go on ")
        await terminal.press("escape")


async def test_escape_stops_the_reply_and_keeps_what_was_said(chat: Chat) -> None:
    chat.engine.replies = [says(LONG, **SLOW)]
    async with chat.run() as terminal:
        await terminal.send("go on")
        await terminal.sees("word word")
        assert "Esc Stop" in terminal.screen
        await terminal.press("escape")
        await terminal.sees("— stopped")

        said = terminal.session.messages[-1]
        assert said.state == "stopped"
        assert said.text.startswith("word word")
        assert len(scripted_tokens(said.text)) < 4000


async def test_what_was_said_is_there_after_a_restart(chat: Chat) -> None:
    chat.engine.replies = [says("An answer to keep.")]
    async with chat.run() as terminal:
        await terminal.ask("Keep this?")
    async with chat.run() as terminal:
        assert "Keep this?" in terminal.screen
        assert "An answer to keep." in terminal.screen


async def test_quitting_while_the_model_writes_keeps_the_partial_reply(chat: Chat) -> None:
    chat.engine.replies = [says(LONG, **SLOW)]
    async with chat.run() as terminal:
        await terminal.send("go on")
        await terminal.sees("word word")
        await terminal.press("ctrl+q")
        await terminal.until(lambda: terminal.app._exit)
    async with chat.run() as terminal:
        assert "word word" in terminal.screen
        assert "— stopped" in terminal.screen


async def test_nothing_is_sent_when_nothing_was_written(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("enter", "space", "enter")

        assert terminal.session.messages == ()
        assert chat.engine.requests == []


async def test_a_new_conversation_is_empty_and_the_old_one_stays_in_the_list(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.ask("first question")
        await terminal.press("ctrl+n")
        await terminal.sees("What would you like to know?")

        assert terminal.session.messages == ()
        assert "first question" in terminal.screen


async def test_a_conversation_is_opened_from_the_list(chat: Chat) -> None:
    chat.remembers("about tea", Said("Green or black?"), Said("Green."), ended=NOW)
    async with chat.run() as terminal:
        await terminal.press("ctrl+n")
        await terminal.sees("What would you like to know?")
        await terminal.press("ctrl+b", "enter")
        await terminal.sees("Green or black?")

        assert terminal.session.conversation.title == "about tea"
        assert terminal.app.focused.id == "prompt"


async def test_a_deleted_conversation_comes_back_with_undo(chat: Chat) -> None:
    chat.remembers("about tea", Said("Green or black?"), Said("Green."))
    async with chat.run() as terminal:
        await terminal.press("f8")
        await terminal.is_told("Deleted “about tea”. Ctrl+Z brings it back.")
        await terminal.sees("Your chats appear here.")
        assert await terminal.session.chats.all() == []

        await terminal.press("ctrl+z")
        await terminal.sees("Green or black?")
        await terminal.is_told("Undone: deletion of a conversation. Ctrl+Y does it again.")
        await terminal.press("ctrl+y")
        await terminal.sees("Your chats appear here.")


async def test_another_conversation_is_deleted_from_the_list(chat: Chat) -> None:
    chat.remembers("about tea", Said("Green or black?"), Said("Green."))
    async with chat.run() as terminal:
        await terminal.ask("more")
        await terminal.press("ctrl+n")
        await terminal.press("ctrl+b", "delete")
        await terminal.sees("Your chats appear here.")

        assert terminal.session.messages == ()


async def test_a_suggestion_is_sent_by_its_number(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("tab", "2")
        await terminal.sees("An answer.")

        assert terminal.session.messages[0].text.startswith("Write a Python function")


async def test_the_last_message_is_answered_again(chat: Chat) -> None:
    chat.engine.replies = [says("First try."), says("Second try.")]
    async with chat.run() as terminal:
        await terminal.ask("Well?")
        await terminal.press("ctrl+r")
        await terminal.sees("Second try.")

        assert "First try." not in terminal.screen
        assert [message.role for message in terminal.session.messages] == ["user", "assistant"]


async def test_the_status_line_tells_model_place_context_and_speed(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.ask("Hello?")
        await terminal.sees("tok/s")

        header = terminal.screen.split("\n")[0]
        assert "SmolLM2-135M-Instruct Q4_1 · CPU 2 threads · " in header
        assert "/8.2k 0 %" in header
        assert header.startswith(" Glassbox   Hello?")


async def test_a_question_waits_for_the_model_to_be_loaded(chat: Chat) -> None:
    chat.engine.may_load.clear()
    async with chat.run() as terminal:
        await terminal.sees("loading model 43 %")
        await terminal.send("Are you there?")
        await terminal.sees("▸ Are you there?")
        assert "Esc Stop" in terminal.screen
        chat.engine.may_load.set()
        await terminal.sees("An answer.")


async def test_escape_while_the_model_loads_leaves_the_question_and_the_load(chat: Chat) -> None:
    chat.engine.may_load.clear()
    async with chat.run() as terminal:
        await terminal.send("Are you there?")
        await terminal.sees("▸ Are you there?")
        await terminal.press("escape")
        await terminal.sees("— not answered. Ctrl+R asks again")
        chat.engine.may_load.set()
        await terminal.sees("CPU 2 threads")
        await terminal.press("ctrl+r")
        await terminal.sees("An answer.")


async def test_reading_a_long_prompt_shows_how_far_it_is(chat: Chat) -> None:
    chat.engine.replies = [says("Yes.", read_tokens_per_second=500.0)]
    async with chat.run() as terminal:
        terminal.app.query_one("#prompt").put("long words " * 300)
        await terminal.press("enter")
        await terminal.sees("tokens · ")

        assert "reading " in terminal.screen
        await terminal.press("escape")
        await terminal.until(lambda: not terminal.app.screen._stage.pane.is_answering)


async def test_the_page_stays_where_the_user_scrolled_while_words_arrive(chat: Chat) -> None:
    chat.remembers("long", Said("Tell me."), Said("line\n\n" * 60))
    chat.engine.replies = [says("fresh words\n\n" * 5000, tokens_per_second=100.0)]
    async with chat.run((100, 30)) as terminal:
        await terminal.send("more")
        await terminal.sees("fresh words")
        await terminal.press("pageup", "pageup", "pageup")
        before = [line[:90].rstrip() for line in terminal.screen.split("\n")[1:20]]
        grown = len(terminal.session.messages[-1].text)
        await terminal.until(lambda: len(terminal.session.messages[-1].text) > grown)
        await terminal.settle()
        assert [line[:90].rstrip() for line in terminal.screen.split("\n")[1:20]] == before

        await terminal.press("ctrl+end")
        await terminal.sees("fresh words")
        await terminal.press("escape")


async def test_home_and_end_scroll_while_nothing_is_written(chat: Chat) -> None:
    chat.remembers("long", Said("The beginning."), Said("line\n\n" * 60 + "The end."))
    async with chat.run() as terminal:
        assert "The end." in terminal.screen
        await terminal.press("home")
        assert "The beginning." in terminal.screen
        await terminal.press("end")
        assert "The end." in terminal.screen


async def test_time_and_speed_are_told_only_of_the_message_in_focus(chat: Chat) -> None:
    chat.remembers("about tea", Said("Green or black?"), Said("Green."))
    async with chat.run() as terminal:
        assert "143 tok/s · 1 s" not in terminal.screen
        await terminal.press("alt+up")
        assert "09:41 · 143 tok/s · 1 s" in terminal.screen
        await terminal.press("escape")
        assert "143 tok/s · 1 s" not in terminal.screen
        assert terminal.app.focused.id == "prompt"


async def test_the_last_reply_is_copied_without_what_a_terminal_would_obey(chat: Chat) -> None:
    chat.remembers("about tea", Said("Green or black?"), Said("Green \x1b[31mtea\x1b[0m."))
    async with chat.run() as terminal:
        await terminal.press("f4")

        assert terminal.app.clipboard == "Green ␛[31mtea␛[0m."


async def test_the_mouse_over_a_message_tells_its_time_and_speed(chat: Chat) -> None:
    chat.remembers("about tea", Said("Green or black?"), Said("Green."))
    async with chat.run() as terminal:
        lines = terminal.screen.split("\n")
        y = next(index for index, line in enumerate(lines) if "Green." in line)
        await terminal.pilot.hover(offset=(40, y))
        await terminal.sees("143 tok/s · 1 s")
        await terminal.pilot.hover(offset=(40, 30))
        await terminal.until(lambda: "143 tok/s · 1 s" not in terminal.screen)
