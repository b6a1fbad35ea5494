"""`memory.embedder`: what is remembered is compared by the model that the settings name."""

import asyncio
import os
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from engine_talk import until
from open_memories import a_round
from tiny_bert import TinyBert, write_tiny_bert

from assistant.engine.embedders import read_embedder
from assistant_memory.values import NewMemory, Query

MANY = [
    a_round(i, f"who does like tea {i}", "cat dog " * 900, "short" if i < 8 else "long")
    for i in range(300)
]
"""So much that the engine is busy for a while."""
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)


async def recall(session, question: str):
    found = await session.memory.memories.recall(Query(question, NOW), 60)
    return found.found


async def settle(session) -> None:
    while await session.memory.keeping.unsettled_count():
        await session.memory.memories.do(lambda keeper: keeper.settle())


async def remember(session, *texts: str) -> None:
    for text in texts:
        await session.memory.memories.remember(NewMemory(text))


def vectors(folder) -> dict[str, list[int]]:
    """How long the stored vectors of each embedder are, in bytes; of none under an empty name."""
    query = """
        SELECT ifnull(fingerprint, ''), length(vector) FROM search_keys
        LEFT JOIN embedders ON seq = embedder
    """
    found: dict[str, list[int]] = {}
    with closing(sqlite3.connect(folder.memory / "memory.db")) as database:
        for name, length in database.execute(query):
            found.setdefault(name, []).append(length)
    return found


@pytest.fixture
def names(folder) -> dict[str, str]:
    """The fingerprint of each embedder."""
    files = {name: folder.models / f"{name}.gguf" for name in ("small", "other")}
    return {name: read_embedder(path).fingerprint for name, path in files.items()}


def notices(session) -> list[str]:
    return list(iter(session.memory.take_trouble, ""))


async def test_what_is_remembered_is_compared_by_the_model_that_the_settings_name(
    start, folder, names
):
    session = await start("small")
    await remember(session, "the cat sat on the mat", "a dog ran")

    first, *_ = await recall(session, "the cat sat on the mat")

    assert first.item.text == "the cat sat on the mat"
    assert first.signals.semantic > 0
    assert vectors(folder) == {names["small"]: [2 * 32] * 2}
    assert notices(session) == []


@pytest.mark.parametrize("name", ["nowhere", "chat", "rank", "torn"])
async def test_what_is_no_embedder_is_told_once_and_the_one_built_in_is_used(start, folder, name):
    whole = (folder.models / "small.gguf").read_bytes()
    (folder.models / "torn.gguf").write_bytes(whole[: len(whole) // 2])
    session = await start(name)
    await remember(session, "the cat sat on the mat")

    (found,) = await recall(session, "where is the cat")

    assert found.signals.semantic > 0
    (told,) = notices(session)
    assert told.startswith("memory.embedder: ")
    assert told.endswith("This time the built-in embedder compares texts.")
    assert len(vectors(folder)) == 1


async def test_a_model_that_llama_cpp_refuses_is_told_too(start, folder):
    bad = TinyBert(without=("blk.1.ffn_up.weight",))
    write_tiny_bert(folder.models / "bad.gguf", bad)
    session = await start("bad")
    await remember(session, "the cat")

    assert len(await recall(session, "the cat")) == 1
    (told,) = notices(session)
    assert "could not be loaded" in told
    assert {length for each in vectors(folder).values() for length in each} != {2 * 32}


async def test_another_embedder_makes_everything_anew_and_never_mixes_vectors(start, folder, names):
    first = await start("small")
    texts = [
        f"{word} {other}" for word in ("cat", "dog", "tea") for other in ("mat", "tree", "red")
    ]
    await remember(first, *texts)
    await start.stop(first)

    second = await start("other")
    (found, *_) = await recall(second, "tea red")
    assert (found.item.text, found.signals.semantic) == ("tea red", 0.0)
    keeping = second.memory.keeping
    assert await keeping.unsettled_count() == len(texts)
    await second.memory.memories.do(lambda keeper: keeper.settle())
    left = await keeping.unsettled_count()
    assert 0 < left < len(texts)
    await start.stop(second)

    third = await start("other")
    assert await third.memory.keeping.unsettled_count() == left
    stored = vectors(folder)
    assert set(stored[names["small"]]) == {2 * 32}
    assert set(stored[names["other"]]) == {2 * 48}
    await settle(third)
    assert vectors(folder) == {names["other"]: [2 * 48] * len(texts)}
    (found, *_) = await recall(third, "tea red")
    assert found.signals.semantic > 0
    assert notices(third) == []


async def test_when_the_engine_dies_in_the_middle_nothing_is_lost_and_it_is_done_later(
    start, folder, names
):
    session = await start("small")
    await remember(session, "a dog")
    engine = session._engine
    keeping = asyncio.create_task(
        session.memory.memories.do(lambda keeper: keeper.keep_rounds(MANY))
    )
    await until(engine._busy.locked)
    os.kill(engine.process_id, signal.SIGKILL)
    await keeping

    assert len(vectors(folder)[""]) == len(MANY)
    (found, *_) = await recall(session, "who does like tea 7")
    assert found.item.id == MANY[7].id
    (told,) = notices(session)
    assert "found by their words for now" in told
    await session.memory.memories.do(lambda keeper: keeper.drop_rounds("long"))
    await settle(session)
    assert vectors(folder) == {names["small"]: [2 * 32] * (8 + 1)}


async def test_a_question_comes_before_what_is_being_embedded(start, folder):
    session = await start("small")
    await remember(session, "a dog")
    keeping = asyncio.create_task(
        session.memory.memories.do(lambda keeper: keeper.keep_rounds(MANY))
    )
    await until(session._engine._busy.locked)

    with session.memory._home.measuring.making_way():
        await keeping
        (found, *_) = await recall(session, "a dog")

    assert found.item.text == "a dog"
    assert len(vectors(folder)[""]) == len(MANY)
    assert notices(session) == []


async def test_a_program_that_ends_while_something_is_embedded_ends_and_loses_nothing(
    start, folder
):
    session = await start("small")
    await remember(session, "a dog")
    keeping = asyncio.create_task(
        session.memory.memories.do(lambda keeper: keeper.keep_rounds(MANY))
    )
    await until(session._engine._busy.locked)
    await start.stop(session)
    await keeping

    assert session._engine.process_id is None
    again = await start()
    (found, *_) = await recall(again, "who does like tea 7")
    assert found.item.id == MANY[7].id


async def test_a_model_whose_file_is_replaced_is_not_mixed_with_the_one_before(start, folder):
    session = await start("small")
    await remember(session, "a dog")
    (folder.models / "other.gguf").replace(folder.models / "small.gguf")

    await remember(session, "a cat")

    assert sorted(map(len, vectors(folder).values())) == [1, 1]
    assert vectors(folder)[""] == [0]
    (told,) = notices(session)
    assert "changed" in told
    first, *_ = await recall(session, "a cat")
    assert first.item.text == "a cat"


async def test_documents_are_compared_by_it_too(start, folder, names, tmp_path):
    (tmp_path / "paper.txt").write_text("the cat sat on the mat")
    session = await start("small")
    documents = session.memory.documents
    async for _progress in documents.steps(lambda library: library.add(tmp_path / "paper.txt")):
        pass

    (found,) = await documents.do(lambda library: library.search("the cat", 3))

    assert found.text == "the cat sat on the mat"
    with closing(sqlite3.connect(folder.documents_database)) as database:
        stored = database.execute("SELECT fingerprint FROM embedders").fetchall()
    assert stored == [(names["small"],)]
