"""`glassbox docs`: documents are added, found, refreshed and removed without the chat."""

import os
import signal
from pathlib import Path

import pytest
from some_documents import encrypted_pdf, pdf, write

from assistant.cli.docs_report import bar_text
from assistant.cli.time_left import TimeLeft
from assistant.recollection.faults import fault_words
from assistant_memory.documents.faults import SENTENCES
from assistant_memory.documents.library import DocumentLibrary
from assistant_memory.documents.values import Progress


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "folder"
    write(folder / "rules.md", "# Travel\n\nA night may cost 125 euros.\x1b[2J\n")
    write(folder / "report.pdf", pdf("The lighthouse was repaired."))
    return folder


def test_a_folder_is_added_listed_searched_and_removed(glassbox, folder):
    added = glassbox("docs", "add", str(folder))
    assert (added.code, added.out) == (0, "")
    assert "Done. 2 new documents." in added.err

    listed = glassbox("docs").out.splitlines()
    assert listed[0] == f"{folder}/report.pdf  pdf  1 passage"
    assert len(listed) == 2

    found = glassbox("docs", "search", "lighthouse")
    assert found.out.splitlines()[0].endswith(f"{folder}/report.pdf  page 1")
    assert "    The lighthouse was repaired." in found.out
    assert "rules.md" not in found.out

    removed = glassbox("docs", "remove", str(folder))
    assert (removed.code, removed.out) == (0, "")
    assert "Forgot 2 documents." in removed.err
    assert "no documents yet" in glassbox("docs").err


def test_every_command_prints_one_document(glassbox, folder):
    write(folder / "locked.pdf", encrypted_pdf("x", "secret"))

    added = glassbox("docs", "add", "--json", str(folder)).document
    assert (added["is_complete"], added["added"], added["failed"]) == (True, 2, 1)
    assert added["problems"][0]["fault"] == "encrypted"
    listed = glassbox("docs", "list", "--json").document
    assert [(Path(each["path"]).name, each["state"]) for each in listed] == [
        ("locked.pdf", "failed"),
        ("report.pdf", "ready"),
        ("rules.md", "ready"),
    ]
    found = glassbox("docs", "search", "--json", "night", "euros").document
    assert (found[0]["headings"], found[0]["first_line"]) == (["Travel"], 1)
    assert [each["is_relevant"] for each in found] == [True, False]
    assert glassbox("docs", "refresh", "--json").document["unchanged"] == 2
    assert glassbox("docs", "remove", "--json", str(folder)).document["documents"] == 3


def test_nothing_relevant_is_said(glassbox, folder):
    glassbox("docs", "add", str(folder))

    found = glassbox("docs", "search", "xylophone")

    assert (found.code, found.out) == (0, "")
    assert "Nothing relevant" in found.err


def test_what_a_document_holds_cannot_reach_the_terminal(glassbox, folder):
    odd = os.fsdecode(b"odd\nname\xff.md")
    write(folder / odd, "Odd words.")
    glassbox("docs", "add", str(folder))

    assert "␛[2J" in glassbox("docs", "search", "night").out
    assert "odd␊name\ufffd.md" in glassbox("docs").out
    assert glassbox("docs", "list", "--json").document[0]["path"].endswith("odd␊name\ufffd.md")


def test_a_named_file_that_cannot_be_read_is_a_failure(glassbox, tmp_path):
    path = write(tmp_path / "locked.pdf", encrypted_pdf("x", "secret"))

    ran = glassbox("docs", "add", str(path))

    assert ran.code == 1
    assert f"left out: {path}: It is encrypted. Save a copy without a password" in ran.err


def test_the_limit_for_files_is_a_setting(glassbox, tmp_path):
    path = write(tmp_path / "large.txt", b"words " * 200_000)

    small = glassbox("docs", "add", str(path), GLASSBOX_DOCUMENTS_MAX_FILE_MEGABYTES="1")

    assert small.code == 1
    assert "documents.max_file_megabytes" in small.err
    assert glassbox("docs", "add", str(path)).code == 0


