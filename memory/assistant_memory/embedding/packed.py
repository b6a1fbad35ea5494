"""An embedder whose vectors come as bytes, from wherever its model runs."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from assistant_memory.protocols import Vectors


class PackedVectors(Protocol):
    """Makes vectors as float32, little-endian, (texts, dimensions)."""

    @property
    def fingerprint(self) -> str:
        """Names the model."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        ...

    def of_questions(self, texts: Sequence[str]) -> bytes | None:
        """Return vectors to look with; `None` when there are none in time."""
        ...

    def of_passages(self, texts: Sequence[str]) -> bytes:
        """Return vectors to be found by; raises `EmbedderError`."""
        ...


class PackedEmbedder:
    """Satisfies `Embedder`."""

    def __init__(self, packed: PackedVectors) -> None:
        self._packed = packed

    @property
    def fingerprint(self) -> str:
        """Names the model."""
        return self._packed.fingerprint

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._packed.dimensions

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return vectors to look with; zeros when there are none in time."""
        packed = self._packed.of_questions(texts)
        if packed is None:
            return np.zeros((len(texts), self.dimensions), dtype=np.float32)
        return self._unpacked(packed)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return vectors to be found by; raises `EmbedderError`."""
        return self._unpacked(self._packed.of_passages(texts))

    def _unpacked(self, data: bytes) -> Vectors:
        return np.frombuffer(data, "<f4").astype(np.float32).reshape(-1, self.dimensions)
