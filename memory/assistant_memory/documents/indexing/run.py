"""A run over sources: counted first, then brought in step, then freed of what is gone."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant_memory.documents.indexing.files import FileIndexer
from assistant_memory.documents.indexing.gone import Seen
from assistant_memory.documents.indexing.keys import Keymaker
from assistant_memory.documents.indexing.stale import renew, stale_characters
from assistant_memory.documents.indexing.tally import Tally
from assistant_memory.documents.indexing.walk import ClosedFolder, Found, FoundFile, walk
from assistant_memory.documents.indexing.writer import Writer
from assistant_memory.documents.reading.process import ReadingProcess
from assistant_memory.documents.storage.database import Database
from assistant_memory.documents.storage.places import exclusions, sources
from assistant_memory.documents.values import LibrarySource, Progress

_COUNTED = 500
"""Files between two reports while nothing is read."""


@dataclass(frozen=True, slots=True)
class RunLimits:
    """How much a file may have and take."""

    file_bytes: int = 64 * 1024 * 1024
    memory_bytes: int = 1536 * 1024 * 1024
    """Of the reading process."""
    seconds: int = 60
    """Without a word of the reading process about a file."""


class IndexRun:
    """Brings the library in step with some of its sources."""

    def __init__(
        self,
        database: Database,
        keymaker: Keymaker,
        limits: RunLimits,
        chosen: Sequence[LibrarySource],
    ) -> None:
        self._database = database
        self._keymaker = keymaker
        self._limits = limits
        self._chosen = chosen
        self._tally = Tally()
        self._writer = Writer(database, keymaker)
        self._seen = Seen(database)
        self._closed: list[Path] = []
        self._excluded = exclusions(database)

    def steps(self) -> Iterator[Progress]:
        """Do it, step by step; what is done when the iterator is closed is kept.

        Raises `MemoryStorageError`.
        """
        there = [source for source in self._chosen if self._is_there(source)]
        yield from self._count(there)
        limits = self._limits
        with ReadingProcess(memory_bytes=limits.memory_bytes, seconds=limits.seconds) as process:
            files = FileIndexer(
                self._database, process, self._writer, self._tally, limits.file_bytes
            )
            try:
                yield from self._renew()
                yield self._tally.enter("indexing")
                for source in there:
                    yield from self._index(source, files)
            except GeneratorExit:
                self._writer.flush()
                raise
            self._writer.flush()
        self._remove_gone(there)
        yield self._tally.enter("done")

    def renewal(self) -> Iterator[Progress]:
        """Make anew what another embedder has made, and look at no file; nothing if there is none.

        What is done when the iterator is closed is kept. Raises `MemoryStorageError`.
        """
        stale = stale_characters(self._database, self._keymaker)
        if stale:
            self._tally.count(bytes_total=stale)
            yield from self._renew()
            yield self._tally.enter("done")

    def _is_there(self, source: LibrarySource) -> bool:
        """Whether a source can be looked at; a drive that is not mounted has lost nothing."""
        if source.path.exists() or (not source.is_folder and source.path.parent.is_dir()):
            return True
        self._tally.fail(source.path, "gone")
        return False

    def _count(self, there: Sequence[LibrarySource]) -> Iterator[Progress]:
        stale = stale_characters(self._database, self._keymaker)
        self._tally.count(bytes_total=stale)
        yield self._tally.now
        for number, found in enumerate(each for source in there for each in self._walk(source)):
            if isinstance(found, FoundFile):
                self._tally.count(files_total=1, bytes_total=found.size_bytes)
            if number % _COUNTED == 0:
                yield self._tally.now

    def _renew(self) -> Iterator[Progress]:
        yield self._tally.enter("embedding")
        for characters in renew(self._database, self._keymaker):
            self._tally.pass_bytes(characters)
            yield self._tally.now

    def _index(self, source: LibrarySource, files: FileIndexer) -> Iterator[Progress]:
        for number, found in enumerate(self._walk(source)):
            match found:
                case FoundFile():
                    self._seen.add(found.path)
                    yield from files.index(found, is_named=not source.is_folder)
                    self._tally.pass_bytes(found.size_bytes)
                    self._tally.count(files_done=1)
                case ClosedFolder(path):
                    self._closed.append(path)
                    self._tally.fail(path, "unreadable")
                case _:
                    self._tally.count(skipped=1)
            if number % _COUNTED == 0:
                yield self._tally.now

    def _walk(self, source: LibrarySource) -> Iterator[Found]:
        return walk(source.path, self._excluded, is_named=not source.is_folder)

    def _remove_gone(self, there: Sequence[LibrarySource]) -> None:
        roots = [source.path for source in there]
        others = [each.path for each in sources(self._database) if each.path not in roots]
        outer = set(roots)
        # A source inside of another one is its own to look at.
        inner = [path for path in others if not outer.isdisjoint(path.parents)]
        removed = self._seen.remove_others(roots, [*self._closed, *inner])
        files = [source.path for source in there if not source.is_folder]
        gone = [(os.fsencode(path),) for path in files if not path.exists()]
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM sources WHERE path = ?", gone)
        self._tally.now = replace(self._tally.now, removed=removed)
