"""The commands compare texts as the chat does: by the model that the settings name."""

import sqlite3
from contextlib import closing

import pytest
from tiny_bert import RANK, TinyBert, write_tiny_bert

from assistant.engine.embedders import read_embedder


@pytest.fixture
def model(glassbox):
    """An embedding model in the data folder's `models`."""
    folder = glassbox.data_folder / "models"
    folder.mkdir(parents=True)
    write_tiny_bert(folder / "rank.gguf", TinyBert(pooling=RANK))
    return write_tiny_bert(folder / "small.gguf")


def run(glassbox, *arguments: str, embedder: str = "small", reranker: str = "off"):
    return glassbox(
        *arguments, GLASSBOX_MEMORY_EMBEDDER=embedder, GLASSBOX_MEMORY_RERANKER=reranker
    )


def was_started(glassbox) -> bool:
    """Whether an engine process ever was."""
    return (glassbox.data_folder / "engine.log").exists()


def embedders(database, table: str) -> list[tuple[str, int]]:
    """Who made the stored vectors, and how many."""
    query = f"SELECT fingerprint, count(*) FROM embedders JOIN {table} GROUP BY 1"
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def test_what_is_added_is_compared_by_the_model(glassbox, model):
    added = run(glassbox, "memory", "add", "the cat sat on the mat")
    found = run(glassbox, "memory", "search", "cat mat", "--json").document

    assert (added.code, len(found)) == (0, 1)
    name = read_embedder(model).fingerprint
    keys = "search_keys ON embedder = embedders.seq"
    assert embedders(glassbox.data_folder / "memory" / "memory.db", keys) == [(name, 1)]


def test_the_engine_is_started_only_for_something_to_measure(glassbox, model):
    assert run(glassbox, "memory", "list").code == 0
    assert run(glassbox, "memory", "search", "cat").code == 0
    assert run(glassbox, "docs", "list").code == 0
    assert not was_started(glassbox)

    run(glassbox, "memory", "add", "a dog")
    assert was_started(glassbox)


def test_a_missing_model_is_told_in_a_line_and_nothing_is_lost(glassbox):
    added = run(glassbox, "memory", "add", "the cat", embedder="nowhere")

    assert added.code == 0
    assert added.err.count("memory.embedder: There is no model nowhere.") == 1
    assert len(run(glassbox, "memory", "list", "--json").document) == 1
    assert not was_started(glassbox)


def test_a_model_that_cannot_run_is_told_and_words_find_what_was_added(glassbox, model):
    bad = write_tiny_bert(model.with_name("bad.gguf"), TinyBert(without=("blk.1.ffn_up.weight",)))
    added = run(glassbox, "memory", "add", "the cat sat", embedder=str(bad))

    assert added.code == 0
    assert "found by their words for now" in added.err
    found = run(glassbox, "memory", "search", "cat", "--json", embedder=str(bad)).document
    assert [each["text"] for each in found] == ["the cat sat"]


def test_documents_are_compared_by_it_and_renewed_for_another(glassbox, model, tmp_path):
    other = write_tiny_bert(model.with_name("other.gguf"), TinyBert(seed=1, width=48))
    (tmp_path / "paper.txt").write_text("the cat sat on the mat")
    database = glassbox.data_folder / "documents.db"
    keys = "keys ON embedder_id = embedders.id"

    run(glassbox, "docs", "add", str(tmp_path / "paper.txt"))
    assert embedders(database, keys) == [(read_embedder(model).fingerprint, 1)]
    (found,) = run(glassbox, "docs", "search", "the cat", "--json", embedder="other").document
    assert found["text"] == "the cat sat on the mat"
    run(glassbox, "docs", "refresh", embedder="other")
    assert embedders(database, keys) == [(read_embedder(other).fingerprint, 1)]
