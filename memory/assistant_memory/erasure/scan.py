"""Looks for bytes in every file under some folders, holding little of any file in memory."""

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from assistant_memory.erasure.needles import Needle
from assistant_memory.erasure.proof import Proof, Trace
from assistant_memory.erasure.search import NeedleSearch

_CHUNK_BYTES = 4 << 20
_TRACES_PER_FILE = 20
_DATA_SEEK = getattr(os, "SEEK_DATA", None)


@dataclass(slots=True)
class _Tally:
    files: int = 0
    bytes: int = 0


def scan(roots: Iterable[Path], needles: Iterable[Needle]) -> Proof:
    """Look for needles in every file under the roots; links are not followed.

    The name of a file counts as its content. A file that appears or goes meanwhile may be missed.
    """
    wanted = set(needles)
    search = NeedleSearch(wanted)
    overlap = max((len(needle.data) for needle in wanted), default=1) - 1
    tally = _Tally()
    traces: list[Trace] = []
    unreadable: list[Path] = []
    for path in sorted({path for root in roots for path in _files(root)}):
        try:
            traces += _traces(path, search, overlap, tally)
        except FileNotFoundError:
            continue
        except OSError:
            unreadable.append(path)
    return Proof(tally.files, tally.bytes, len(wanted), tuple(traces), tuple(unreadable))


def _files(root: Path) -> Iterator[Path]:
    if root.is_file() and not root.is_symlink():
        yield root
    for parent, _, names in os.walk(root):
        for name in names:
            path = Path(parent, name)
            if not path.is_symlink():
                yield path


def _traces(path: Path, search: NeedleSearch, overlap: int, tally: _Tally) -> list[Trace]:
    if not stat.S_ISREG(path.lstat().st_mode):
        return []
    tally.files += 1
    traces = {Trace(path, needle.what, 0) for _, needle in search.find(os.fsencode(path.name))}
    with path.open("rb", buffering=0) as file:
        for start, window, fresh in _windows(file.fileno(), overlap):
            tally.bytes += fresh
            found = islice(search.find(window), _TRACES_PER_FILE)
            traces |= {Trace(path, needle.what, start + place) for place, needle in found}
            if len(traces) >= _TRACES_PER_FILE:
                break
    return sorted(traces, key=lambda trace: trace.offset)[:_TRACES_PER_FILE]


def _windows(descriptor: int, overlap: int) -> Iterator[tuple[int, bytes, int]]:
    """Offset, bytes with the end of those before, and how many are new; holes are stepped over."""
    position, rest = 0, b""
    while True:
        start = _next_data(descriptor, position)
        if start is None:
            return
        if start != position:
            rest = b""
        position = os.lseek(descriptor, start, os.SEEK_SET)
        data = os.read(descriptor, _CHUNK_BYTES)
        if not data:
            return
        window = rest + data
        yield position - len(rest), window, len(data)
        position += len(data)
        rest = window[-overlap:] if overlap else b""


def _next_data(descriptor: int, position: int) -> int | None:
    """Where bytes that were written come next; a hole of a sparse file reads as zeros."""
    if _DATA_SEEK is None:
        return position
    try:
        return os.lseek(descriptor, position, _DATA_SEEK)
    except OSError as error:
        if error.errno == errno.ENXIO:  # there is nothing more
            return None
        return position
