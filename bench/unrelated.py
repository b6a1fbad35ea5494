"""Questions that have nothing to do with what is remembered: how many recall something.

Remembered are chats of LoCoMo's and MemoryBank's people, and a few plain facts. Asked are tasks for
functions (BFCL), questions about aerodynamics (Cranfield) and questions written for this bench; the
share of questions about the same chats that still recall something stands beside it.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bench_data import data_file, not_measured, read_json
from figure import Figure
from locomo import conversations, corpus_of
from retrieval import built_in

from assistant_memory.lexical import encode_record
from assistant_memory.ranking import Corpus, Entry
from assistant_memory.values import Query

LIMIT = 0.05
OF_EACH_KIND = 150
_WHAT = "unrelated questions that recall something"
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
FACTS = (
    "I live in a small flat near the harbour.",
    "My daughter Mina started school in March.",
    "I am allergic to peanuts.",
    "I prefer short answers without lists.",
    "We are rewriting the billing service in Rust.",
    "저는 매운 음식을 잘 못 먹어요.",
    "우리 고양이 이름은 두부예요.",
    "다음 달에 부산으로 이사해요.",
)
ABOUT_FACTS = (
    "Where is my flat?",
    "What is my daughter's name?",
    "Which nuts am I allergic to?",
    "In which language do we rewrite the billing service?",
    "내가 매운 음식을 먹을 수 있나?",
    "고양이 이름이 뭐야?",
    "내가 언제 부산으로 이사하지?",
)
ELSEWHERE = (
    "What is the capital of Mongolia?",
    "Write a regular expression that matches IPv6 addresses.",
    "How many moons does Saturn have?",
    "Explain the second law of thermodynamics.",
    "Translate 'the train is late' into French.",
    "Who won the chess world championship in 1972?",
    "How do I undo the last commit in git?",
    "What is the boiling point of ethanol?",
    "Prove that the square root of two is irrational.",
    "Summarise the plot of Hamlet in one paragraph.",
    "양자 얽힘을 설명해 줘.",
    "파이썬에서 리스트를 뒤집는 방법은?",
    "조선을 세운 왕은 누구야?",
    "삼각형의 넓이를 구하는 공식은?",
)


async def measure() -> list[Figure]:
    paths = [data_file("locomo", "locomo-dev.json"), data_file("memorybank", "memory_bank_en.json")]
    if None in paths:
        return [not_measured(_WHAT, f"≤ {LIMIT:.0%}")]
    locomo, bank = (read_json(path) for path in paths if path is not None)
    unrelated = {"functions": _functions(), "aerodynamics": _aerodynamics(), "written": ELSEWHERE}
    recalled: dict[str, list[bool]] = {name: [] for name in unrelated}
    related: dict[str, list[bool]] = {}
    for name, corpus, about in (*_locomo(locomo), *_bank(bank), ("facts", _facts(), ABOUT_FACTS)):
        for kind, questions in unrelated.items():
            recalled[kind] += [_recalls(corpus, each) for each in questions]
        related.setdefault(name, []).extend(_recalls(corpus, each) for each in about)
    every = [each for found in recalled.values() for each in found]
    return [
        Figure(
            what=f"{_WHAT}, of {len(every)}",
            measured=f"{_share(every):.1%} ({_listed(recalled)})",
            target=f"≤ {LIMIT:.0%}",
            met=_share(every) <= LIMIT,
            compared_with=f"questions about the same chats that recall something: "
            f"{_listed(related)}",
        )
    ]


def _recalls(corpus: Corpus, question: str) -> bool:
    (vector,) = built_in().embedder.embed_queries([question])
    ranked = built_in().ranker(corpus).rank(Query(question, _NOW), vector)
    return any(each.is_relevant for each in ranked)


def _locomo(data: Any) -> Iterator[tuple[str, Corpus, Sequence[str]]]:  # noqa: ANN401
    for each in conversations(data):
        yield "LoCoMo", corpus_of(each), [asked.text for asked in each.questions]


def _bank(data: Any) -> Iterator[tuple[str, Corpus, Sequence[str]]]:  # noqa: ANN401
    probing = data_file("memorybank", "probing_questions_en.jsonl")
    lines = probing.read_text("utf-8").splitlines() if probing else []
    asked: dict[str, list[str]] = {}
    for line in lines:
        asked |= json.loads(line)
    for name, person in data.items():
        rounds = [
            (f"{day}-{i}", day, f"{each['query']}\n{each['response']}")
            for day, said in person["history"].items()
            for i, each in enumerate(said)
        ]
        yield "MemoryBank", _corpus(rounds), asked.get(name, [])


def _facts() -> Corpus:
    return _corpus([(text, "", text) for text in FACTS])


def _corpus(texts: Sequence[tuple[str, str, str]]) -> Corpus:
    """Index (id, session, text)."""
    vectors = built_in().vectors([text for *_, text in texts])
    corpus = Corpus(vectors.shape[1])
    corpus.put(
        [
            Entry(name, encode_record(text), session=session, place=place, vector=vectors[place])
            for place, (name, session, text) in enumerate(texts)
        ]
    )
    return corpus


def _functions() -> Sequence[str]:
    path = data_file("bfcl", "simple_python.jsonl")
    lines = path.read_text("utf-8").splitlines() if path else []
    return [json.loads(line)["question"][0][0]["content"] for line in islice(lines, OF_EACH_KIND)]


def _aerodynamics() -> Sequence[str]:
    path = data_file("cranfield", "cran_queries.json")
    return [each["query"] for each in read_json(path)[:OF_EACH_KIND]] if path else []


def _share(found: Sequence[bool]) -> float:
    return sum(found) / max(1, len(found))


def _listed(found: dict[str, list[bool]]) -> str:
    return ", ".join(f"{name} {_share(each):.1%} of {len(each)}" for name, each in found.items())
