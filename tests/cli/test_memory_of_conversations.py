"""What is kept of conversations follows what is done to them from the command line."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.conversation import ConversationStore
from assistant.recollection import Ingested
from assistant.wiring import built_in_embedder
from assistant_memory.long_term import LongTermMemory

WORDS = "The locker code is zebra-7391"


@pytest.fixture
def memory_folder(glassbox) -> Path:
    return glassbox.data_folder / "memory"


@pytest.fixture
def conversation_id(glassbox) -> str:
    """A conversation of which the memory has a round."""
    assert glassbox("ask", WORDS).code == 0
    (listed,) = glassbox("sessions", "list", "--json").document
    return listed["id"]


def found(glassbox) -> list[str]:
    listed = glassbox("memory", "search", "locker code", "--json").document
    return [each["question"] for each in listed]


def files_with_the_words(folder: Path) -> list[str]:
    files = [each for each in folder.rglob("*") if each.is_file()]
    return [each.name for each in files if b"zebra-7391" in each.read_bytes()]


def test_a_deleted_conversation_leaves_nothing_in_the_memory(glassbox, conversation_id):
    assert found(glassbox) == [WORDS]

    assert glassbox("sessions", "delete", conversation_id, "--yes").code == 0

    assert found(glassbox) == []
    assert files_with_the_words(glassbox.data_folder) == []


def test_while_another_program_has_the_memory_it_is_recalled_no_more_and_erased_by_that(
    glassbox, conversation_id, memory_folder
):
    with closing(LongTermMemory.open(memory_folder, built_in_embedder())) as other:
        deleted = glassbox("sessions", "delete", conversation_id, "--yes")
        assert (deleted.code, found(glassbox)) == (0, [])

        while other.settle():
            pass

        assert files_with_the_words(glassbox.data_folder) == []


def test_what_was_only_thrown_away_is_not_found(glassbox, conversation_id):
    with closing(ConversationStore.open(glassbox.data_folder / "glassbox.db")) as store:
        store.delete_conversation(conversation_id)

    assert found(glassbox) == []


def test_without_a_memory_none_is_made(glassbox, memory_folder):
    glassbox(
        "ask", WORDS, GLASSBOX_MEMORY_RECALL="false", GLASSBOX_MEMORY_KEEP_CONVERSATIONS="false"
    )
    (listed,) = glassbox("sessions", "list", "--json").document

    assert glassbox("sessions", "delete", listed["id"], "--yes").code == 0

    assert not memory_folder.exists()


def test_after_an_import_the_chat_looks_at_all_conversations(glassbox, memory_folder, tmp_path):
    memory_folder.mkdir(parents=True)
    Ingested(memory_folder).write(datetime.now(UTC))
    (tmp_path / "conversations.json").write_text("[]")

    glassbox("sessions", "import", str(tmp_path / "conversations.json"))

    assert Ingested(memory_folder).read().year == 1
