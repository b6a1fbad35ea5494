"""What passages are found by: their words, and their meaning if there is an embedder."""

from collections.abc import Sequence

import numpy as np

from assistant_memory.documents.chunking.chunks import Chunk
from assistant_memory.documents.searching import Searcher, Vector
from assistant_memory.documents.storage.passages import Key
from assistant_memory.errors import EmbedderError
from assistant_memory.protocols import Embedder

_STORED = np.dtype("<f2")


class Keymaker:
    """Makes the keys of passages, with the searcher and embedder in use."""

    def __init__(self, searcher: Searcher, embedder: Embedder | None) -> None:
        self._searcher = searcher
        self._embedder = embedder

    @property
    def terms_version(self) -> str:
        """Names how terms are made."""
        return self._searcher.terms_version

    @property
    def fingerprint(self) -> str:
        """Names the embedder; empty without one."""
        return "" if self._embedder is None else self._embedder.fingerprint

    def keys(self, chunks: Sequence[Chunk]) -> list[Key]:
        """Return the keys of passages, in their order; only words while an embedder cannot work."""
        terms = [self._searcher.terms_of(chunk.told, chunk.heading) for chunk in chunks]
        if self._embedder is None or not chunks:
            return [Key(each, None) for each in terms]
        texts = [chunk.indexed_text for chunk in chunks]
        try:
            vectors = self._embedder.embed_passages(texts).astype(_STORED)
        except EmbedderError:
            return [Key(each, None) for each in terms]
        return [Key(each, row.tobytes()) for each, row in zip(terms, vectors, strict=True)]

    def query_vector(self, query: str) -> Vector | None:
        """Return what to look for a question's meaning with; `None` for its words alone."""
        if self._embedder is None:
            return None
        vector: Vector = self._embedder.embed_queries([query])[0]
        return vector if vector.any() else None

    def vector(self, stored: bytes | None) -> Vector | None:
        """Return a vector as it was stored; `None` for what is none of this embedder's."""
        if stored is None or self._embedder is None:
            return None
        if len(stored) != self._embedder.dimensions * _STORED.itemsize:
            return None
        vector = np.frombuffer(stored, _STORED).astype(np.float32)
        return vector if np.isfinite(vector).all() else None
