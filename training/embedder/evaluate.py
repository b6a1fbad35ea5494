"""Judge a table: `python evaluate.py FOLDER TRAINING DATA`.

The first figures are on held-out texts, to choose by. With GLASSBOX_BENCH_DATA set, the rest are on
data that is only measured on, to be reported.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from corpus import Text, korean_pairs

from assistant_memory.embedding.static import StaticEmbedder

AT_MOST = 2_000


def main() -> None:
    """Print one line for each figure."""
    folder, training, data = map(Path, sys.argv[1:4])
    embedder = StaticEmbedder.load(folder)
    figures = [*held_out(embedder, training, data)]
    if measured := os.environ.get("GLASSBOX_BENCH_DATA"):
        figures += [*locomo(embedder, Path(measured)), *cranfield(embedder, Path(measured))]
    for what, figure in figures:
        print(f"{what:44} {figure:.4f}")


def held_out(embedder: StaticEmbedder, training: Path, data: Path) -> Iterator[tuple[str, float]]:
    """How often a text finds its partner among those of its kind, and the teacher's neighbours."""
    with (data / "texts.jsonl").open(encoding="utf-8") as file:
        everything = [Text(**json.loads(line)) for line in file]
    everything += korean_pairs(training)
    kept = [each for each in everything if each.is_held_out]
    for kind in ("question", "reply", "lemma", "korean"):
        pairs = [each for each in kept if each.kind == kind and each.answers][:AT_MOST]
        ranks = _ranks(embedder, [p.text for p in pairs], [p.answers for p in pairs])
        yield f"{kind}: reciprocal rank among {len(pairs)}", float(np.mean(1 / ranks))
        pairs = pairs[:500]
        late = _late_ranks(embedder, [p.text for p in pairs], [p.answers for p in pairs])
        yield f"{kind}: late interaction, among {len(pairs)}", float(np.mean(1 / late))
    alike: dict[str, list[str]] = {}
    for each in kept:
        if each.kind == "korean":
            alike.setdefault(each.answers, []).append(each.text)
    pairs2 = [several[:2] for several in alike.values() if len(several) > 1]
    ranks = _ranks(embedder, [p[0] for p in pairs2], [p[1] for p in pairs2])
    yield f"korean alike: reciprocal rank among {len(pairs2)}", float(np.mean(1 / ranks))
    once: list[str] = json.loads((data / "once.json").read_text(encoding="utf-8"))
    taught = np.load(data / "teacher.npy", mmap_mode="r")
    mine = {each.text for each in kept if each.kind in ("utterance", "fact", "problem", "example")}
    places = [place for place, text in enumerate(once) if text in mine and taught[place, :8].any()]
    places = places[:: max(1, len(places) // AT_MOST)]
    teacher = np.asarray(taught[places], dtype=np.float32)
    student = embedder.embed_passages([once[place] for place in places])
    theirs, ours = teacher @ teacher.T, student @ student.T
    upper = np.triu_indices(len(places), 1)
    yield (
        f"correlation with the teacher, {len(places)} texts",
        float(np.corrcoef(_order(theirs[upper]), _order(ours[upper]))[0, 1]),
    )
    np.fill_diagonal(theirs, -9)
    np.fill_diagonal(ours, -9)
    best = [set(row) for row in np.argpartition(-theirs, 10, axis=1)[:, :10]]
    found = np.argpartition(-ours, 10, axis=1)[:, :10]
    shares = [len(best[place] & set(row)) / 10 for place, row in enumerate(found)]
    yield "the teacher's ten neighbours found", float(np.mean(shares))
    hubs = np.bincount(found.ravel(), minlength=len(places))
    yield "hubness (largest count of ten neighbours)", float(hubs.max())


def _ranks(embedder: StaticEmbedder, texts: Sequence[str], partners: Sequence[str]) -> np.ndarray:
    pool = list(dict.fromkeys(partners))
    likeness = embedder.embed_queries(texts) @ embedder.embed_passages(pool).T
    own = likeness[np.arange(len(texts)), [pool.index(each) for each in partners]]
    return 1 + (likeness > own[:, None]).sum(1)


def _late_ranks(
    embedder: StaticEmbedder, texts: Sequence[str], partners: Sequence[str]
) -> np.ndarray:
    pool = list(dict.fromkeys(partners))
    tokens = [embedder.embed_tokens(each) for each in pool]
    begins = np.cumsum([0, *(len(each.ids) for each in tokens[:-1])])
    every = np.concatenate([each.vectors for each in tokens])
    ranks = []
    for text, partner in zip(texts, partners, strict=True):
        asked = embedder.embed_tokens(text)
        best = np.maximum.reduceat(asked.vectors @ every.T, begins, axis=1)
        scores = asked.weights @ best
        ranks.append(1 + (scores > scores[pool.index(partner)]).sum())
    return np.array(ranks)


def _order(values: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(values))
    ranks[np.argsort(values)] = np.arange(len(values))
    return ranks


def locomo(embedder: StaticEmbedder, data: Path) -> Iterator[tuple[str, float]]:
    """Mean share of the evidence among the best turns of its conversation, by the table alone."""
    found: dict[int, list[float]] = {5: [], 10: [], 20: []}
    for talk in json.loads((data / "locomo/locomo-dev.json").read_text(encoding="utf-8")):
        turns = {
            turn["dia_id"]: f"{turn['speaker']}: {turn['text']}"
            for name, session in talk["conversation"].items()
            if isinstance(session, list)
            for turn in session
        }
        names = list(turns)
        vectors = embedder.embed_passages(list(turns.values()))
        asked = [(qa["question"], set(qa["evidence"]) & set(turns)) for qa in talk["qa"]]
        asked = [(question, evidence) for question, evidence in asked if evidence]
        likeness = embedder.embed_queries([question for question, _ in asked]) @ vectors.T
        for row, (_, evidence) in zip(likeness, asked, strict=True):
            order = [names[place] for place in np.argsort(-row)[:20]]
            for most, shares in found.items():
                shares.append(len(evidence & set(order[:most])) / len(evidence))
    for most, shares in found.items():
        yield f"LoCoMo dev, turns in the top {most}", float(np.mean(shares))


def cranfield(embedder: StaticEmbedder, data: Path) -> Iterator[tuple[str, float]]:
    """NDCG at 10 with gains of the graded judgements, 1 the best."""
    folder = data / "cranfield"
    docs = json.loads((folder / "cran_docs.json").read_text(encoding="utf-8"))
    queries = json.loads((folder / "cran_queries.json").read_text(encoding="utf-8"))
    graded: dict[int, dict[str, int]] = {}
    for each in json.loads((folder / "cran_qrels.json").read_text(encoding="utf-8")):
        gain = max(0, 5 - int(each["position"])) if int(each["position"]) > 0 else 0
        graded.setdefault(int(each["query_num"]), {})[str(each["id"])] = gain
    vectors = embedder.embed_passages([each["body"] for each in docs])
    ids = [str(each["id"]) for each in docs]
    gains: list[float] = []
    discounts = 1 / np.log2(np.arange(2, 12))
    for number, query in enumerate(queries, start=1):
        grades = graded.get(number, {})
        ideal = sorted(grades.values(), reverse=True)[:10]
        if not ideal or not ideal[0]:
            continue
        order = np.argsort(-(vectors @ embedder.embed_queries([query["query"]])[0]))[:10]
        mine = np.array([grades.get(ids[place], 0) for place in order])
        gains.append(
            float((mine * discounts).sum() / (np.array(ideal) * discounts[: len(ideal)]).sum())
        )
    yield "Cranfield, nDCG@10", float(np.mean(gains))


if __name__ == "__main__":
    main()
