"""Makes what memories and rounds are found by."""

from collections.abc import Sequence
from time import perf_counter

import numpy as np

from assistant_memory.errors import EmbedderError
from assistant_memory.lexical import encode_record
from assistant_memory.protocols import Embedder, Vectors
from assistant_memory.store.entries import Keys
from assistant_memory.store.store import MemoryStore
from assistant_memory.text import TERMS_VERSION
from assistant_memory.values import Memory, Round
from assistant_memory.vectors.encoding import decode, encode
from assistant_memory.vectors.index import Vector

_LEAST_BATCH, _MOST_BATCH = 4, 256
_BATCH_SECONDS = 0.15
"""Aim: whoever wants something of the memory meanwhile waits no longer."""


class KeyMaker:
    """Terms and vectors, with the number that the database knows their embedder by."""

    def __init__(self, store: MemoryStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._complete_generation = -1
        self._batch = _LEAST_BATCH
        with store.transaction():
            self.embedder_number = store.embedder(embedder.fingerprint)

    def keys(self, records: Sequence[Memory | Round]) -> list[Keys]:
        """Return what these are found by: their words alone while the embedder cannot work."""
        texts = [searchable_text(record) for record in records]
        try:
            return self._keys(records, texts, self._embedder.embed_passages(texts))
        except EmbedderError:
            return self._keys(records, texts, None)

    def vector(self, keys: Keys) -> Vector:
        """Return the vector of keys that were made here; zeros without one."""
        vectors, _ = decode([keys.vector], self._embedder.dimensions)
        found: Vector = vectors[0] if len(vectors) else np.zeros(self._embedder.dimensions, "f4")
        return found

    def add_missing(self) -> bool:
        """Make some of the keys that are missing or were made by others; return whether any.

        None, when the embedder cannot work.
        """
        if (generation := self._store.generation()) == self._complete_generation:
            return False
        number, version = self.embedder_number, TERMS_VERSION
        if not (ids := self._store.unkeyed(number, version, self._batch)):
            self._complete_generation = generation
            return False
        began = perf_counter()
        keys = self.keys(list(self._store.records(ids).values()))
        if any(each.embedder is None for each in keys):
            return False
        self._adapt(perf_counter() - began)
        with self._store.transaction():
            # Words that changed meanwhile have other keys by now.
            still = set(self._store.unkeyed(number, version, 2 * len(ids)))
            self._store.put_keys([each for each in keys if each.record_id in still])
        return True

    def remake(self, ids: Sequence[str]) -> bool:
        """Make the keys of these anew; return whether there were any."""
        records = list(self._store.records(ids).values())
        if not records:
            return False
        keys = self.keys(records)
        with self._store.transaction():
            self._store.put_keys(keys)
        return True

    def _keys(
        self, records: Sequence[Memory | Round], texts: Sequence[str], vectors: Vectors | None
    ) -> list[Keys]:
        number = None if vectors is None else self.embedder_number
        blobs = [b""] * len(texts) if vectors is None else [encode(row) for row in vectors]
        terms = [encode_record(*_said_under(record)) for record in records]
        return [
            Keys(record.id, TERMS_VERSION, term, number, blob)
            for record, term, blob in zip(records, terms, blobs, strict=True)
        ]

    def _adapt(self, seconds: float) -> None:
        """Make the next batch as large as the embedder is fast."""
        if seconds < _BATCH_SECONDS / 2:
            self._batch = min(2 * self._batch, _MOST_BATCH)
        elif seconds > _BATCH_SECONDS:
            self._batch = max(self._batch // 2, _LEAST_BATCH // 2)


def searchable_text(record: Memory | Round) -> str:
    """The words that a record is found by."""
    if isinstance(record, Round):
        return f"{record.question}\n{record.answer}"
    return f"{record.subject}: {record.text}" if record.subject else record.text


def _said_under(record: Memory | Round) -> tuple[str, str]:
    """The words of a record, and what stands above them."""
    if isinstance(record, Round):
        return searchable_text(record), record.title
    return record.text, record.subject
