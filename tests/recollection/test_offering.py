"""What is found, as the model is told it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.recollection.offering import offered_memories
from assistant_memory.embedding.static import StaticEmbedder
from assistant_memory.long_term import LongTermMemory
from assistant_memory.values import NewMemory, Query

THEN = datetime(2026, 3, 5, tzinfo=UTC)
LATER = THEN + timedelta(days=100)


def test_a_fact_that_another_superseded_is_not_told_as_true(tmp_path: Path):
    memory = LongTermMemory.open(tmp_path / "memory", StaticEmbedder.load())
    memory.remember(NewMemory("I live in Busan", said_at=THEN))
    memory.remember(NewMemory("I live in Seoul", said_at=LATER))
    found = memory.recall(Query("Do I live in Busan?", LATER)).found
    memory.close()

    now, before = offered_memories([replace(each, is_relevant=True) for each in found], (), UTC)

    assert now.text == "I live in Seoul (said on 13 June 2026)"
    assert before.text == (
        "I live in Busan (said on 5 March 2026, no longer true since 13 June 2026)"
    )
