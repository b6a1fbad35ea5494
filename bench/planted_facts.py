"""Facts planted among many others, older versions of themselves too: found in the first five.

Everything is invented here: people with facts that a template makes, asked in other words.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from figure import Figure
from invented_chats import Chats
from retrieval import bm25, built_in

from assistant_memory.lexical import LexicalIndex, encode_record
from assistant_memory.lexical.record import decode_record
from assistant_memory.ranking import Corpus, Entry
from assistant_memory.values import Query

FOUND_TARGET = 0.95
OTHERS = 2_000
FIRST = 5
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_SUBJECTS = ("Hana", "Joon", "Elif", "Marek", "Noa", "Tomás", "Yuki", "Nadia", "Omar", "Lea")
_KINDS = (
    ("{} lives in {}.", "Which city does {} live in?", ("Busan", "Lyon", "Oslo", "Lima", "Graz")),
    ("{} is allergic to {}.", "What is {} allergic to?", ("peanuts", "pollen", "shrimp", "dust")),
    ("{} plays the {}.", "Which instrument does {} play?", ("cello", "drums", "oboe", "harp")),
    ("{}'s favourite colour is {}.", "What colour does {} like best?", ("teal", "red", "ochre")),
    ("{} works as a {}.", "What does {} do for work?", ("nurse", "baker", "welder", "judge")),
    ("{}네 고양이 이름은 {}예요.", "{}네 고양이 이름이 뭐였지?", ("두부", "보리", "콩이", "나비")),
    ("{}는 {}에 다녀요.", "{}는 어느 회사에 다녀?", ("우체국", "도서관", "은행", "병원")),
)


@dataclass(frozen=True, slots=True)
class Planted:
    """A fact, the one that it replaced, and how it is asked for."""

    fact: str
    stale: str
    question: str


async def measure() -> list[Figure]:
    chance = random.Random(7)
    planted = list(_planted(chance))
    chats = Chats()
    others = [chats.prose(12, is_korean=chance.random() < 0.3) for _ in range(OTHERS)]
    texts = [*others, *(each.stale for each in planted), *(each.fact for each in planted)]
    corpus = _corpus(texts)
    ranker = built_in().ranker(corpus)
    plain = LexicalIndex()
    plain.append([decode_record(encode_record(text)).text for text in texts])
    found, by_words = [], []
    for each in planted:
        (vector,) = built_in().embedder.embed_queries([each.question])
        ranked = ranker.rank(Query(each.question, _NOW, limit=FIRST), vector)
        ids = [one.id for one in ranked]
        found.append(each.fact in ids)
        by_words.append(each.fact in [texts[row] for row in bm25(plain, each.question)[:FIRST]])
    return [
        Figure(
            what=f"planted facts found in the first {FIRST}, {len(planted)} among {len(texts):,}",
            measured=f"{_share(found):.1%}",
            target=f"≥ {FOUND_TARGET:.0%}",
            met=_share(found) >= FOUND_TARGET,
            compared_with=f"BM25: {_share(by_words):.1%}",
        ),
    ]


def _planted(chance: random.Random) -> Iterator[Planted]:
    for fact, question, values in _KINDS:
        for subject in _SUBJECTS:
            now, before = chance.sample(values, 2)
            yield Planted(
                fact.format(subject, now), fact.format(subject, before), question.format(subject)
            )


def _corpus(texts: Sequence[str]) -> Corpus:
    vectors = built_in().vectors(texts)
    corpus = Corpus(vectors.shape[1])
    corpus.put(
        [
            Entry(
                id=text,
                terms=encode_record(text),
                said_at=(_NOW - timedelta(days=(len(texts) - i) / 7)).timestamp(),
                vector=vectors[i],
            )
            for i, text in enumerate(texts)
        ]
    )
    return corpus


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found)
