"""Evidence turns of very long conversations: how many are in the first 5, 10 and 20.

LoCoMo (CC BY-NC 4.0), measured only. Every question with evidence counts, of all categories; a
turn is indexed under its speaker's name, with what is told of the picture it shows.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import fmean
from typing import Any

import numpy as np
from bench_data import data_file, not_measured, read_json
from figure import Figure
from retrieval import built_in, interval, share, z_scores

from assistant_memory.lexical import LexicalIndex, encode_record, question_terms
from assistant_memory.lexical.record import STOP_BIT, decode_record
from assistant_memory.protocols import Vectors
from assistant_memory.ranking import Corpus, Entry
from assistant_memory.values import Query

AT = (5, 10, 20)
TARGETS = (0.70, 0.80, 0.86)
SESSIONS_AT, SESSIONS_TARGET = 10, 0.96
_WHAT = "LoCoMo, evidence turns in the first"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said."""

    id: str
    session: int
    said_at: datetime
    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the turns that answer it, by their places."""

    text: str
    evidence: Sequence[int]
    category: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation of many sessions, with questions about it."""

    turns: Sequence[Turn]
    questions: Sequence[Asked]


Order = Callable[[Asked], Sequence[int]]


def conversations(data: Sequence[Mapping[str, Any]]) -> Iterator[Conversation]:
    """Read the file of LoCoMo."""
    for each in data:
        turns = list(_turns(each["conversation"]))
        places = {turn.id: place for place, turn in enumerate(turns)}
        asked = [
            Asked(question["question"], evidence, question["category"])
            for question in each["qa"]
            if (evidence := _places(question["evidence"], places))
        ]
        yield Conversation(turns, asked)


async def measure() -> list[Figure]:
    path = data_file("locomo", "locomo-dev.json")
    if path is None:
        return [not_measured(f"{_WHAT} {', '.join(map(str, AT))}", "≥ .70, .80, .86")]
    hits: dict[str, list[list[float]]] = {}
    complete: list[list[bool]] = []
    sessions: dict[str, list[float]] = {}
    for conversation in conversations(read_json(path)):
        of_turn = [turn.session for turn in conversation.turns]
        corpus = corpus_of(conversation)
        orders = {**_baselines(conversation), "ours": _ours(conversation, corpus)}
        whole = _sessions(conversation, corpus)
        for asked in conversation.questions:
            wanted = {of_turn[place] for place in asked.evidence}
            sessions.setdefault("ours", []).append(share(whole(asked), list(wanted)))
            for name, order in orders.items():
                found = order(asked)
                shares = [share(found[:k], asked.evidence) for k in AT]
                hits.setdefault(name, []).append(shares)
                first = list(dict.fromkeys(of_turn[place] for place in found))[:SESSIONS_AT]
                by = f"{name}, by turns" if name == "ours" else name
                sessions.setdefault(by, []).append(share(first, list(wanted)))
            complete.append([each == 1 for each in shares])
    return [*_turn_figures(hits, complete), _session_figure(sessions)]


def _turn_figures(
    hits: dict[str, list[list[float]]], complete: Sequence[Sequence[bool]]
) -> Iterator[Figure]:
    for i, (k, target) in enumerate(zip(AT, TARGETS, strict=True)):
        by_name = {name: [shares[i] for shares in found] for name, found in hits.items()}
        ours = by_name.pop("ours")
        others = ", ".join(f"{name} {fmean(found):.3f}" for name, found in by_name.items())
        yield Figure(
            what=f"{_WHAT} {k}, mean of {len(ours)} questions",
            measured=f"{fmean(ours):.3f} ± {interval(ours):.3f} (any "
            f"{fmean(each > 0 for each in ours):.3f}, all {fmean(c[i] for c in complete):.3f})",
            target=f"≥ {target:.2f}",
            met=fmean(ours) >= target,
            compared_with=others,
        )


def _session_figure(sessions: dict[str, list[float]]) -> Figure:
    ours = sessions.pop("ours")
    return Figure(
        what=f"LoCoMo, evidence sessions in the first {SESSIONS_AT}",
        measured=f"{fmean(ours):.3f} ± {interval(ours):.3f}",
        target=f"≥ {SESSIONS_TARGET:.2f}",
        met=fmean(ours) >= SESSIONS_TARGET,
        compared_with=", ".join(f"{name} {fmean(each):.3f}" for name, each in sessions.items()),
    )


