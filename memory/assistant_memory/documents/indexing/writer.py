"""Writes what was read, many passages and files at a time."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from assistant_memory.documents.chunking.chunks import CHUNKING_VERSION, Chunk
from assistant_memory.documents.faults import Fault
from assistant_memory.documents.indexing.keys import Keymaker
from assistant_memory.documents.indexing.known import begun
from assistant_memory.documents.indexing.walk import FoundFile
from assistant_memory.documents.reading.frames import Opened
from assistant_memory.documents.storage.database import Connection, Database
from assistant_memory.documents.storage.passages import Key, insert_chunk

_MOST_CHUNKS = 128
_MOST_STEPS = 1024
_INSERT = """
    INSERT INTO documents (path, state, fault, kind, title, content_hash, chunking, size_bytes,
                           mtime_ns, checked_ns)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_INSERT_KEY = """
    INSERT INTO keys (chunk_id, document_id, number, terms, terms_version, vector, embedder_id)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(slots=True)
class Coming:
    """A document that is being read."""

    found: FoundFile
    opened: Opened
    checked_ns: int
    document_id: int | None = None
    there: int = 0
    """Passages that an earlier run has stored."""
    passages: int = 0
    characters: int = 0

    @property
    def path(self) -> bytes:
        """Its path as it is stored."""
        return os.fsencode(self.found.path)


Step = Callable[[Connection], None]


class Writer:
    """Collects changes, and makes them together."""

    def __init__(self, database: Database, keymaker: Keymaker) -> None:
        self._database = database
        self._keymaker = keymaker
        self._steps: list[Step] = []
        self._chunks: list[Chunk] = []
        self._keys: list[Key] = []
        self._embedder_id: int | None = None

    def begin(self, found: FoundFile, opened: Opened, checked_ns: int) -> Coming:
        """Start a document, or go on with one that was cut short."""
        coming = Coming(found, opened, checked_ns)
        earlier = begun(self._database, found.path, opened.hash)
        if earlier is None:
            self._steps.append(partial(_insert_coming, coming=coming))
        else:
            coming.document_id, coming.there = earlier
        return coming

    def take(self, coming: Coming, chunk: Chunk) -> bool:
        """Add the next passage; return whether it was not there yet."""
        number = coming.passages
        coming.passages += 1
        coming.characters += len(chunk.text) - chunk.overlap
        if number < coming.there:
            return False
        self._steps.append(partial(self._insert_chunk, coming, number, chunk, len(self._chunks)))
        self._chunks.append(chunk)
        self._flush_when_full()
        return True

    def end(self, coming: Coming) -> None:
        """Let the document take the place of what was there."""
        self._steps.append(partial(_make_ready, coming=coming))
        self._flush_when_full()

    def touch(self, found: FoundFile, checked_ns: int) -> None:
        """Note that a file's content is what is known."""
        row = (found.size_bytes, found.mtime_ns, checked_ns, os.fsencode(found.path))
        self._execute(
            "UPDATE documents SET size_bytes = ?, mtime_ns = ?, checked_ns = ? "
            "WHERE path = ? AND state <> 'coming'",
            row,
        )

    def fail(self, found: FoundFile, fault: Fault, *, state: str, digest: str, at_ns: int) -> None:
        """Note that a file cannot be read; what was known of it goes."""
        path = os.fsencode(found.path)
        self._execute("DELETE FROM documents WHERE path = ?", (path,))
        row = (path, state, fault, None, "", digest, CHUNKING_VERSION)
        self._execute(_INSERT, (*row, found.size_bytes, found.mtime_ns, at_ns))

    def flush(self) -> None:
        """Make all changes that were collected; they are kept from here on."""
        if not self._steps:
            return
        self._keys = self._keymaker.keys(self._chunks)
        with self._database.transaction() as connection:
            self._embedder_id = embedder_id(connection, self._keymaker.fingerprint)
            for step in self._steps:
                step(connection)
        self._steps, self._chunks, self._keys = [], [], []

    def _execute(self, query: str, row: tuple[object, ...]) -> None:
        def step(connection: Connection) -> None:
            connection.execute(query, row)

        self._steps.append(step)
        self._flush_when_full()

    def _flush_when_full(self) -> None:
        if len(self._chunks) >= _MOST_CHUNKS or len(self._steps) >= _MOST_STEPS:
            self.flush()

    def _insert_chunk(
        self, coming: Coming, number: int, chunk: Chunk, at: int, connection: Connection
    ) -> None:
        assert coming.document_id is not None
        chunk_id = insert_chunk(connection, coming.document_id, number, chunk)
        key, version = self._keys[at], self._keymaker.terms_version
        row = (chunk_id, coming.document_id, number, key.terms, version, key.vector)
        made_by = None if key.vector is None else self._embedder_id
        connection.execute(_INSERT_KEY, (*row, made_by))


def embedder_id(connection: Connection, fingerprint: str) -> int | None:
    """Return the number of an embedder; `None` without one."""
    if not fingerprint:
        return None
    connection.execute("INSERT OR IGNORE INTO embedders (fingerprint) VALUES (?)", (fingerprint,))
    query = "SELECT id FROM embedders WHERE fingerprint = ?"
    return int(connection.execute(query, (fingerprint,)).fetchone()[0])


def _insert_coming(connection: Connection, *, coming: Coming) -> None:
    connection.execute("DELETE FROM documents WHERE path = ? AND state = 'coming'", (coming.path,))
    opened = coming.opened
    row = (coming.path, "coming", None, opened.kind, opened.title, opened.hash, CHUNKING_VERSION)
    times = (opened.size_bytes, opened.mtime_ns, coming.checked_ns)
    coming.document_id = connection.execute(_INSERT, (*row, *times)).lastrowid


def _make_ready(connection: Connection, *, coming: Coming) -> None:
    query = "DELETE FROM documents WHERE path = ? AND state <> 'coming'"
    connection.execute(query, (coming.path,))
    opened = coming.opened
    connection.execute(
        "UPDATE documents SET state = 'ready', characters = ?, passages = ?, size_bytes = ?, "
        "mtime_ns = ?, checked_ns = ? WHERE id = ?",
        (
            coming.characters,
            coming.passages,
            opened.size_bytes,
            opened.mtime_ns,
            coming.checked_ns,
            coming.document_id,
        ),
    )
