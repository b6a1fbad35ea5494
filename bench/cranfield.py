"""Abstracts of papers found by questions: nDCG@10 beside BM25 over the same terms.

Cranfield (a public research collection), measured only. Judgements run from 1, a complete answer,
to 4; the gain is 5 less that. A title is the first sentence of its abstract.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import log2
from statistics import fmean

from bench_data import data_file, not_measured, read_json
from figure import Figure
from retrieval import bm25, built_in, interval

from assistant_memory.lexical import encode_record
from assistant_memory.ranking import Corpus, Entry
from assistant_memory.values import Query

TARGET = 1.1
DEPTH = 10
_WHAT = "Cranfield, nDCG@10"
_NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def measure() -> list[Figure]:
    files = [data_file("cranfield", f"cran_{name}.json") for name in ("docs", "queries", "qrels")]
    if None in files:
        return [not_measured(_WHAT, f"≥ {TARGET} × BM25")]
    documents, queries, judgements = (read_json(path) for path in files if path is not None)
    gains: dict[int, dict[str, int]] = defaultdict(dict)
    for each in judgements:
        gains[int(each["query_num"])][each["id"]] = 5 - each["position"]
    plain, titled = _corpus(documents, titled=False), _corpus(documents, titled=True)
    ranker = built_in().ranker(titled)
    ours: list[float] = []
    theirs: dict[str, list[float]] = {"BM25": [], "BM25, titles twice": []}
    for number, each in enumerate(queries, start=1):
        (vector,) = built_in().embedder.embed_queries([each["query"]])
        found = ranker.rank(Query(each["query"], _NOW, limit=DEPTH), vector)
        ours.append(ndcg([each.id for each in found], gains[number]))
        for name, corpus in zip(theirs, (plain, titled), strict=True):
            rows = bm25(corpus.lexical, each["query"])[:DEPTH]
            theirs[name].append(ndcg([corpus.id_of(row) for row in rows], gains[number]))
    best = max(fmean(each) for each in theirs.values())
    return [
        Figure(
            what=f"{_WHAT}, mean of {len(ours)} questions",
            measured=f"{fmean(ours):.3f} ± {interval(ours):.3f} ({fmean(ours) / best:.3f} × BM25)",
            target=f"≥ {TARGET} × BM25",
            met=fmean(ours) >= TARGET * best,
            compared_with=", ".join(f"{name} {fmean(each):.3f}" for name, each in theirs.items()),
        )
    ]


def ndcg(found: Sequence[str], gains: Mapping[str, int]) -> float:
    """Return the discounted gain of what was found, as a share of the best possible."""
    best = sorted(gains.values(), reverse=True)[:DEPTH]
    return _discounted([gains.get(each, 0) for each in found]) / _discounted(best)


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))


def _corpus(documents: Sequence[Mapping[str, str]], *, titled: bool) -> Corpus:
    vectors = built_in().vectors([each["body"] for each in documents])
    corpus = Corpus(vectors.shape[1])
    corpus.put(
        [
            Entry(
                id=str(each["id"]),
                terms=encode_record(each["body"], _title(each["body"]) if titled else ""),
                vector=vector,
            )
            for each, vector in zip(documents, vectors, strict=True)
        ]
    )
    return corpus


def _title(body: str) -> str:
    return body.split(" .  ", 1)[0]