def corpus_of(conversation: Conversation) -> Corpus:
    """Index a conversation by its turns."""
    turns = conversation.turns
    vectors = built_in().vectors([f"{turn.speaker}: {turn.text}" for turn in turns])
    corpus = Corpus(vectors.shape[1])
    corpus.put(
        [
            Entry(
                id=str(place),
                terms=encode_record(turn.text, turn.speaker),
                session=str(turn.session),
                place=place,
                said_at=turn.said_at.timestamp(),
                vector=vectors[place],
            )
            for place, turn in enumerate(turns)
        ]
    )
    return corpus


def _sessions(conversation: Conversation, corpus: Corpus) -> Order:
    ranker = built_in().ranker(corpus)
    now = conversation.turns[-1].said_at

    def order(asked: Asked) -> Sequence[int]:
        (vector,) = built_in().embedder.embed_queries([asked.text])
        found = ranker.rank_sessions(Query(asked.text, now, limit=SESSIONS_AT), vector)
        return [int(each) for each in found]

    return order


def _ours(conversation: Conversation, corpus: Corpus) -> Order:
    ranker = built_in().ranker(corpus)
    now = conversation.turns[-1].said_at

    def order(asked: Asked) -> Sequence[int]:
        (vector,) = built_in().embedder.embed_queries([asked.text])
        query = Query(asked.text, now, limit=len(corpus))
        return [int(each.id) for each in ranker.rank(query, vector)]

    return order


def _baselines(conversation: Conversation) -> dict[str, Order]:
    turns = conversation.turns
    texts = [f"{turn.speaker}: {turn.text}" for turn in turns]
    before = [
        texts[i - 1] if i and turns[i - 1].session == turn.session else ""
        for i, turn in enumerate(turns)
    ]
    rounds = [f"{earlier} {text}" for earlier, text in zip(before, texts, strict=True)]
    numbers = np.array([turn.session for turn in turns])
    whole = {
        number: " ".join(t for t, turn in zip(texts, turns, strict=True) if turn.session == number)
        for number in sorted(set(numbers.tolist()))
    }
    by_turn, by_round, by_session = (_index(each) for each in (texts, rounds, whole.values()))
    vectors = built_in().vectors(texts)
    of_session = np.searchsorted(list(whole), numbers)

    def fused(asked: Asked) -> Vectors:
        (vector,) = built_in().embedder.embed_queries([asked.text])
        parts = (_scores(by_turn, asked.text), _scores(by_round, asked.text), vectors @ vector)
        prior = z_scores(_scores(by_session, asked.text))[of_session]
        return sum((z_scores(each) for each in parts), 0.5 * prior)

    return {
        "BM25 on turns": lambda asked: _descending(_scores(by_turn, asked.text)),
        "BM25 on rounds": lambda asked: _descending(_scores(by_round, asked.text)),
        "BM25 on sessions": lambda asked: _descending(_scores(by_session, asked.text)[of_session]),
        "sum of z-scores": lambda asked: _descending(fused(asked)),
    }


def _index(texts: Iterable[str]) -> LexicalIndex:
    index = LexicalIndex()
    index.append([decode_record(encode_record(text)).text for text in texts])
    return index


def _scores(index: LexicalIndex, question: str) -> Vectors:
    terms = [term for term in dict.fromkeys(question_terms(question)) if not term & STOP_BIT]
    return index.scores(terms)


def _descending(scores: Vectors) -> Sequence[int]:
    order: list[int] = np.argsort(-scores, kind="stable").tolist()
    return order


def _turns(data: Mapping[str, Any]) -> Iterator[Turn]:
    number = 1
    while f"session_{number}_date_time" in data:
        said_at = datetime.strptime(
            data[f"session_{number}_date_time"], "%I:%M %p on %d %B, %Y"
        ).replace(tzinfo=UTC)
        for turn in data.get(f"session_{number}", []):
            text = f"{turn['text']} {turn.get('blip_caption', '')}".strip()
            yield Turn(turn["dia_id"], number, said_at, turn["speaker"], text)
        number += 1


def _places(evidence: Sequence[str], places: dict[str, int]) -> Sequence[int]:
    named = [name for each in evidence for name in re.findall(r"D\d+:\d+", each)]
    return sorted({places[name] for name in named if name in places})
