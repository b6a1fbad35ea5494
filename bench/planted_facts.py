"""Facts planted among many others, older versions of themselves too: found in the first five.

Everything is invented here: people with facts that a template makes, asked in other words.
"""

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from figure import Figure
from invented_chats import Chats
from retrieval import bm25, open_memory

from assistant_memory.lexical import LexicalIndex, encode_record
from assistant_memory.lexical.record import decode_record
from assistant_memory.long_term import LongTermMemory
from assistant_memory.values import Memory, NewMemory, Query

FOUND_TARGET, STALE_TARGET = 0.95, 0.02
OTHERS = 2_000
FIRST, LOOKED_AT = 5, 20
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_SUBJECTS = ("Hana", "Joon", "Elif", "Marek", "Noa", "Tomás", "Yuki", "Nadia", "Omar", "Lea")
_ONE_AT_A_TIME = (
    ("{} lives in {}.", "Which city does {} live in?", ("Busan", "Lyon", "Oslo", "Lima", "Graz")),
    ("{}'s favourite colour is {}.", "What colour does {} like best?", ("teal", "red", "ochre")),
    ("{} works as a {}.", "What does {} do for work?", ("nurse", "baker", "welder", "judge")),
    ("{}네 고양이 이름은 {}예요.", "{}네 고양이 이름이 뭐였지?", ("두부", "보리", "콩이", "나비")),
)
"""Of these a newer value takes the place of the older one."""
_MANY = (
    ("{} is allergic to {}.", "What is {} allergic to?", ("peanuts", "pollen", "shrimp", "dust")),
    ("{} plays the {}.", "Which instrument does {} play?", ("cello", "drums", "oboe", "harp")),
    ("{}는 {}에 다녀요.", "{}는 어느 회사에 다녀?", ("우체국", "도서관", "은행", "병원")),
)
"""Of these both are true."""


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
    with tempfile.TemporaryDirectory() as folder:
        memory = open_memory(Path(folder))
        began = time.perf_counter()
        _fill(memory, texts)
        per_memory = (time.perf_counter() - began) / len(texts) * 1000
        orders = [_recalled(memory, each.question) for each in planted]
        memory.close()
    plain = LexicalIndex()
    plain.append([decode_record(encode_record(text)).text for text in texts])
    by_words = [[texts[row] for row in bm25(plain, each.question)] for each in planted]
    found = [one.fact in order[:FIRST] for one, order in zip(planted, orders, strict=True)]
    found_by_words = [one.fact in o[:FIRST] for one, o in zip(planted, by_words, strict=True)]
    replaced = len(_ONE_AT_A_TIME) * len(_SUBJECTS)
    stale = [_is_stale(*each) for each in zip(planted[:replaced], orders, strict=False)]
    stale_by_words = [_is_stale(*each) for each in zip(planted[:replaced], by_words, strict=False)]
    return [
        Figure(
            what=f"planted facts found in the first {FIRST}, {len(planted)} among {len(texts):,}",
            measured=f"{_share(found):.1%}",
            target=f"≥ {FOUND_TARGET:.0%}",
            met=_share(found) >= FOUND_TARGET,
            compared_with=f"BM25: {_share(found_by_words):.1%}; one is kept in {per_memory:.0f} ms",
        ),
        Figure(
            what=f"superseded facts ranked above their successors, of {replaced}",
            measured=f"{_share(stale):.1%}",
            target=f"≤ {STALE_TARGET:.0%}",
            met=_share(stale) <= STALE_TARGET,
            compared_with=f"BM25: {_share(stale_by_words):.1%}",
        ),
    ]


def _planted(chance: random.Random) -> Iterator[Planted]:
    for fact, question, values in (*_ONE_AT_A_TIME, *_MANY):
        for subject in _SUBJECTS:
            now, before = chance.sample(values, 2)
            yield Planted(
                fact.format(subject, now), fact.format(subject, before), question.format(subject)
            )


def _fill(memory: LongTermMemory, texts: Sequence[str]) -> None:
    """Remember one after the other, as a user would say them; the memory finds what is outdated."""
    for place, text in enumerate(texts):
        said_at = _NOW - timedelta(days=(len(texts) - place) / 7)
        memory.remember(NewMemory(text, said_at=said_at))


def _recalled(memory: LongTermMemory, question: str) -> list[str]:
    found = memory.recall(Query(question, _NOW, limit=LOOKED_AT)).found
    return [each.item.text for each in found if isinstance(each.item, Memory)]


def _is_stale(planted: Planted, order: Sequence[str]) -> bool:
    """Whether the older version stands above, or where the newer one is not found at all."""
    if planted.stale not in order:
        return False
    return planted.fact not in order or order.index(planted.stale) < order.index(planted.fact)


def _share(found: Sequence[bool]) -> float:
    return sum(found) / len(found)
