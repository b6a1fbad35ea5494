"""Every command comes up on a damaged database, and says beside its answer what was saved."""

import pytest
from damage import build_history, leaves_of, overwrite


@pytest.fixture
def damaged(glassbox):
    path = glassbox.data_folder / "glassbox.db"
    build_history(path)
    overwrite(path, 1)
    return path


@pytest.mark.parametrize(
    "command", [("sessions", "list", "--json"), ("sessions", "export", "c1"), ("ask", "Hello?")]
)
def test_a_command_answers_and_tells_on_standard_error(glassbox, damaged, command):
    run = glassbox(*command)

    assert run.code == 0
    assert run.out
    assert "glassbox: The database was damaged. Saved: 6 conversations with 54 messages" in run.err
    assert "damaged" not in glassbox(*command).err


def test_all_conversations_are_listed(glassbox, damaged):
    assert len(glassbox("sessions", "list", "--json").document) == 6


def test_doctor_looks_at_all_of_the_database(glassbox):
    path = glassbox.data_folder / "glassbox.db"
    build_history(path)
    overwrite(path, leaves_of(path, "messages")[-2], b"\xff" * 4096)

    states = {each["id"]: each["state"] for each in glassbox("doctor", "--json").document}
    again = {each["id"]: each["state"] for each in glassbox("doctor", "--json").document}

    assert "problem" in states["data.conversations"] or states.get("data.salvaged") == "advice"
    assert again["data.conversations"] == "ok"
