"""Documents and their passages as rows."""

import json
import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from assistant_memory.documents.chunking.chunks import Chunk
from assistant_memory.documents.storage.database import Database
from assistant_memory.documents.storage.places import time_of
from assistant_memory.documents.values import Document, Passage, Place

_LISTED = "SELECT * FROM documents WHERE state IN ('ready', 'failed')"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Key:
    """What a passage is found by."""

    terms: bytes
    vector: bytes | None
    """float16, little-endian."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key, and whose it is."""

    chunk_id: int
    document_id: int
    number: int
    key: Key


def listed(database: Database) -> list[Document]:
    """Return the documents, by path."""
    return [_document(row) for row in database.rows(f"{_LISTED} ORDER BY path")]


def document_at(database: Database, path: Path) -> Document | None:
    """Return the document that a file is."""
    rows = database.rows(f"{_LISTED} AND path = ?", os.fsencode(path))
    return _document(rows[0]) if rows else None


def whole_text(database: Database, document_id: int) -> str:
    """Return a document's text."""
    rows = database.rows(
        "SELECT substr(text, overlap + 1) FROM chunks WHERE document_id = ? ORDER BY number",
        document_id,
    )
    return "".join(str(row[0]) for row in rows)


def ready_ids(database: Database) -> set[int]:
    """Return the ids of the documents that can be searched."""
    return {int(row[0]) for row in database.rows("SELECT id FROM documents WHERE state = 'ready'")}


def keys_of(
    database: Database, document_ids: Collection[int], terms_version: str, fingerprint: str
) -> Iterator[StoredKey]:
    """Yield the keys of documents; a vector only if it is of the embedder that is asked for.

    Terms of another version are left out as well: they are empty.
    """
    few = f"keys.document_id IN ({', '.join(map(str, document_ids))})"
    where = few if len(document_ids) <= _BATCH else "true"
    query = f"""
        SELECT chunk_id, document_id, number,
               CASE WHEN terms_version = ? THEN terms ELSE x'' END AS terms,
               CASE WHEN fingerprint = ? THEN vector END AS vector
        FROM keys LEFT JOIN embedders ON embedders.id = embedder_id
        WHERE {where} ORDER BY chunk_id
    """  # noqa: S608 - numbers only
    with database.errors():
        for row in database.connection.execute(query, (terms_version, fingerprint)):
            if row["document_id"] in document_ids:
                key = Key(bytes(row["terms"]), row["vector"])
                yield StoredKey(row["chunk_id"], row["document_id"], row["number"], key)


def insert_chunk(
    connection: sqlite3.Connection, document_id: int, number: int, chunk: Chunk
) -> int:
    """Store a passage; return its id."""
    place = json.dumps(asdict(chunk.place), ensure_ascii=False)
    row = (document_id, number, chunk.text, chunk.header, chunk.start, chunk.overlap, place)
    done = connection.execute(
        "INSERT INTO chunks (document_id, number, text, header, start, overlap, place) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        row,
    )
    assert done.lastrowid is not None
    return done.lastrowid


def passages(database: Database, scores: Sequence[tuple[int, float, bool]]) -> list[Passage]:
    """Return the passages with these ids, in this order, with their scores and relevance."""
    found: dict[int, sqlite3.Row] = {}
    for begun in range(0, len(scores), _BATCH):
        ids = [each[0] for each in scores[begun : begun + _BATCH]]
        marks = ", ".join("?" * len(ids))
        query = (
            "SELECT chunks.*, path, title FROM chunks JOIN documents "  # noqa: S608 - marks only
            f"ON documents.id = document_id WHERE chunks.id IN ({marks})"
        )
        found |= {row["id"]: row for row in database.rows(query, *ids)}
    return [
        _passage(found[chunk_id], score, is_relevant=is_relevant)
        for chunk_id, score, is_relevant in scores
        if chunk_id in found
    ]


def stored_chunk(row: sqlite3.Row) -> Chunk:
    """Return a passage as it was cut."""
    return Chunk(row["text"], row["start"], row["overlap"], row["header"], _place(row["place"]))


def _passage(row: sqlite3.Row, score: float, *, is_relevant: bool) -> Passage:
    path = Path(os.fsdecode(row["path"]))
    return Passage(
        id=row["id"],
        path=path,
        title=row["title"],
        place=_place(row["place"]),
        text=row["text"],
        header=row["header"],
        score=score,
        is_relevant=is_relevant,
    )


def _document(row: sqlite3.Row) -> Document:
    return Document(
        id=row["id"],
        path=Path(os.fsdecode(row["path"])),
        kind=row["kind"],
        title=row["title"],
        state=row["state"],
        fault=row["fault"],
        size_bytes=row["size_bytes"],
        characters=row["characters"],
        passages=row["passages"],
        indexed_at=time_of(row["checked_ns"] // 1000),
    )


def _place(text: str) -> Place:
    """A place as it was stored; what cannot be read is unknown."""
    try:
        fields = cast("dict[str, object]", json.loads(text))
        headings = tuple(map(str, cast("list[object]", fields.pop("headings"))))
        numbers = {
            name: value if isinstance(value, int) else None for name, value in fields.items()
        }
        return Place(headings, **numbers)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Place()
