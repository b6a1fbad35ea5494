"""The tables of the library."""

APPLICATION_ID = 0x476C6244
"""Marks an SQLite file as this program's documents: "GlbD"."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # Paths are the bytes that the system knows; times are microseconds since 1970, UTC.
        """
        CREATE TABLE sources (
            path BLOB PRIMARY KEY,
            is_folder INTEGER NOT NULL,
            added_at INTEGER NOT NULL
        )
        """,
        # What the user took out of a folder that stays.
        "CREATE TABLE exclusions (path BLOB PRIMARY KEY)",
        "CREATE TABLE embedders (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE)",
        # A number is never given to another document: the index knows documents by it.
        """
        CREATE TABLE documents (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            path BLOB NOT NULL,
            state TEXT NOT NULL, -- ready, failed, skipped; coming: not all of it is there yet
            fault TEXT,
            kind TEXT,
            title TEXT NOT NULL,
            content_hash TEXT NOT NULL,
            chunking INTEGER NOT NULL,
            size_bytes INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            checked_ns INTEGER NOT NULL, -- when the file was looked at, by the system's clock
            characters INTEGER NOT NULL DEFAULT 0,
            passages INTEGER NOT NULL DEFAULT 0
        )
        """,
        # A document is found until its successor is complete.
        "CREATE UNIQUE INDEX documents_there ON documents (path) WHERE state <> 'coming'",
        "CREATE UNIQUE INDEX documents_coming ON documents (path) WHERE state = 'coming'",
        """
        CREATE TABLE chunks (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
            number INTEGER NOT NULL, -- from 0
            text TEXT NOT NULL,
            header TEXT NOT NULL,
            start INTEGER NOT NULL,
            overlap INTEGER NOT NULL,
            place TEXT NOT NULL, -- JSON: headings, lines, pages, rows
            UNIQUE (document_id, number)
        )
        """,
        # Apart from the texts, so that all of it can be loaded at once.
        """
        CREATE TABLE keys (
            chunk_id INTEGER PRIMARY KEY REFERENCES chunks (id) ON DELETE CASCADE,
            document_id INTEGER NOT NULL,
            number INTEGER NOT NULL,
            terms BLOB NOT NULL,
            terms_version TEXT NOT NULL,
            vector BLOB, -- float16, little-endian
            embedder_id INTEGER REFERENCES embedders (id)
        )
        """,
        "CREATE INDEX keys_by_document ON keys (document_id)",
        f"PRAGMA application_id = {APPLICATION_ID}",
    ),
)
"""Statements that bring a database from version i to version i + 1."""
