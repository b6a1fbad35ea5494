"""`glassbox sessions import` and `export`: conversations move in and out, and nothing is lost."""

import json
import os
import signal
from pathlib import Path

import pytest
from some_exports import chatgpt_node, dough, palaces

from assistant.cli import transfer
from assistant.cli.import_report import bar_text
from assistant.transfer import ImportProgress, import_file


@pytest.fixture
def export(tmp_path: Path):
    """Writes an export, and returns its file."""

    def write(*conversations: object, name: str = "conversations.json") -> str:
        path = tmp_path / name
        path.write_text(json.dumps(conversations), "utf-8")
        return str(path)

    return write


@pytest.fixture
def imported(glassbox, export) -> dict[str, str]:
    """Two conversations, by title: their ids."""
    assert glassbox("sessions", "import", export(palaces(), dough())).code == 0
    listed = glassbox("sessions", "list", "--json").document
    return {each["title"]: each["id"] for each in listed}


def test_an_import_says_what_was_new_and_prints_nothing(glassbox, export):
    file = export(palaces(), dough())

    first, second = (glassbox("sessions", "import", file) for _ in range(2))

    assert (first.code, first.out) == (0, "")
    assert "Read 2 conversations of conversations.json. New: 7 messages in 2 conver" in first.err
    assert "Nothing new: 2 conversations." in second.err
    assert len(glassbox("sessions", "list").out.splitlines()) == 2


def test_an_import_prints_a_document(glassbox, export):
    file = export(palaces(), {"title": "B\x1b[1m", "mapping": 3})

    ran = glassbox("sessions", "import", "--json", file)

    assert ran.code == 0
    assert ran.document == {
        "file": "conversations.json",
        "is_complete": True,
        "conversations": 1,
        "new_conversations": 1,
        "messages": 4,
        "new_messages": 4,
        "left_out": 1,
        "problems": [{"place": "“B␛[1m”", "reason": "it has no messages that can be read"}],
    }
    assert "left out: “B␛[1m”: it has no messages that can be read." in ran.err


def test_what_was_left_out_is_told_within_bounds(glassbox, export):
    file = export(palaces(), *({"title": f"B{number}", "mapping": 3} for number in range(300)))

    lines = glassbox("sessions", "import", file).err.splitlines()

    assert len([line for line in lines if "left out: “B" in line]) == 20
    assert lines[-1] == "glassbox: left out: 280 more."


def test_progress_is_told_in_lines_where_there_is_no_terminal(glassbox, export):
    many = [palaces(conversation_id=f"c{number}") for number in range(2000)]

    lines = glassbox("sessions", "import", export(*many)).err.splitlines()

    assert 5 <= len(lines) <= 11
    assert " % · " in lines[0]


def test_the_bar_has_figures():
    text = bar_text(ImportProgress(5_000_000, 10_000_000, 3, 2, 30, 1200))

    assert text == (
        "[############------------]  50% · 5.0 of 10.0 MB · 3 conversations, 1,200 new messages"
    )


def test_a_file_that_is_no_export_is_wrong_usage_and_one_that_is_missing_not_found(
    glassbox, tmp_path
):
    other = tmp_path / "x.json"
    other.write_text("<html>")

    refused = glassbox("sessions", "import", str(other))

    assert (refused.code, refused.out) == (2, "")
    assert len(refused.err.splitlines()) == 1
    assert glassbox("sessions", "import", str(tmp_path / "none.zip")).code == 3
    assert glassbox("sessions", "import", str(tmp_path)).code == 2


def test_ctrl_c_stops_between_two_conversations_and_the_next_import_goes_on(
    glassbox, export, monkeypatch
):
    def interrupted(*arguments):
        for progress in import_file(*arguments):
            if progress.conversations == 1 and progress.bytes_done:
                os.kill(os.getpid(), signal.SIGINT)
            yield progress

    file = export(palaces(), dough(), palaces(conversation_id="c2"))
    with monkeypatch.context() as patch:
        patch.setattr(transfer, "import_file", interrupted)
        stopped = glassbox("sessions", "import", "--json", file)

    assert stopped.code == 130
    assert (stopped.document["is_complete"], stopped.document["conversations"]) == (False, 1)
    assert "Stopped after 1 conversation of" in stopped.err
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert glassbox("sessions", "import", "--json", file).document["new_conversations"] == 2


