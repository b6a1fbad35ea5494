"""One recall among 10,000 and 100,000 memories: embedding, both searches and the decision."""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles

from figure import Figure
from invented_chats import Chats
from retrieval import built_in

from assistant_memory.lexical import encode_record
from assistant_memory.ranking import Corpus, Entry, Ranker
from assistant_memory.values import Query

TARGETS = {10_000: 20.0, 100_000: 60.0}
QUESTIONS = 200
WORDS_OF_A_MEMORY = 24
ROUNDS_OF_A_CONVERSATION = 12
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def measure() -> list[Figure]:
    return [_figure(count, limit) for count, limit in TARGETS.items()]


def _figure(count: int, limit: float) -> Figure:
    chats, chance = Chats(), random.Random(7)
    texts = [chats.prose(WORDS_OF_A_MEMORY, is_korean=chance.random() < 0.3) for _ in range(count)]
    entries = list(_entries(texts))
    corpus = Corpus(built_in().embedder.dimensions)
    loading = _seconds_of_loading(corpus, entries)
    ranker = built_in().ranker(corpus)
    questions = [_question(chance.choice(texts), chance) for _ in range(QUESTIONS)]
    _rank(ranker, questions[0])
    times = [_rank(ranker, each) for each in questions]
    scans = [_scan(texts, each) for each in questions[:20]]
    p95 = quantiles(times, n=20, method="inclusive")[-1]
    return Figure(
        what=f"recall among {count:,} memories, embedding included, p95 of {QUESTIONS} questions",
        measured=f"{p95:.0f} ms (median {median(times):.0f}, most {max(times):.0f})",
        target=f"≤ {limit:.0f} ms",
        met=p95 <= limit,
        compared_with=f"`in` over the texts for each word: {median(scans):.0f} ms; the index is "
        f"loaded from stored terms in {loading:.1f} s",
    )


def _entries(texts: Sequence[str]) -> Iterator[Entry]:
    vectors = built_in().vectors(texts)
    for place, (text, vector) in enumerate(zip(texts, vectors, strict=True)):
        said_at = _NOW - timedelta(minutes=len(texts) - place)
        yield Entry(
            id=str(place),
            terms=encode_record(text),
            session=str(place // ROUNDS_OF_A_CONVERSATION),
            place=place,
            said_at=said_at.timestamp(),
            vector=vector,
        )


def _seconds_of_loading(corpus: Corpus, entries: Sequence[Entry]) -> float:
    began = time.perf_counter()
    for first in range(0, len(entries), 10_000):
        corpus.put(entries[first : first + 10_000])
    corpus.lexical.postings(0)
    return time.perf_counter() - began


def _question(text: str, chance: random.Random) -> str:
    """Some words of a memory in a question that somebody could ask."""
    words = text.split()
    asked = " ".join(chance.sample(words, min(len(words), chance.randint(2, 8))))
    return f"What did I say about {asked} last week?"


def _rank(ranker: Ranker, question: str) -> float:
    began = time.perf_counter()
    (vector,) = built_in().embedder.embed_queries([question])
    ranker.rank(Query(question, _NOW), vector)
    return (time.perf_counter() - began) * 1000


def _scan(texts: Sequence[str], question: str) -> float:
    began = time.perf_counter()
    for word in question.split():
        sum(word in text for text in texts)
    return (time.perf_counter() - began) * 1000
