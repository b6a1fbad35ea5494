"""The texts that the table learns from, each under a licence that allows it."""

import csv
import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from questions import questions_about

HELD_OUT = 10
"""Every tenth conversation is never trained on."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text, what it is, and the conversation or work that it is from."""

    kind: str
    group: str
    text: str
    answers: str = ""
    """The text that it is asked or said about, if any: a pair for the contrastive loss."""

    @property
    def is_held_out(self) -> bool:
        """Whether it is kept for choosing between tables."""
        return int(self.group.rpartition("-")[2]) % HELD_OUT == HELD_OUT - 1


def texts(training: Path, prose: Path, wordnet: Path, seed: int = 4) -> list[Text]:
    """Return everything, every text once, in a fixed order."""
    dice = random.Random(seed)
    entries = list(_wordnet(wordnet, random.Random(seed + 1)))
    random.Random(seed + 2).shuffle(entries)  # so that the first part of them is a fair sample
    everything = [
        *_persona(training / "Synthetic-Persona-Chat_valid.csv", dice),
        *_problems(training / "gsm8k-train.jsonl"),
        *_tasks(training / "taskmaster4-00.json"),
        *_prose(prose),
        *entries,
    ]
    first = {(each.text, each.answers): each for each in reversed(everything) if each.text}
    return list(reversed(first.values()))


def korean_pairs(training: Path) -> list[Text]:
    """Return Korean questions, each with its answer."""
    with (training / "ko-chatbot.csv").open(encoding="utf-8", newline="") as file:
        return [
            Text("korean", f"korean-{number}", row["Q"].strip(), row["A"].strip())
            for number, row in enumerate(csv.DictReader(file))
        ]


def _persona(path: Path, dice: random.Random) -> Iterator[Text]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            group = f"persona-{number}"
            facts = [*row["user 1 personas"].splitlines(), *row["user 2 personas"].splitlines()]
            for fact in map(str.strip, facts):
                yield Text("fact", group, fact)
                for question in questions_about(fact, dice):
                    yield Text("question", group, question, fact)
            lines = [
                line.partition(": ")[2].strip()
                for line in row["Best Generated Conversation"].splitlines()
            ]
            for before, line in zip(["", *lines], lines, strict=False):
                yield Text("utterance", group, line)
                if before.endswith("?") and len(line) > 20:
                    yield Text("reply", group, before, line)
                if before and dice.random() < 0.3:
                    yield Text("round", group, f"{before} {line}")


def _problems(path: Path) -> Iterator[Text]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number % 3 == 0:
                for sentence in _sentences(json.loads(line)["question"]):
                    yield Text("problem", f"problem-{number // 3}", sentence)


def _tasks(path: Path) -> Iterator[Text]:
    for number, talk in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        for utterance in talk["utterances"]:
            yield Text("task", f"task-{number}", utterance["text"].strip())


def _prose(path: Path) -> Iterator[Text]:
    paragraphs = re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))
    for number, paragraph in enumerate(paragraphs):
        if number % 3 == 0:
            for sentence in _sentences(" ".join(paragraph.split())):
                if 15 < len(sentence) < 250:
                    yield Text("prose", f"prose-{number // 3}", sentence)


def _wordnet(folder: Path, dice: random.Random) -> Iterator[Text]:
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text(encoding="utf-8").splitlines():
            if line.startswith("  "):
                continue  # the licence stands in front, indented
            fields, _, gloss = line.partition(" | ")
            words = fields.split(" ")
            count = int(words[3], 16)
            lemmas = [re.sub(r"\(.*\)", "", words[4 + 2 * each]) for each in range(count)]
            lemmas = [lemma.replace("_", " ") for lemma in lemmas]
            yield from _entry(f"{part}-{int(words[0])}", lemmas, gloss, dice)


def _entry(group: str, lemmas: list[str], gloss: str, dice: random.Random) -> Iterable[Text]:
    meaning, *examples = [each.strip(' ;"') for each in gloss.split('; "')]
    # Names of people, places and species are many, and seldom talked about.
    if dice.random() < (0.8 if lemmas[0][0].isupper() else 0.5):
        return
    meaning = re.sub(r"^\([^)]*\)\s*", "", meaning)
    for lemma in lemmas[:3]:
        yield Text("lemma", group, lemma, meaning)
    yield Text("gloss", group, meaning)
    for example in examples:
        yield Text("example", group, example)


def _sentences(text: str) -> list[str]:
    return [each.strip() for each in re.split(r"(?<=[.!?])\s+", text) if each.strip()]
