"""`glassbox memory`: what is remembered, from the command line."""

import json
from pathlib import Path

import pytest


def add(glassbox, text: str, *options: str) -> dict:
    return glassbox("memory", "add", text, "--json", *options).document


@pytest.fixture
def two(glassbox):
    """Two things are remembered."""
    return [add(glassbox, "I prefer walking to buses"), add(glassbox, "My sister is called Mina")]


def test_nothing_is_remembered_at_first(glassbox):
    listed = glassbox("memory")

    assert (listed.code, listed.out) == (0, "")
    assert "Nothing is remembered yet" in listed.err
    assert glassbox("memory", "list", "--json").document == []


def test_a_sentence_is_remembered_with_all_that_is_known_of_it(glassbox, two):
    first, second = two

    assert (first["kind"], second["kind"]) == ("preference", "fact")
    assert first["outcome"] == "added"
    assert [each["id"] for each in glassbox("memory", "list", "--json").document] == [
        second["id"],
        first["id"],
    ]
    assert glassbox("memory", "show", first["id"][:8], "--json").document["text"] == first["text"]
    assert "walking" in glassbox("memory", "show", first["id"][:8]).out


def test_what_was_remembered_already_is_said(glassbox, two):
    again = glassbox("memory", "add", "My sister is called Mina")

    assert "remembered already" in again.err
    assert len(glassbox("memory", "list", "--json").document) == 2


def test_a_search_finds_by_words_and_tells_how_sure_it_is(glassbox, two):
    found = glassbox("memory", "search", "who is my sister?", "--json").document

    assert found[0]["id"] == two[1]["id"]
    assert 0 <= found[0]["score"] <= 1


def test_a_memory_is_changed_pinned_put_away_and_brought_back(glassbox, two):
    name = two[0]["id"][:8]

    assert "cycling" in glassbox("memory", "edit", name, "I prefer cycling").out
    assert "(pinned)" in glassbox("memory", "pin", name).out
    assert "(pinned)" not in glassbox("memory", "pin", name, "--off").out
    assert "(put away)" in glassbox("memory", "forget", name).out
    assert len(glassbox("memory", "list", "--json").document) == 1
    assert len(glassbox("memory", "list", "--past", "--json").document) == 2
    assert "cycling" in glassbox("memory", "undo").out
    assert len(glassbox("memory", "list", "--json").document) == 2
    glassbox("memory", "redo")
    assert len(glassbox("memory", "list", "--json").document) == 1


def test_forgetting_for_good_needs_a_yes_and_proves_itself(glassbox, two):
    name = two[1]["id"][:8]

    refused = glassbox("memory", "forget", name, "--for-good", piped=b"")
    assert (refused.code, "Add --yes" in refused.err) == (2, True)

    done = glassbox("memory", "forget", name, "--for-good", "--yes")
    assert done.code == 0
    assert "Nothing of it is left." in done.out
    files = [each for each in glassbox.data_folder.rglob("*") if each.is_file()]
    assert all(b"Mina" not in each.read_bytes() for each in files)


def test_words_that_also_stand_in_a_message_are_shown_and_taken_out_if_wanted(glassbox):
    glassbox("ask", "Please note: my sister is called Mina")
    name = add(glassbox, "my sister is called Mina")["id"]

    kept = glassbox("memory", "forget", name, "--for-good", "--yes", "--json")
    assert kept.code == 1
    assert {each["what"] for each in kept.document["found"]} >= {"text"}

    name = add(glassbox, "my sister is called Mina")["id"]
    gone = glassbox("memory", "forget", name, "--for-good", "--redact", "--yes")
    assert (gone.code, gone.err) == (0, "")
    files = [each for each in glassbox.data_folder.rglob("*") if each.is_file()]
    assert all(b"Mina" not in each.read_bytes() for each in files)


def test_an_export_comes_back_whole_and_only_once(glassbox, two, tmp_path):
    file = tmp_path / "memory.jsonl"
    glassbox("memory", "export", "-o", str(file))
    assert glassbox("memory", "export", "-o", str(file)).code == 2
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert any(line.get("text") == two[0]["text"] for line in lines)

    again = glassbox("memory", "import", str(file), "--json").document
    assert (again["memories"], again["already_there"]) == (0, 2)

    other = tmp_path / "other"
    taken = glassbox("--data-dir", str(other), "memory", "import", str(file), "--json").document
    assert taken["memories"] == 2


def test_a_line_that_cannot_be_taken_in_is_named(glassbox, tmp_path):
    file = tmp_path / "odd.jsonl"
    good = '{"type":"memory","id":"a","text":"Good","said_at":"2026-01-01"}'
    file.write_text(f"{good}\nnonsense\n")

    ran = glassbox("memory", "import", str(file))

    assert ran.code == 0
    assert "1 line says nothing that can be remembered:\nglassbox: line 2: " in ran.err


def test_where_a_memory_counts_is_told_in_words(glassbox, tmp_path):
    glassbox("memory", "add", "--here", "This project uses tabs")
    shown = glassbox("memory", "show", glassbox("memory", "list").out[:8]).out

    assert f"scope: project {Path.cwd()}\n" in shown


def test_what_is_not_there_is_not_found(glassbox, two):
    assert glassbox("memory", "show", "ffffffff").code == 3
    assert glassbox("memory", "forget", "nothing").code == 3
    assert glassbox("memory", "import", "nowhere.jsonl").code == 3
    assert glassbox("memory", "add", " ").code == 2
    assert glassbox("memory", "forget", two[0]["id"], "--redact").code == 2


def test_files_that_hold_the_words_are_told_and_leave_the_index_if_wanted(glassbox, tmp_path):
    file = tmp_path / "notes.md"
    file.write_text("Remember: my sister is called Mina, and so on.\n")
    glassbox("docs", "add", str(file))
    name = add(glassbox, "my sister is called Mina")["id"]

    kept = glassbox("memory", "forget", name, "--for-good", "--yes")
    assert (kept.code, str(file) in kept.err) == (1, True)
    assert "--drop-documents takes it out of the index" in kept.err

    name = add(glassbox, "my sister is called Mina")["id"]
    gone = glassbox("memory", "forget", name, "--for-good", "--drop-documents", "--yes")
    assert (gone.code, gone.err) == (0, "")
    assert f"Took {file} out of the index" in gone.out
    assert "Mina" in file.read_text()
    files = [each for each in glassbox.data_folder.rglob("*") if each.is_file()]
    assert all(b"Mina" not in each.read_bytes() for each in files)
    assert glassbox("memory", "forget", name, "--drop-documents").code == 2


def test_an_undone_addition_is_told(glassbox):
    glassbox("memory", "add", "I met Lisa in Lyon")

    assert "memory redo" in glassbox("memory", "undo").err
    assert "Lisa" in glassbox("memory", "redo").out
