"""Fit the constants that tell whether what was found is relevant; prints them."""

import csv
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from bench_data import data_file
from retrieval import built_in

from assistant_memory.lexical import encode_record, question_terms
from assistant_memory.lexical.record import STOP_BIT
from assistant_memory.ranking import Corpus, Entry
from assistant_memory.ranking.candidates import choose
from assistant_memory.ranking.question import read_question, words_everywhere
from assistant_memory.ranking.semantic_signals import cosines_of
from assistant_memory.ranking.table import Asked, build_table
from assistant_memory.ranking.weights import Weights

SIZES = (
    *((1, 0), (3, 0), (5, 0), (10, 0), (20, 0), (50, 0), (100, 0)),
    *((10, 50), (30, 200), (0, 200), (100, 500), (300, 2000)),
)
"""Facts and rounds of conversations in a store."""
REPEATS, QUESTIONS, OF_EACH_KIND = 4, 60, 20
PASSING = 0.1
FIRST = 5
ONE = (
    "Do I like {0}?",
    "What is my favourite {0}?",
    "What did I tell you about {0}?",
    "Do you remember my {0}?",
    "When did we talk about {0}?",
    "What about {0}?",
    "Who is my {0}?",
    "{0}",
)
TWO = (
    "Do I have {0} {1}?",
    "What did I say about {0} and {1}?",
    "Why do I {0} {1}?",
    "Is my {0} {1}?",
    "Which {0} do I {1}?",
    "Remind me of the {0} and the {1}",
    "{0} {1}",
)
FRAMES = {"like", "love", "have", "enjoy", "want", "lot", "really", "favorite", "much", "get", "go"}
NOW = datetime(2026, 1, 1, tzinfo=UTC).timestamp()

Features = tuple[float, float, float]


class Sources:
    """The texts that the samples are made of."""

    def __init__(self, chance: random.Random) -> None:
        self.facts: list[str] = []
        self.rounds: list[tuple[str, str]] = []
        with _file("Synthetic-Persona-Chat_valid.csv").open(encoding="utf-8") as file:
            for number, row in enumerate(csv.DictReader(file)):
                both = f"{row['user 1 personas']}\n{row['user 2 personas']}"
                self.facts += [line.strip() for line in both.splitlines() if line.strip()]
                said = row["Best Generated Conversation"].splitlines()
                lines = [line.split(": ", 1)[1] for line in said if ": " in line]
                pairs = zip(lines[::2], lines[1::2], strict=False)
                self.rounds += [(str(number), f"{first}\n{second}") for first, second in pairs]
        problems = _file("gsm8k-train.jsonl").read_text("utf-8").splitlines()
        orders = json.loads(_file("taskmaster4-00.json").read_text("utf-8"))
        with _file("ko-chatbot.csv").open(encoding="utf-8", errors="replace") as file:
            korean = [row[0] for row in csv.reader(file) if row]
        self.unrelated: Sequence[Sequence[str]] = (
            [json.loads(line)["question"] for line in problems],
            [u["text"] for each in orders for u in each["utterances"] if u["speaker"] == "user"],
            korean,
        )
        words = {word for fact in self.facts for word in content(fact)}
        self.names = {question_terms(word)[0]: word for word in sorted(words)}
        self.chance = chance

    def corpus(self, facts: int, rounds: int) -> Corpus:
        """Return a store of so many facts and so many rounds of conversations."""
        first = self.chance.randrange(max(1, len(self.rounds) - rounds))
        texts = [("", fact) for fact in self.chance.sample(self.facts, facts)]
        texts += self.rounds[first : first + rounds]
        vectors = built_in().vectors([text for _, text in texts])
        corpus = Corpus(vectors.shape[1])
        corpus.put(
            [
                Entry(text, encode_record(text), session, place, vector=vectors[place])
                for place, (session, text) in enumerate(texts)
            ]
        )
        return corpus

    def ask(self, words: Sequence[str]) -> str:
        """Return a question about one or two of some words."""
        chosen = self.chance.sample(
            words, 2 if len(words) > 1 and self.chance.random() < 0.6 else 1
        )
        return self.chance.choice(TWO if len(chosen) == 2 else ONE).format(*chosen)

    def _in_other_words(self, word: str) -> str:
        """Three in ten words are replaced by one that means about the same, if it is known."""
        (term, *_) = question_terms(word)
        related = built_in().related.of([term]).get(term, ())
        names = [self.names[other] for other, _ in related[:4] if other in self.names]
        return self.chance.choice(names) if names and self.chance.random() < 0.3 else word


