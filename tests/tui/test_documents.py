"""`/docs`: documents are added, listed, searched and taken out in the chat."""

from pathlib import Path

import pytest
from chatting import Chat, says

from assistant.tui.documents.opening import FilePlace, editor_arguments, file_place


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
