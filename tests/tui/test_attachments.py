"""Files that are named in the prompt go along with it."""

from pathlib import Path

import pytest
from chatting import Chat, Terminal

from assistant.tui.widgets.completion_list import CompletionList


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chat:
    folder = tmp_path / "work"
    (folder / "notes").mkdir(parents=True)
    (folder / "todo.txt").write_text("Buy milk.\nCall 엄마.\n", "utf-8")
    (folder / "my letter.md").write_text("# Dear bank", "utf-8")
    (folder / "notes" / "old.txt").write_bytes("오래된 글".encode("cp949"))
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    monkeypatch.chdir(folder)
    return Chat(tmp_path / "data")


def rewrite(name: str, text: str | None) -> None:
    if text is None:
        Path(name).unlink()
    else:
        Path(name).write_text(text, "utf-8")


def offered(terminal: Terminal) -> list[str]:
    popup = terminal.app.query_one(CompletionList)
    return [option.prompt.plain.strip() for option in popup.options] if popup.display else []


async def test_a_name_is_completed_and_the_file_goes_along(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press(*"Do @to")
        await terminal.until(lambda: offered(terminal) == ["todo.txt"])
        await terminal.press("tab")
        assert terminal.prompt == "Do @todo.txt "
        await terminal.sees("▤ todo.txt")
        await terminal.press("enter")
        await terminal.until(lambda: terminal.session.messages[-1].text == "An answer.")

        (attached,) = terminal.session.messages[-2].attachments
        assert (attached.name, attached.text) == ("todo.txt", "Buy milk.\nCall 엄마.\n")
        content = chat.engine.requests[-1].messages[-1].content
        assert "todo.txt" in content
        assert "Call 엄마." in content


async def test_folders_open_and_names_with_blanks_are_quoted(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press("@", "n", "o")
        await terminal.until(lambda: offered(terminal) == ["notes/"])
        await terminal.press("enter")
        await terminal.until(lambda: offered(terminal) == ["notes/old.txt"])
        await terminal.press("tab", "@", "m", "y")
        await terminal.until(lambda: offered(terminal) == ["my letter.md"])
        await terminal.press("tab")
        assert terminal.prompt == '@notes/old.txt @"my letter.md" '
        await terminal.press("enter")
        await terminal.until(lambda: terminal.session.messages[-1].text == "An answer.")

        texts = [each.text for each in terminal.session.messages[-2].attachments]
        assert texts == ["오래된 글", "# Dear bank"]


async def test_the_size_of_a_file_is_shown_before_it_is_sent(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("See @todo.txt, please")
        tokens = await terminal.session.count_tokens("Buy milk.\nCall 엄마.\n")
        await terminal.sees(f"▤ todo.txt {tokens} tokens")
        await terminal.press("ctrl+u")
        await terminal.until(lambda: "▤" not in terminal.screen)


async def test_what_is_no_text_is_not_sent_and_nothing_is_lost(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.send("Look at @picture.png")
        await terminal.is_told("picture.png is not a text file")

        assert terminal.prompt == "Look at @picture.png"
        assert terminal.session.messages == ()


async def test_a_name_that_is_no_file_is_only_a_word(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.ask("Ask @minsu about it")

        assert terminal.session.messages[-2].attachments == ()


async def test_the_home_of_nobody_is_only_a_word(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.press(*"Ask @~nobody-at-all/x")
        assert offered(terminal) == []
        await terminal.press("enter")
        await terminal.until(lambda: terminal.session.messages[-1].text == "An answer.")

        assert terminal.session.messages[-2].attachments == ()


async def test_a_name_is_completed_in_the_middle_of_a_text(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.type("Read  now")
        await terminal.press("left", "left", "left", "left", "@", "t", "o")
        await terminal.until(lambda: offered(terminal) == ["todo.txt"])
        await terminal.press("tab", "!")

        assert terminal.prompt == "Read @todo.txt ! now"


async def test_a_file_that_was_sent_is_one_row_until_it_is_opened(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.ask("Do @todo.txt")
        assert "▤ todo.txt · 2 lines ▸" in terminal.screen
        assert "Buy milk." not in terminal.screen
        await terminal.press("alt+up", "up", "enter")
        await terminal.sees("Buy milk.")
        await terminal.press("enter")
        await terminal.until(lambda: "Buy milk." not in terminal.screen)


async def test_the_marked_message_is_copied(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.ask("Copy me")
        await terminal.press("alt+up", "up", "y")
        await terminal.until(lambda: chat.copied == ["Copy me"])


async def test_undoing_what_was_sent_brings_the_files_back_as_they_were_sent(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.ask("Sum up @todo.txt")
        rewrite("todo.txt", None)
        await terminal.press("ctrl+z")
        await terminal.until(lambda: terminal.prompt == "Sum up @todo.txt")
        await terminal.sees("▤ todo.txt")

        await terminal.press("enter")
        await terminal.until(lambda: terminal.session.messages[-1].text == "An answer.")
        (attached,) = terminal.session.messages[-2].attachments
        assert attached.text == "Buy milk.\nCall 엄마.\n"


async def test_files_that_came_back_are_forgotten_with_the_next_conversation(chat: Chat) -> None:
    async with chat.run() as terminal:
        await terminal.ask("Sum up @todo.txt")
        await terminal.press("ctrl+z")
        await terminal.until(lambda: terminal.prompt == "Sum up @todo.txt")
        rewrite("todo.txt", "Nothing.")
        await terminal.press("ctrl+n")
        await terminal.until(lambda: terminal.prompt == "")
        await terminal.ask("Sum up @todo.txt")

        (attached,) = terminal.session.messages[-2].attachments
        assert attached.text == "Nothing."


async def test_a_command_that_takes_a_file_completes_its_path(chat: Chat) -> None:
    rewrite("notes/conversations.json", "[]")
    async with chat.run() as terminal:
        await terminal.press(*"/import no")
        await terminal.until(lambda: offered(terminal) == ["notes/"])
        await terminal.press("tab")
        await terminal.until(lambda: offered(terminal) == ["notes/conversations.json"])
        await terminal.press("enter")
        assert terminal.prompt == "/import notes/conversations.json"
        await terminal.press("enter")
        await terminal.is_told("Imported: 0 messages in 0 conversations from conversations.json.")
