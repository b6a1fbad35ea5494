"""Passages whose keys another embedder or another way of making terms has made."""

from collections.abc import Iterator

from assistant_memory.documents.indexing.keys import Keymaker
from assistant_memory.documents.indexing.writer import embedder_id
from assistant_memory.documents.storage.database import Database
from assistant_memory.documents.storage.passages import stored_chunk

_BATCH = 128
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

    Each portion is kept, so that it can be stopped and gone on with.
    """
    query = f"SELECT chunks.* {_STALE} ORDER BY chunk_id LIMIT {_BATCH}"
    while rows := database.rows(query, *_versions(keymaker)):
        keys = keymaker.keys([stored_chunk(row) for row in rows])
        with database.transaction() as connection:
            embedder = embedder_id(connection, keymaker.fingerprint)
            version = keymaker.terms_version
            for row, key in zip(rows, keys, strict=True):
                values = (key.terms, version, key.vector, embedder, row["id"])
                connection.execute(_UPDATE, values)
        yield sum(len(row["text"]) for row in rows)


def _versions(keymaker: Keymaker) -> tuple[str, str]:
    return keymaker.terms_version, keymaker.fingerprint
