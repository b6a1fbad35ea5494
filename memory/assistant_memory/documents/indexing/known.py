"""What the library knows of a file already."""

import os
from dataclasses import dataclass
from pathlib import Path

from assistant_memory.documents.chunking.chunks import CHUNKING_VERSION
from assistant_memory.documents.faults import PASSING, Fault
from assistant_memory.documents.indexing.walk import FoundFile
from assistant_memory.documents.storage.database import Database, Row

_CLOCK_NS = 2_000_000_000
"""A file may change twice within the precision of its file system's clock."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it was when it was last looked at."""

    state: str
    fault: Fault | None
    content_hash: str
    size_bytes: int
    mtime_ns: int
    checked_ns: int
    chunking: int

    @property
    def is_final(self) -> bool:
        """Whether the same content would give the same result."""
        return self.chunking == CHUNKING_VERSION and self.fault not in PASSING

    def is_as(self, found: FoundFile) -> bool:
        """Whether a file need not be read: its size and time are those of then."""
        return (
            self.is_final
            and (self.size_bytes, self.mtime_ns) == (found.size_bytes, found.mtime_ns)
            and self.mtime_ns < self.checked_ns - _CLOCK_NS
        )


def known(database: Database, path: Path) -> Known | None:
    """Return what is known of a file."""
    query = "SELECT * FROM documents WHERE path = ? AND state <> 'coming'"
    rows = database.rows(query, os.fsencode(path))
    return _known(rows[0]) if rows else None


def begun(database: Database, path: Path, content_hash: str) -> tuple[int, int] | None:
    """Return the id of a document that was cut short, and how many of its passages are there."""
    query = """
        SELECT id, (SELECT count(*) FROM chunks WHERE document_id = documents.id) FROM documents
        WHERE path = ? AND state = 'coming' AND content_hash = ? AND chunking = ?
    """
    rows = database.rows(query, os.fsencode(path), content_hash, CHUNKING_VERSION)
    return (int(rows[0][0]), int(rows[0][1])) if rows else None


def _known(row: Row) -> Known:
    return Known(
        state=row["state"],
        fault=row["fault"],
        content_hash=row["content_hash"],
        size_bytes=row["size_bytes"],
        mtime_ns=row["mtime_ns"],
        checked_ns=row["checked_ns"],
        chunking=row["chunking"],
    )
