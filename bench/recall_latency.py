"""One recall out of a memory on disk: embedding, both searches, the decision, reading the words."""

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from figure import Figure
from invented_chats import Chats
from retrieval import open_memory

from assistant_memory.long_term import LongTermMemory
from assistant_memory.values import Query, Round

TARGETS = {10_000: 20.0, 100_000: 60.0}
QUESTIONS = 200
WORDS_OF_A_MEMORY = 24
ROUNDS_OF_A_CONVERSATION = 12
BATCH = 1_000
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def measure() -> list[Figure]:
    return [_figure(count, limit) for count, limit in TARGETS.items()]


def _figure(count: int, limit: float) -> Figure:
    chats, chance = Chats(), random.Random(7)
    texts = [chats.prose(WORDS_OF_A_MEMORY, is_korean=chance.random() < 0.3) for _ in range(count)]
    questions = [_question(chance.choice(texts), chance) for _ in range(QUESTIONS)]
    with tempfile.TemporaryDirectory() as folder:
        memory = open_memory(Path(folder))
        _fill(memory, list(_rounds(texts)))
        memory.close()
        began = time.perf_counter()
        memory = open_memory(Path(folder))
        opening = time.perf_counter() - began
        exact = _times(memory, questions)
        began = time.perf_counter()
        while not memory.is_settled and memory.settle():
            pass
        settling = time.perf_counter() - began
        settled = _times(memory, questions)
        memory.close()
    scans = [_scan(texts, each) for each in questions[:20]]
    p95 = _p95(settled)
    return Figure(
        what=f"recall among {count:,} records, embedding included, p95 of {QUESTIONS} questions",
        measured=f"{p95:.0f} ms (median {median(settled):.0f}, most {max(settled):.0f}); without "
        f"the vector index {_p95(exact):.0f} ms",
        target=f"≤ {limit:.0f} ms",
        met=p95 <= limit and _p95(exact) <= limit,
        compared_with=f"`in` over the texts for each word: {median(scans):.0f} ms; opened in "
        f"{opening:.1f} s, the vector index filled in {settling:.0f} s",
    )


def _rounds(texts: Sequence[str]) -> Iterator[Round]:
    for place, text in enumerate(texts):
        yield Round(
            id=f"{place:032x}",
            conversation_id=f"{place // ROUNDS_OF_A_CONVERSATION:032x}",
            question=text[: len(text) // 3],
            answer=text[len(text) // 3 :],
            said_at=_NOW - timedelta(minutes=len(texts) - place),
        )


def _fill(memory: LongTermMemory, rounds: Sequence[Round]) -> None:
    for first in range(0, len(rounds), BATCH):
        memory.keep_rounds(rounds[first : first + BATCH])


def _question(text: str, chance: random.Random) -> str:
    """Some words of a record in a question that somebody could ask."""
    words = text.split()
    asked = " ".join(chance.sample(words, min(len(words), chance.randint(2, 8))))
    return f"What did I say about {asked} last week?"


def _times(memory: LongTermMemory, questions: Sequence[str]) -> list[float]:
    """Milliseconds of each recall; the first, which loads what all need, is not counted."""
    memory.recall(Query(questions[0], _NOW))
    times: list[float] = []
    for question in questions:
        began = time.perf_counter()
        memory.recall(Query(question, _NOW))
        times.append((time.perf_counter() - began) * 1000)
    return times


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1]


def _scan(texts: Sequence[str], question: str) -> float:
    began = time.perf_counter()
    for word in question.split():
        sum(word in text for text in texts)
    return (time.perf_counter() - began) * 1000
