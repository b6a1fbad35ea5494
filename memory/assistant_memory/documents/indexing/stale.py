"""Passages whose keys another embedder or another way of making terms has made."""

from collections.abc import Iterator
from time import perf_counter

from assistant_memory.documents.indexing.keys import Keymaker
from assistant_memory.documents.indexing.writer import embedder_id
from assistant_memory.documents.storage.database import Database
from assistant_memory.documents.storage.passages import stored_chunk

_LEAST_BATCH, _MOST_BATCH = 4, 128
_BATCH_SECONDS = 0.15
"""Aim: a search in between waits no longer."""
_STALE = """
    FROM keys LEFT JOIN embedders ON embedders.id = embedder_id
    JOIN chunks ON chunks.id = chunk_id
    WHERE terms_version <> ? OR coalesce(fingerprint, '') <> ?
"""
_UPDATE = """
    UPDATE keys SET terms = ?, terms_version = ?, vector = ?, embedder_id = ? WHERE chunk_id = ?
"""


def stale_characters(database: Database, keymaker: Keymaker) -> int:
    """Return how much text has to be gone through again."""
    query = f"SELECT coalesce(sum(length(text)), 0) {_STALE}"
    return int(database.rows(query, *_versions(keymaker))[0][0])


def renew(database: Database, keymaker: Keymaker) -> Iterator[int]:
    """Make the keys of all passages anew that need it; yields how many characters are done.

    Each portion is kept, so that it can be stopped and gone on with; when the embedder cannot work
    it ends, and the rest is left for another time.
    """
    query = f"SELECT chunks.* {_STALE} ORDER BY chunk_id LIMIT ?"
    batch = _LEAST_BATCH
    while rows := database.rows(query, *_versions(keymaker), batch):
        began = perf_counter()
        keys = keymaker.keys([stored_chunk(row) for row in rows])
        if keymaker.fingerprint and any(key.vector is None for key in keys):
            return
        is_quick = perf_counter() - began < _BATCH_SECONDS
        batch = min(2 * batch, _MOST_BATCH) if is_quick else max(batch // 2, 1)
        with database.transaction() as connection:
            embedder = embedder_id(connection, keymaker.fingerprint)
            version = keymaker.terms_version
            for row, key in zip(rows, keys, strict=True):
                values = (key.terms, version, key.vector, embedder, row["id"])
                connection.execute(_UPDATE, values)
        yield sum(len(row["text"]) for row in rows)


def _versions(keymaker: Keymaker) -> tuple[str, str]:
    return keymaker.terms_version, keymaker.fingerprint
