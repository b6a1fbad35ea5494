"""Vectors and scores of texts without a model: by the words that they share. Pure functions."""

import struct
from collections.abc import Sequence
from zlib import crc32

SCRIPTED_DIMENSIONS = 64


def scripted_vector(text: str) -> bytes:
    """Return float32 numbers, little-endian, of length 1: how often words of each kind occur."""
    counts = [0.0] * SCRIPTED_DIMENSIONS
    for word in text.lower().split():
        counts[crc32(word.encode("utf-8", "replace")) % SCRIPTED_DIMENSIONS] += 1
    length = sum(count * count for count in counts) ** 0.5 or 1.0
    return struct.pack(f"<{SCRIPTED_DIMENSIONS}f", *(count / length for count in counts))


def scripted_scores(question: str, passages: Sequence[str]) -> tuple[float, ...]:
    """Return the share of the question's words that each passage has, 0 to 1."""
    asked = set(question.lower().split())
    return tuple(len(asked & set(each.lower().split())) / max(len(asked), 1) for each in passages)
