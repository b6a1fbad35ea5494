"""The library: files and folders that the user added, and what is found in them."""

import os
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from assistant_memory.documents.faults import UnreadableError
from assistant_memory.documents.indexing.keys import Keymaker
from assistant_memory.documents.indexing.run import IndexRun, RunLimits
from assistant_memory.documents.searching import Entry, Searcher
from assistant_memory.documents.storage import passages, places
from assistant_memory.documents.storage.database import Database, open_database
from assistant_memory.documents.storage.holding import documents_with
from assistant_memory.documents.storage.passages import StoredKey
from assistant_memory.documents.storage.removal import remove_from
from assistant_memory.documents.values import (
    Document,
    LibrarySource,
    Passage,
    Progress,
    Removal,
)
from assistant_memory.errors import MemoryBusyError, NoMemoryError
from assistant_memory.protocols import Embedder

Steps = Generator[Progress, None, None]
"""Work, step by step; closing it stops the work."""

_LOCK_SECONDS = 1.0
_LOADED = 1000
"""Passages that are given to the searcher at once."""


class DocumentLibrary:
    """Reads, keeps and searches documents; blocking, for the thread that opened it."""

    def __init__(
        self,
        database: Database,
        searcher: Searcher,
        embedder: Embedder | None,
        limits: RunLimits,
        notices: tuple[str, ...],
    ) -> None:
        self._database = database
        self._searcher = searcher
        self._keymaker = Keymaker(searcher, embedder)
        self._limits = limits
        self._indexed: dict[int, list[int]] = {}
        """Document → its passages that the searcher holds."""
        self._incomplete: set[int] = set()
        """Documents whose keys were not all of the searcher and embedder in use."""
        self._seen_version: tuple[int, int] | None = None
        self.notices = notices
        """What the user should know of the opening."""

    @classmethod
    def open(
        cls,
        path: Path,
        searcher: Searcher,
        embedder: Embedder | None = None,
        limits: RunLimits | None = None,
    ) -> Self:
        """Open or make the database at `path`; `searcher` must be empty.

        Without an embedder only words are searched. Raises `MemoryStorageError`.
        """
        database, notices = open_database(path.absolute())
        return cls(database, searcher, embedder, limits or RunLimits(), notices)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the use of the database."""
        self._database.close()

    def add(self, path: Path) -> Steps:
        """Take in a file or folder, and index what is new in it, step by step.

        Closing the iterator stops it; what was indexed by then is kept, and adding it again goes
        on. Raises `NoMemoryError` when there is nothing, `UnreadableError` for what is neither a
        file nor a folder, and `MemoryBusyError` while another program indexes.
        """
        path = _real(path)
        # Unlike their kin of `Path`, these say no to a name that the system cannot have.
        if not os.path.exists(path):  # noqa: PTH110
            raise NoMemoryError(f"There is no file or folder {str(path)!r}. Check its name.")
        if not (path.is_dir() or path.is_file()):
            raise UnreadableError("special")
        return self._locked(lambda: self._add(path))

    def refresh(self) -> Steps:
        """Bring everything in step with its files, and with the embedder; as `add` does."""
        return self._locked(lambda: self._run(self.sources()))

    def renew(self) -> Steps:
        """Bring what is known in step with the embedder, and look at no file; as `add` does.

        Yields nothing when there is nothing to do.
        """
        return self._locked(lambda: self._writing(self._new_run(()).renewal()))

    def remove(self, path: Path) -> Removal:
        """Take out a source, or a document or folder inside of one; nothing of it is left.

        What is inside of a folder that stays is not taken in again until it is added. Raises
        `NoMemoryError` and `MemoryBusyError`.
        """
        with self._lock():
            removal = remove_from(self._database, _real(path))
            self._database.shred()
        return removal

    def sources(self) -> list[LibrarySource]:
        """Return what was added, by path."""
        return places.sources(self._database)

    def list(self) -> Sequence[Document]:
        """Return the documents, by path, with those that could not be read."""
        return passages.listed(self._database)

    def document(self, path: Path) -> Document:
        """Return a document; raises `NoMemoryError`."""
        found = passages.document_at(self._database, _real(path))
        if found is None:
            raise NoMemoryError(f"{str(path)!r} is not among the documents. Add it.")
        return found

    def whole(self, path: Path) -> str:
        """Return all of a document's text; raises `NoMemoryError`."""
        return passages.whole_text(self._database, self.document(path).id)

    def holding(self, texts: Collection[str]) -> Sequence[Document]:
        """Return the documents in which one of these texts stands, by path."""
        return documents_with(self._database, texts)

    def search(self, query: str, limit: int = 8) -> Sequence[Passage]:
        """Return the passages that fit a question best, also those below the cut."""
        if not query.strip():
            return []
        self._synchronise()
        if not self._indexed:
            return []
        ranked = self._searcher.rank(query, self._keymaker.query_vector(query), limit)
        scores = [(each.id, each.score, each.is_relevant) for each in ranked]
        return passages.passages(self._database, scores)

    def _add(self, path: Path) -> Iterator[Progress]:
        is_new = places.add_source(self._database, path, is_folder=path.is_dir())
        source = next(each for each in self.sources() if each.path == path)
        last = Progress()
        for last in self._run([source]):
            yield last
        # A file that cannot be read is told now; there is nothing to come back to.
        if is_new and not source.is_folder and last.phase == "done" and last.failed:
            places.drop_source(self._database, path)

    def _run(self, chosen: Sequence[LibrarySource]) -> Iterator[Progress]:
        yield from self._writing(self._new_run(chosen).steps())

    def _new_run(self, chosen: Sequence[LibrarySource]) -> IndexRun:
        return IndexRun(self._database, self._keymaker, self._limits, chosen)

    def _writing(self, steps: Iterator[Progress]) -> Iterator[Progress]:
        yield from steps
        with self._database.errors():
            self._database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _locked(self, steps: Callable[[], Iterator[Progress]]) -> Steps:
        with self._lock():
            yield from steps()

    @contextmanager
    def _lock(self) -> Generator[None, None, None]:
        """Be the only one who writes; raises `MemoryBusyError`."""
        path = self._database.path
        lock = FileLock(path.with_name(f"{path.name}.lock"), timeout=_LOCK_SECONDS, mode=0o600)
        try:
            lock.acquire()
        except Timeout as error:
            raise MemoryBusyError(
                "Another Glassbox is indexing documents. Wait until it is done and try again."
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _synchronise(self) -> None:
        """Bring the searcher in step with the database, whoever changed it."""
        version = (self._database.version_of_others(), self._database.connection.total_changes)
        if version == self._seen_version:
            return
        there = passages.ready_ids(self._database)
        for document_id in self._indexed.keys() - (there - self._incomplete):
            self._searcher.remove(self._indexed.pop(document_id))
            self._incomplete.discard(document_id)
        self._load(there - self._indexed.keys())
        self._seen_version = version

    def _load(self, document_ids: Collection[int]) -> None:
        """Give the passages of documents to the searcher."""
        for document_id in document_ids:
            self._indexed[document_id] = []
        version, fingerprint = self._keymaker.terms_version, self._keymaker.fingerprint
        stored = passages.keys_of(self._database, document_ids, version, fingerprint)
        while portion := tuple(islice(stored, _LOADED)):
            self._searcher.add([self._entry(each) for each in portion])
            for each in portion:
                self._indexed[each.document_id].append(each.chunk_id)

    def _entry(self, stored: StoredKey) -> Entry:
        vector = self._keymaker.vector(stored.key.vector)
        if not stored.key.terms or (vector is None and self._keymaker.fingerprint):
            self._incomplete.add(stored.document_id)
        return Entry(stored.chunk_id, stored.document_id, stored.number, stored.key.terms, vector)


def _real(path: Path) -> Path:
    """The path without links: what was added is then known by one name only."""
    return Path(os.path.realpath(path))
