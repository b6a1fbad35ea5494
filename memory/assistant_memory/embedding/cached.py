"""An embedder that asks another one only for texts that it has not seen."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Protocol

import numpy as np

from assistant_memory.protocols import Embedder, Vectors

TEXTS_AT_ONCE = 256
"""So many are embedded before they are stored: what is lost when the program is killed."""


class VectorStore(Protocol):
    """Keeps vectors as bytes, by the fingerprint of their model and a key of their text."""

    def get(self, fingerprint: str, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Return those that are there."""
        ...

    def put(self, fingerprint: str, vectors: Mapping[bytes, bytes]) -> None:
        """Keep them."""
        ...


def text_key(text: str) -> bytes:
    """Return what a text's vector is kept under: to forget the text, forget this too."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()


class CachedEmbedder:
    """Satisfies `Embedder`; passages that were embedded before cost no call of the model."""

    def __init__(self, embedder: Embedder, store: VectorStore) -> None:
        self._embedder = embedder
        self._store = store

    @property
    def fingerprint(self) -> str:
        """That of the embedder behind."""
        return self._embedder.fingerprint

    @property
    def dimensions(self) -> int:
        """That of the embedder behind."""
        return self._embedder.dimensions

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return vectors to look with; questions are seldom asked twice and are not kept."""
        return self._embedder.embed_queries(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return vectors to be found by, from the store where it has them."""
        keys = [text_key(text) for text in texts]
        known = {
            key: vector
            for key, data in self._store.get(self.fingerprint, list(dict.fromkeys(keys))).items()
            if (vector := self._vector(data)) is not None
        }
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        for begin in range(0, len(missing), TEXTS_AT_ONCE):
            portion = list(missing)[begin : begin + TEXTS_AT_ONCE]
            made = self._embedder.embed_passages([missing[key] for key in portion])
            known.update(zip(portion, made, strict=True))
            kept = {
                key: row.astype("<f4").tobytes() for key, row in zip(portion, made, strict=True)
            }
            self._store.put(self.fingerprint, kept)
        if not keys:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([known[key] for key in keys])

    def _vector(self, data: bytes) -> Vectors | None:
        """Read a kept vector; `None` when it cannot be one of this model."""
        if len(data) != 4 * self.dimensions:
            return None
        vector = np.frombuffer(data, dtype="<f4").astype(np.float32)
        return vector if np.isfinite(vector).all() else None