def test_one_conversation_goes_to_standard_output_as_markdown(glassbox, imported):
    ran = glassbox("sessions", "export", imported["Palaces"])

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# Palaces\n\n")
    assert "There are **five**." in ran.out
    assert "Which?" not in ran.out


def test_other_branches_are_exported_when_asked_for(glassbox, imported):
    some = ("sessions", "export", imported["Palaces"])

    assert "Which?" in glassbox(*some, "--branch", "all").out
    assert "Which?" in glassbox(*some, "--format", "html").out
    assert "Which?" not in glassbox(*some, "--format", "json", "--branch", "shown").out


def test_json_of_everything_can_be_imported_elsewhere(glassbox, imported, tmp_path):
    file = str(tmp_path / "all.json")
    assert glassbox("sessions", "export", "--all", "-o", file).code == 0

    elsewhere = ("--data-dir", str(tmp_path / "elsewhere"))
    assert glassbox("sessions", "import", file, *elsewhere).code == 0

    shown = ("sessions", "export", "--all", "--format", "json")
    assert glassbox(*shown, *elsewhere).document == glassbox(*shown).document


def test_a_folder_gets_a_file_each(glassbox, imported, tmp_path):
    folder = tmp_path / "out" / "pages"

    ran = glassbox("sessions", "export", "--all", "--format", "html", "-o", str(folder))

    assert ran.code == 0
    assert sorted(each.name for each in folder.iterdir()) == ["Dough.html", "Palaces.html"]
    assert "Wrote 2 conversations" in ran.err


def test_the_name_of_a_file_chooses_the_format(glassbox, imported, tmp_path):
    file = tmp_path / "palaces.html"

    assert glassbox("sessions", "export", imported["Palaces"], "-o", str(file)).code == 0
    assert file.read_text("utf-8").startswith("<!doctype html>")


def test_nothing_is_written_over_without_a_yes(glassbox, imported, tmp_path):
    (tmp_path / "Palaces.md").write_text("mine")
    into = ("sessions", "export", "--all", "-o", str(tmp_path))

    refused = glassbox(*into)

    assert refused.code == 2
    assert "--yes" in refused.err
    assert not (tmp_path / "Dough.md").exists()
    assert (tmp_path / "Palaces.md").read_text() == "mine"
    assert glassbox(*into, "--yes").code == 0
    assert (tmp_path / "Palaces.md").read_text("utf-8").startswith("# Palaces")
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]


def test_a_place_that_cannot_be_written_is_told(glassbox, imported, tmp_path):
    (tmp_path / "file").write_text("")

    ran = glassbox("sessions", "export", "--all", "-o", str(tmp_path / "file" / "x"))

    assert ran.code == 1
    assert "cannot be written" in ran.err


@pytest.mark.parametrize("arguments", [(), ("--all", "x"), ("--all",)])
def test_what_to_export_and_where_must_be_said(glassbox, imported, arguments: tuple[str, ...]):
    ran = glassbox("sessions", "export", *arguments)

    assert (ran.code, ran.out) == (2, "")


def test_a_conversation_that_does_not_exist_is_not_found(glassbox, imported):
    assert glassbox("sessions", "export", "zzz").code == 3


def test_an_imported_conversation_is_listed_and_shown_like_any_other(glassbox, export):
    found = palaces()
    found["mapping"]["a2"]["message"] = chatgpt_node("a2", "q", "assistant", "\x1b[2J")["message"]
    glassbox("sessions", "import", export(found))
    conversation = glassbox("sessions", "list", "--json").document[0]

    assert conversation["title"] == "Palaces"
    assert "␛[2J" in glassbox("sessions", "show", conversation["id"]).out
