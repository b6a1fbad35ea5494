"""`glassbox sessions`: conversations are listed, shown and deleted without the chat."""

import pytest


@pytest.fixture
def first(glassbox) -> str:
    """The id of a conversation."""
    return glassbox("ask", "--json", "about palaces").document["conversation_id"]


def test_without_conversations_the_list_is_empty_and_says_so_beside(glassbox):
    listed = glassbox("sessions", "list")

    assert (listed.code, listed.out) == (0, "")
    assert "no conversations" in listed.err
    assert glassbox("sessions", "list", "--json").document == []


def test_the_list_has_the_latest_first_with_id_time_and_title(glassbox, first: str):
    glassbox("ask", "about dough")

    lines = glassbox("sessions").out.splitlines()

    assert lines[0].endswith("  about dough")
    assert lines[1].startswith(first[:8])


def test_a_conversation_is_shown_as_text_safe_for_the_terminal(glassbox):
    glassbox.says("bold\x1b[1m")
    conversation = glassbox("ask", "--json", "q").document["conversation_id"]

    assert (
        glassbox("sessions", "show", conversation[:6]).out == "You:\nq\n\nGlassbox:\nbold␛[1m\n\n"
    )


def test_deleting_wants_a_yes(glassbox, first: str):
    refused = glassbox("sessions", "delete", first, piped=b"")

    assert refused.code == 2
    assert "--yes" in refused.err
    assert glassbox("sessions", "delete", first, "--yes").code == 0
    assert glassbox("sessions", "list", "--json").document == []


@pytest.mark.parametrize("command", ["show", "delete"])
def test_a_conversation_that_does_not_exist_is_not_found(glassbox, command: str):
    run = glassbox("sessions", command, "nope")

    assert (run.code, run.out) == (3, "")
    assert "glassbox sessions list" in run.err


def test_an_id_that_fits_several_conversations_is_refused(glassbox, first: str):
    for _ in range(16):
        glassbox("ask", "another")

    ids = [each["id"] for each in glassbox("sessions", "list", "--json").document]
    shared = next(one[0] for one in ids if sum(other[0] == one[0] for other in ids) > 1)
    assert glassbox("sessions", "show", shared).code == 2


def test_a_file_that_is_no_database_is_told_and_kept(glassbox):
    glassbox.data_folder.mkdir()
    database = glassbox.data_folder / "glassbox.db"
    database.write_bytes(b"this is not a database" * 100)

    listed = glassbox("sessions")

    assert (listed.code, listed.out) == (1, "")
    assert str(database) in listed.err
    assert database.read_bytes().startswith(b"this is not")
