"""Makes what memories and rounds are found by."""

from collections.abc import Sequence

from assistant_memory.lexical import encode_record
from assistant_memory.protocols import Embedder
from assistant_memory.store.entries import Keys
from assistant_memory.store.store import MemoryStore
from assistant_memory.text import TERMS_VERSION
from assistant_memory.values import Memory, Round
from assistant_memory.vectors.encoding import decode, encode
from assistant_memory.vectors.index import Vector

_BATCH = 256


class KeyMaker:
    """Terms and vectors, with the number that the database knows their embedder by."""

    def __init__(self, store: MemoryStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        self._complete_generation = -1
        with store.transaction():
            self.embedder_number = store.embedder(embedder.fingerprint)

    def keys(self, records: Sequence[Memory | Round]) -> list[Keys]:
        """Return what these are found by."""
        texts = [searchable_text(record) for record in records]
        vectors = self._embedder.embed_passages(texts) if texts else ()
        return [
            Keys(
                record.id,
                TERMS_VERSION,
                encode_record(*_said_under(record)),
                self.embedder_number,
                encode(vector),
            )
            for record, vector in zip(records, vectors, strict=True)
        ]

    def vector(self, keys: Keys) -> Vector:
        """Return the vector of keys that were made here."""
        vectors, _ = decode([keys.vector], self._embedder.dimensions)
        found: Vector = vectors[0]
        return found

    def add_missing(self) -> bool:
        """Make some of the keys that are missing or were made by others; return whether any."""
        if (generation := self._store.generation()) == self._complete_generation:
            return False
        number, version = self.embedder_number, TERMS_VERSION
        if not (ids := self._store.unkeyed(number, version, _BATCH)):
            self._complete_generation = generation
            return False
        keys = self.keys(list(self._store.records(ids).values()))
        with self._store.transaction():
            # Words that changed meanwhile have other keys by now.
            still = set(self._store.unkeyed(number, version, 2 * _BATCH))
            self._store.put_keys([each for each in keys if each.record_id in still])
        return True

    def remake(self, ids: Sequence[str]) -> bool:
        """Make the keys of these anew; return whether there were any."""
        records = list(self._store.records(ids).values())
        if not records:
            return False
        with self._store.transaction():
            self._store.put_keys(self.keys(records))
        return True


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
