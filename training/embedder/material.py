"""What the table learns from: texts cut into tokens, what the teacher says of them, pairs."""

import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from corpus import Text, korean_pairs
from teacher import Teacher
from torch.nn import functional
from vocabulary import frequent_words, hangul_pairs, latin_tokens

from assistant_memory.embedding.static import UNKNOWN
from assistant_memory.embedding.units import hashed, words
from assistant_memory.embedding.wordpiece import WordPiece

DIMENSIONS = 256
WORDS, PAIRS = 4_500, 3_400
SIF = 1e-3
_AXES_FROM = 40_000

Pair = tuple[list[int], list[int]]


@dataclass(frozen=True, slots=True)
class Material:
    """Everything, as tokens of the student."""

    tokens: list[str]
    start: torch.Tensor
    """(vocabulary, dimensions): what the teacher says of single tokens, by how rare they are."""
    ids: list[list[int]]
    """Tokens of each text that the teacher has read."""
    targets: torch.Tensor
    """(texts, dimensions): what it says of them, centred, on its principal axes, length 1."""
    groups: list[np.ndarray]
    """Rows of the texts of one conversation."""
    pairs: dict[str, list[Pair]]
    """Who answers whom, by kind."""


class Student:
    """The student's vocabulary, which cuts texts."""

    def __init__(self, model: Path, once: list[str], korean: list[Text]) -> None:
        self.latin = latin_tokens(model / "tokenizer.json")
        self.words = frequent_words(once, self.latin, WORDS)
        said = (text for pair in korean for text in (pair.text, pair.answers))
        self.hangul = hangul_pairs(said, PAIRS)
        self.tokens = [UNKNOWN, *self.latin, *self.words, *self.hangul]
        self._pieces = WordPiece(self.tokens)

    def cut(self, text: str) -> list[int]:
        """Return the tokens of a text that are in the vocabulary."""
        return [place for word in words(text) for place in self._pieces.ids(word)]


def load(model: Path, training: Path, data: Path) -> Material:
    """Cut all texts but those held out, and make the table that training starts from."""
    once: list[str] = json.loads((data / "once.json").read_text(encoding="utf-8"))
    with (data / "texts.jsonl").open(encoding="utf-8") as file:
        everything = [Text(**json.loads(line)) for line in file]
    korean = korean_pairs(training)
    student = Student(model, once, korean)
    held_out = {t for each in everything if each.is_held_out for t in (each.text, each.answers)}
    taught = np.load(data / "teacher.npy", mmap_mode="r")
    chosen = [
        place
        for place in np.flatnonzero(np.abs(taught[:, :4]).sum(1))  # the teacher got so far
        if once[place] not in held_out and student.cut(once[place])
    ]
    vectors = np.asarray(taught[chosen], dtype=np.float32)
    mean = vectors.mean(0)
    some = (vectors - mean)[:: max(1, len(vectors) // _AXES_FROM)]
    axes = np.linalg.svd(some, full_matrices=False)[2][:DIMENSIONS].T
    alone = _alone(model, data, student)
    ids = [student.cut(once[place]) for place in chosen]
    rows = {once[place]: row for row, place in enumerate(chosen)}
    return Material(
        tokens=student.tokens,
        start=torch.tensor(_weighted((alone - alone.mean(0)) @ axes, student, ids)),
        ids=ids,
        targets=functional.normalize(torch.tensor((vectors - mean) @ axes), dim=1),
        groups=_groups(everything, rows),
        pairs=_pairs([*everything, *korean], student),
    )


def _groups(everything: list[Text], rows: dict[str, int]) -> list[np.ndarray]:
    groups: defaultdict[str, set[int]] = defaultdict(set)
    for each in everything:
        groups[each.group] |= {rows[text] for text in (each.text, each.answers) if text in rows}
    return [np.array(sorted(group)) for group in groups.values() if group]


def _pairs(everything: list[Text], student: Student) -> dict[str, list[Pair]]:
    """Return pairs by kind; Korean questions with the same answer are pairs, too."""
    pairs: defaultdict[str, list[Pair]] = defaultdict(list)
    alike: defaultdict[str, list[list[int]]] = defaultdict(list)
    for each in everything:
        left, right = student.cut(each.text), student.cut(each.answers)
        if not left or not right or each.is_held_out:
            continue
        pairs[each.kind].append((left, right))
        if each.kind == "korean":
            alike[each.answers].append(left)
    pairs["korean alike"] = [pair for several in alike.values() for pair in pairwise(several)]
    return dict(pairs)


def _alone(model: Path, data: Path, student: Student) -> np.ndarray:
    """Return what the teacher says of single tokens and words; kept beside the data."""
    kept = data / f"alone-{len(student.words)}.npy"
    if not kept.exists():
        teacher = Teacher(model)
        first, last = (teacher.tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]"))
        single = [[first, each, last] for each in student.latin.values()]
        tokens = teacher.embed_ids(single, tokens_per_batch=4096)
        np.save(kept, np.concatenate([tokens, teacher.embed(student.words)]))
    return np.load(kept)


def _weighted(alone: np.ndarray, student: Student, ids: list[list[int]]) -> np.ndarray:
    """Weigh the vectors by smooth inverse frequency (Arora et al. 2017).

    Pairs of Hangul, of which the teacher knows nothing, begin as their hashes.
    """
    flat = [place for each in ids for place in each]
    counts = np.bincount(flat, minlength=len(student.tokens)) + 0.5
    bytes_ = b"".join(hashed(pair, DIMENSIONS) for pair in student.hangul)
    made = np.frombuffer(bytes_, dtype=np.int8).reshape(-1, DIMENSIONS).astype(np.float32)
    unknown = np.zeros((1, DIMENSIONS), dtype=np.float32)
    rows = [each / np.linalg.norm(each, axis=1, keepdims=True) for each in (alone, made)]
    weights = SIF / (SIF + counts / counts.sum())
    return np.concatenate([unknown, *rows]) * weights[:, None].astype(np.float32)