@pytest.mark.parametrize("command", ["add", "remove"])
def test_what_does_not_exist_is_not_found(glassbox, tmp_path, command: str):
    ran = glassbox("docs", command, str(tmp_path / "none"))

    assert (ran.code, ran.out) == (3, "")
    assert len(ran.err.splitlines()) == 1


def test_which_of_several_paths_cannot_be_added_is_said(glassbox, folder, tmp_path):
    os.mkfifo(tmp_path / "pipe")

    pipe = glassbox("docs", "add", str(folder), str(tmp_path / "pipe"))
    missing = glassbox("docs", "add", str(folder), str(tmp_path / "none"))
    removed = glassbox("docs", "remove", str(tmp_path / "none"))

    assert pipe.err == f"glassbox: {tmp_path}/pipe cannot be added. {fault_words('special')}\n"
    assert f"no file or folder {tmp_path}/none" in missing.err
    assert f"{tmp_path}/none is not among the documents" in removed.err
    assert (pipe.code, missing.code, removed.code) == (2, 3, 3)


@pytest.mark.parametrize("path", [f"~{'x' * 40}/notes", "x" * 300, "\udcff" * 9])
@pytest.mark.parametrize("command", ["add", "remove"])
def test_a_path_that_cannot_be_is_not_found(glassbox, command: str, path: str):
    assert glassbox("docs", command, path).code == 3


@pytest.mark.parametrize("command", ["add", "remove"])
def test_an_empty_path_is_not_the_folder_one_is_in(glassbox, command: str):
    ran = glassbox("docs", command, "")

    assert (ran.code, ran.out) == (2, "")
    assert "The path is empty." in ran.err
    assert "no documents yet" in glassbox("docs").err


def test_what_goes_wrong_is_told_in_the_language_in_use(glassbox, tmp_path):
    none = str(tmp_path / "none")

    ran = glassbox("docs", "add", none, GLASSBOX_INTERFACE_LANGUAGE="ko")

    assert f"{none} 파일이나 폴더가 없습니다" in ran.err


def test_ctrl_c_stops_cleanly_and_what_was_read_stays(glassbox, folder, monkeypatch):
    write(folder / "z.txt", "\n\n".join("The palace by the river. " * 40 for _ in range(300)))
    add = DocumentLibrary.add

    def interrupted(self, path):
        for progress in add(self, path):
            if progress.passages > 130:
                os.kill(os.getpid(), signal.SIGINT)
            yield progress

    with monkeypatch.context() as patch:
        patch.setattr(DocumentLibrary, "add", interrupted)
        stopped = glassbox("docs", "add", "--json", str(folder))

    assert stopped.code == 130
    assert (stopped.document["is_complete"], stopped.document["added"]) == (False, 2)
    assert "Stopped; add or refresh again" in stopped.err
    assert glassbox("docs", "refresh", "--json").document["added"] == 1


def test_progress_is_told_in_lines_where_there_is_no_terminal(glassbox, folder):
    for number in range(40):
        write(folder / f"{number}.txt", "Words. " * 100)

    lines = glassbox("docs", "add", str(folder)).err.splitlines()

    assert 5 <= len(lines) <= 11
    assert " % · " in lines[0]


def test_the_bar_has_figures():
    progress = Progress("indexing", 3, 12, 50, 100, Path("/x/report.pdf"))

    assert bar_text(progress, 75) == (
        "[############------------]  50% · 3 of 12 files · 1:15 min left · report.pdf"
    )
    assert bar_text(Progress(files_total=1200), None) == "counting, 1,200 files"


def test_the_time_left_never_grows():
    left = TimeLeft(0.0)

    said = [
        left.at(share, now) for share, now in ((0.0, 0.5), (0.1, 2.0), (0.11, 9.0), (0.9, 10.0))
    ]

    assert said == [None, 18, 18, 1]


def test_every_fault_has_its_sentence():
    assert all(fault_words(fault) for fault in SENTENCES)
