"""One file after the other: looked at, read if it changed, cut and handed to be written."""

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from assistant_memory.documents.chunking.chunks import Chunk, Cutter
from assistant_memory.documents.faults import PASSING, Fault
from assistant_memory.documents.indexing.known import Known, known
from assistant_memory.documents.indexing.tally import Tally
from assistant_memory.documents.indexing.walk import FoundFile
from assistant_memory.documents.indexing.writer import Coming, Writer
from assistant_memory.documents.reading.frames import (
    Blocks,
    Ended,
    Failed,
    Opened,
    Reply,
    Request,
    Same,
)
from assistant_memory.documents.reading.process import ReadingProcess
from assistant_memory.documents.storage.database import Database
from assistant_memory.documents.values import Progress

_QUIET: frozenset[Fault] = frozenset({"binary", "empty"})
"""What is nothing to report about a file that merely lies in a folder."""
_TEXT_KINDS = frozenset({"text", "markdown", "table", "code"})
"""Kinds whose characters tell how far their reading is."""


@dataclass(slots=True)
class _Work:
    """A file that is being read."""

    found: FoundFile
    is_named: bool
    before: Known | None
    at_ns: int
    cutter: Cutter = field(default_factory=Cutter)
    coming: Coming | None = None
    outcome: Same | Ended | Failed | None = None


@dataclass(frozen=True, slots=True)
class FileIndexer:
    """Brings the library in step with files, one at a time."""

    database: Database
    process: ReadingProcess
    writer: Writer
    tally: Tally
    most_bytes: int

    def index(self, found: FoundFile, *, is_named: bool) -> Iterator[Progress]:
        """Read a file if need be; `is_named`: the user added it itself, not its folder."""
        before = known(self.database, found.path)
        work = _Work(found, is_named, before, time.time_ns())
        if before is not None and before.is_as(found):
            self._count_known(work, before)
        elif found.size_bytes > self.most_bytes:
            self._fail(work, Failed("too_large"))
        else:
            self.tally.open(found.path)
            yield self.tally.now
            yield from self._read(work)

    def _read(self, work: _Work) -> Iterator[Progress]:
        before = work.before
        known_hash = before.content_hash if before is not None and before.is_final else ""
        request = Request(work.found.path, known_hash, self.most_bytes)
        with closing(self.process.read(request)) as replies:
            for reply in replies:
                self._take(work, reply)
                yield self.tally.now
        self._conclude(work)

    def _take(self, work: _Work, reply: Reply | None) -> None:
        match reply:
            case None:
                pass
            case Opened():
                work.coming = self.writer.begin(work.found, reply, work.at_ns)
            case Blocks():
                for block in reply.blocks:
                    self._keep(work, work.cutter.take(block))
            case Ended():
                self._keep(work, work.cutter.end())
                work.outcome = reply
            case Same() | Failed():
                work.outcome = reply

    def _keep(self, work: _Work, chunks: Iterable[Chunk]) -> None:
        coming = work.coming
        assert coming is not None, "blocks follow an opening"
        for chunk in chunks:
            if self.writer.take(coming, chunk):
                self.tally.count(passages=1)
        if coming.opened.kind in _TEXT_KINDS:
            self.tally.pass_in_file(min(coming.characters, work.found.size_bytes))

    def _conclude(self, work: _Work) -> None:
        match work.outcome:
            case Ended() if work.coming is not None and work.coming.passages:
                self.writer.end(work.coming)
                is_new = work.before is None or work.before.state != "ready"
                self.tally.count(**{"added" if is_new else "changed": 1})
            case Ended():
                digest = work.coming.opened.hash if work.coming is not None else ""
                self._fail(work, Failed("empty", hash=digest))
            case Same() if work.before is not None:
                self.writer.touch(work.found, work.at_ns)
                self._count_known(work, work.before)
            case Failed():
                self._fail(work, work.outcome)
            case _:
                self._fail(work, Failed("reader_died"))

    def _count_known(self, work: _Work, before: Known) -> None:
        fault = before.fault
        if fault is not None and (work.is_named or fault not in _QUIET):
            self.tally.fail(work.found.path, fault)
        else:
            self.tally.count(**{"unchanged" if before.state == "ready" else "skipped": 1})

    def _fail(self, work: _Work, failed: Failed) -> None:
        """Note that a file cannot be read; what may be over soon costs nothing that is known."""
        fault = failed.fault
        if fault == "gone":
            return  # what is gone is removed at the end
        is_quiet = fault in _QUIET and not work.is_named
        if is_quiet:
            self.tally.count(skipped=1)
        else:
            self.tally.fail(work.found.path, fault)
        if fault in PASSING and work.before is not None and work.before.state == "ready":
            return
        state = "skipped" if is_quiet else "failed"
        digest = failed.hash
        self.writer.fail(work.found, fault, state=state, digest=digest, at_ns=work.at_ns)
