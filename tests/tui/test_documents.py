"""`/docs`: documents are added, listed, searched and taken out in the chat."""

from dataclasses import replace
from pathlib import Path

import pytest
from chatting import Chat, says
from finding import PASSAGE
from rich.cells import cell_len

from assistant.tui.documents.opening import FilePlace, editor_arguments, file_place
from assistant.tui.documents.pdf_viewers import viewer_arguments


@pytest.fixture
def papers(tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "palaces.md").write_text("# Changdeokgung\n\nThe garden opens at nine.\n", "utf-8")
    (folder / "bread.txt").write_text("Dough needs flour, water and salt.\n", "utf-8")
    return folder


@pytest.fixture
def chat(tmp_path) -> Chat:
    return Chat(tmp_path / "data", [says("Noted.")])


async def test_a_folder_is_read_and_its_documents_are_listed(chat, papers):
    async with chat.run() as terminal:
        await terminal.send("/docs")
        await terminal.sees("No documents were added yet.")
        await terminal.press("escape")
        await terminal.send(f"/docs add {papers}")
        await terminal.is_told("2 documents read.")
        await terminal.send("/docs list")
        await terminal.sees("palaces.md")
        await terminal.sees("1 passage")


async def test_passages_are_found_with_their_place(chat, papers):
    async with chat.run((80, 24)) as terminal:
        await terminal.send(f"/docs add {papers}")
        await terminal.is_told("2 documents read.")
        await terminal.send("/docs search garden")
        await terminal.sees("palaces.md › Changdeokgung")
        await terminal.sees("The garden opens at nine.")


async def test_a_file_is_taken_out(chat, papers):
    async with chat.run() as terminal:
        await terminal.send(f"/docs add {papers}")
        await terminal.is_told("2 documents read.")
        await terminal.send(f"/docs remove {papers / 'bread.txt'}")
        await terminal.is_told("Taken out: 1 documents, 1 passages")


async def test_what_is_not_there_or_not_a_document_is_told(chat, papers):
    (papers / "noise.pdf").write_bytes(b"%PDF-1.4 nothing")
    async with chat.run() as terminal:
        await terminal.send("/docs add nowhere.txt")
        await terminal.is_told("There is no such file")
        await terminal.send(f"/docs add {papers / 'noise.pdf'}")
        await terminal.is_told("noise.pdf: It is damaged")
        await terminal.send("/docs fnord")
        await terminal.is_told("Write /docs with one of these")


async def test_an_answer_shows_its_sources_and_opens_them_where_they_stand(
    chat, papers, monkeypatch, tmp_path
):
    long = "The garden opens at nine.\n\n" + "And more. " * 4000
    (papers / "palaces.md").write_text("# Changdeokgung\n\n" + long, "utf-8")
    chat.engine.replies = [says("It opens at nine [1], some say ten [7].")]
    async with chat.run() as terminal:
        await terminal.send(f"/docs add {papers}")
        await terminal.is_told("2 documents read.")
        await terminal.ask("When does the garden open?")
        await terminal.press("alt+up", "s")
        await terminal.sees("Sources")
        await terminal.sees("[1] palaces.md")
        await terminal.sees("These marks point to nothing: [7]")
        (papers / "palaces.md").unlink()
        await terminal.press("enter")
        await terminal.is_told("is not there any more")


async def test_a_click_on_a_citation_opens_the_card_of_that_source(tmp_path):
    second = replace(PASSAGE, id="p2", label="bread.txt", place="bread.txt", text="Salt.")
    words = "자, closed on Mondays [1], salted [1, 2]. Not `[2]`, nor [9]."
    chat = Chat(tmp_path / "data", [says(words)], found=(PASSAGE, second))
    async with chat.run() as terminal:
        await terminal.ask("When is it closed?")

        async def click(mark: str, offset: int = 1) -> None:
            lines = terminal.screen.splitlines()
            y = next(row for row, line in enumerate(lines) if mark in line)
            before = lines[y][: lines[y].index(mark)]
            await terminal.pilot.click(offset=(cell_len(before) + offset, y))

        await click("[1],")
        await terminal.sees("Sources")
        await terminal.sees("Enter opens the file, Esc closes.")
        first, other = (
            terminal.screen.index(words) for words in ("[1] palaces.md", "[2] bread.txt")
        )
        assert first < other
        await terminal.press("escape")

        await click("[1, 2]", 4)
        await terminal.sees("Sources")
        assert terminal.screen.index("[2] bread.txt") < terminal.screen.index("[1] palaces.md")
        await terminal.press("escape")

        await click("[2], nor")
        await click("closed on")
        assert "Sources" not in terminal.screen


async def test_without_sources_a_number_in_brackets_is_only_words(chat):
    chat.engine.replies = [says("A list has a first element, a[1].")]
    async with chat.run() as terminal:
        await terminal.ask("Lists?")
        lines = terminal.screen.splitlines()
        y = next(row for row, line in enumerate(lines) if "[1]" in line)
        await terminal.pilot.click(offset=(lines[y].index("[1]") + 1, y))
        await terminal.settle()

        assert "Sources" not in terminal.screen
        assert "No documents were given" not in terminal.screen


@pytest.mark.parametrize(
    ("application", "opened"),
    [
        ("org.gnome.Evince.desktop\n", ["/bin/evince", "--page-index=3", "/home/me/a b.pdf"]),
        ("okularApplication_pdf.desktop", ["/bin/okular", "-p", "3", "/home/me/a b.pdf"]),
        ("firefox_firefox.desktop", ["/bin/firefox", "file:///home/me/a%20b.pdf#page=3"]),
        ("acroread.desktop", None),
        ("", None),
    ],
)
def test_a_pdf_is_opened_at_its_page_where_the_viewer_can(monkeypatch, application, opened):
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")

    assert viewer_arguments(application, Path("/home/me/a b.pdf"), 3) == opened


@pytest.mark.parametrize(
    ("command", "opened"),
    [
        (["vim"], ["vim", "+40", "/home/me/palaces.md"]),
        (["/usr/bin/code", "-w"], ["/usr/bin/code", "-w", "--goto", "/home/me/palaces.md:40"]),
    ],
)
def test_an_editor_is_told_the_line(command, opened):
    place = file_place("/home/me/palaces.md:40")

    assert editor_arguments(command, place) == opened


def test_a_file_without_a_line_is_opened_at_its_beginning():
    assert file_place("/home/me/no:line.md") == FilePlace(Path("/home/me/no:line.md"), 1)
