"""An embedder for tests: a text's vector is the sum of random directions, one for each word."""

import hashlib
import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from assistant_memory.protocols import Vectors


class HashEmbedder:
    """Texts that share words lie close; the same text always gets the same vector."""

    def __init__(self, name: str = "hash", dimensions: int = 64) -> None:
        self._name = name
        self._dimensions = dimensions
        self.texts_embedded = 0

    @property
    def fingerprint(self) -> str:
        return f"{self._name}-{self._dimensions}"

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts_embedded += len(texts)
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()):
                rows[place] += _direction(self.fingerprint, word, self._dimensions)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.where(lengths > 0, lengths, 1)


@cache
def _direction(name: str, word: str, dimensions: int) -> np.typing.NDArray[np.float32]:
    seed = int.from_bytes(hashlib.sha256(f"{name} {word}".encode()).digest()[:8], "little")
    return np.random.default_rng(seed).standard_normal(dimensions).astype(np.float32)
