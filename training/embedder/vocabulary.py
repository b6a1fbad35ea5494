"""The student's tokens: the teacher's that are Latin, frequent words, pairs of Hangul."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from assistant_memory.embedding.units import words

_LATIN = re.compile(r"(?:##)?[a-z0-9]+")
_WORD = re.compile(r"[a-z]{4,}")
_HANGUL = re.compile(r"[가-힣]{1,2}")


def latin_tokens(teacher_tokenizer: Path) -> dict[str, int]:
    """Return the teacher's tokens of letters and digits, with their ids."""
    known = json.loads(teacher_tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    return {token: place for token, place in known.items() if _LATIN.fullmatch(token)}


def frequent_words(texts: Iterable[str], known: Iterable[str], most: int) -> list[str]:
    """Return the words that are no token yet, the most frequent first."""
    counts = Counter(word for text in texts for word in words(text) if _WORD.fullmatch(word))
    taken = set(known)
    return [word for word, _ in counts.most_common() if word not in taken][:most]


def hangul_pairs(texts: Iterable[str], most: int) -> list[str]:
    """Return the pairs of syllables, and lone ones, that are most frequent."""
    counts = Counter(word for text in texts for word in words(text) if _HANGUL.fullmatch(word))
    return [pair for pair, _ in counts.most_common(most)]