def samples(sources: Sources) -> Iterator[tuple[bool, Features]]:
    """Yield whether a question is about the store, and what was found for it."""
    for facts, rounds in SIZES:
        for _ in range(REPEATS):
            corpus = sources.corpus(facts, rounds)
            yield from _related(sources, corpus)
            yield from _unrelated(sources, corpus)


def _related(sources: Sources, corpus: Corpus) -> Iterator[tuple[bool, Features]]:
    known = [text for text in sources.facts if corpus.row_of(text) is not None]
    for fact in sources.chance.choices(known, k=QUESTIONS) if known else ():
        if words := content(fact):
            yield from _found(corpus, sources.ask(words), fact)


def _unrelated(sources: Sources, corpus: Corpus) -> Iterator[tuple[bool, Features]]:
    for kind in sources.unrelated:
        for question in sources.chance.sample(kind, OF_EACH_KIND):
            yield from _found(corpus, question, None)
    for fact in sources.chance.sample(sources.facts, OF_EACH_KIND * 2):
        if words := [word for word in content(fact) if not _has(corpus, word)]:
            yield from _found(corpus, sources.ask(words), None)


def content(fact: str) -> list[str]:
    """Return the words that say what a fact is about."""
    words = [word for word in re.findall(r"[A-Za-z]{3,}", fact) if word.lower() not in FRAMES]
    return [word for word in words if not any(each & STOP_BIT for each in question_terms(word))]


def fit(x: npt.NDArray[np.float64], y: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return the weights of a logistic model and its start, both classes weighing the same."""
    rows = np.hstack([x, np.ones((len(x), 1))])
    share = np.where(y, 0.5 / y.sum(), 0.5 / (~y).sum())
    weights = np.zeros(rows.shape[1])
    for _ in range(60):  # Newton's method
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (share * (chance - y)) + 1e-4 * weights
        bend = (rows * (share * chance * (1 - chance))[:, None]).T @ rows
        weights -= np.linalg.solve(bend + 1e-4 * np.eye(len(weights)), slope)
    weights[-1] -= np.quantile((rows @ weights)[~y], 1 - PASSING)
    return weights


def main() -> None:
    """Fit, and print the constants with what they let pass."""
    found = list(samples(Sources(random.Random(5))))
    y = np.array([related for related, _ in found])
    x = np.array([features for _, features in found])
    weights = fit(x, y)
    passing = np.hstack([x, np.ones((len(x), 1))]) @ weights > 0
    names = ("words", "meaning", "count", "start")
    print({name: round(float(each), 2) for name, each in zip(names, weights, strict=True)})
    print(f"passing: related {passing[y].mean():.1%} of {y.sum()}", end=", ")
    print(f"unrelated {passing[~y].mean():.1%} of {(~y).sum()}")


def _found(corpus: Corpus, text: str, wanted: str | None) -> Iterator[tuple[bool, Features]]:
    """Yield the best for a question; if it is about a fact, that one, if it is among the first."""
    question = read_question(text, corpus.lexical, built_in().related)
    (vector,) = built_in().embedder.embed_queries([text])
    words = words_everywhere(question, corpus.lexical.row_count)
    asked = Asked(question, words, vector, built_in().usual, NOW, None)
    rows = choose(corpus, words, cosines_of(corpus, vector, None), corpus.lexical.alive)
    table = build_table(corpus, asked, rows, Weights())
    for place in np.argsort(-table.scores, kind="stable")[: FIRST if wanted else 1].tolist():
        if table.standing is not None and wanted in {None, corpus.id_of(int(rows[place]))}:
            own = min(float(table.own_words[place]), 1.0)
            yield (
                wanted is not None,
                (own, float(table.standing[place]), float(np.log(len(corpus)))),
            )


def _has(corpus: Corpus, word: str) -> bool:
    terms = question_terms(word)
    related = [other for each in built_in().related.of(terms).values() for other, _ in each]
    return any(len(corpus.lexical.postings(term)[0]) for term in (*terms, *related))


def _file(name: str) -> Path:
    path = data_file("training", name)
    if path is None:
        sys.exit(f"Set GLASSBOX_BENCH_DATA to the folder that holds training/{name}.")
    return path


if __name__ == "__main__":
    main()
