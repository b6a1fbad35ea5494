"""The write-ahead log of a database, read as far as its checksums go.

The format is https://www.sqlite.org/fileformat2.html#the_write_ahead_log. SQLite ends its reading
at the first frame that does not fit, and forgets what was committed after it; here each frame is
checked by itself, against what the frame before it says.

A program that is killed between writing a commit and telling of it leaves frames that others write
over, the last ones perhaps not. The index beside the log (https://www.sqlite.org/walformat.html)
tells how far the log was committed.
"""

import struct
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile
from operator import attrgetter
from pathlib import Path

_HEADER = struct.Struct(">8I")  # magic, format, page bytes, checkpoints, salt, checksum
_FRAME = struct.Struct(">6I")  # page, pages after a commit or 0, salt, checksum
_INDEX = struct.Struct("=3I2BH4I8s8x")
"""Version, nothing, changes, is in use, order of checksums, page bytes, last frame, pages, checksum
of the last frame, salt, checksum."""
_LITTLE_MAGIC, _BIG_MAGIC = 0x377F0682, 0x377F0683
_WORD = 0xFFFFFFFF
PAGE_BYTES = frozenset(1 << shift for shift in range(9, 17))
"""The sizes that a page can have."""

Checksum = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Log:
    """What the log holds."""

    page_bytes: int = 0
    """0 when there is nothing to read."""
    pages: dict[int, bytes] = field(default_factory=dict[int, bytes])
    """Page number → its content, as SQLite sees it."""
    remains: tuple[tuple[int, bytes], ...] = ()
    """Numbers and contents of pages that were committed after what SQLite sees, oldest first."""
    is_damaged: bool = False
    """Whether there are any."""


@dataclass(frozen=True, slots=True)
class _Frame:
    number: int
    is_commit: bool
    content: bytes
    is_sound: bool


def wal_path(path: Path) -> Path:
    """Where the log of a database is."""
    return path.with_name(f"{path.name}-wal")


def read_log(path: Path) -> Log:
    """Read the log of the database at `path`; SQLite keeps no locks on that file."""
    try:
        data = wal_path(path).read_bytes()
    except FileNotFoundError:
        return Log()
    if len(data) <= _HEADER.size + _FRAME.size:
        return Log()
    magic, _, page_bytes, _, *salt_and_sum = _HEADER.unpack_from(data)
    order = ">" if magic == _BIG_MAGIC else "<"
    is_whole = magic in {_BIG_MAGIC, _LITTLE_MAGIC} and page_bytes in PAGE_BYTES
    if is_whole:
        header = data[: _HEADER.size - 8]
        is_whole = _checksum(order, header, (0, 0)) == tuple(salt_and_sum[2:])
    if not is_whole:
        return _headless(data)
    seed = (salt_and_sum[2], salt_and_sum[3])
    frames = list(_frames(data, page_bytes, order, data[16:24], seed))
    return _folded(page_bytes, frames, _told_frames(path, data[16:24]))


def _told_frames(path: Path, salt: bytes) -> int | None:
    """How many frames of the log with this salt were told to be committed; `None` if unknown."""
    try:
        with path.with_name(f"{path.name}-shm").open("rb") as index:
            first, second = index.read(_INDEX.size), index.read(_INDEX.size)
    except OSError:
        return None
    if first != second or len(first) < _INDEX.size:
        return None
    _, _, _, is_in_use, _, _, last_frame, _, _, _, index_salt = _INDEX.unpack(first)
    return last_frame if is_in_use and index_salt == salt else None


def _headless(data: bytes) -> Log:
    """Read a log whose header is gone: its frames fit each other at one page size only."""
    order = "<" if sys.byteorder == "little" else ">"
    frames: list[_Frame] = []
    page_bytes = 0
    for size in sorted(PAGE_BYTES):
        found = list(_frames(data, size, order, _most_common_salt(data, size), None))
        if sum(frame.is_sound for frame in found) > sum(frame.is_sound for frame in frames):
            frames, page_bytes = found, size
    folded = _folded(page_bytes, frames)
    return replace(folded, is_damaged=folded.is_damaged or bool(folded.pages))


def _most_common_salt(data: bytes, page_bytes: int) -> bytes:
    size = _FRAME.size + page_bytes
    starts = range(_HEADER.size, len(data) - size + 1, size)
    salts = Counter(data[start + 8 : start + 16] for start in starts)
    return max(salts, key=salts.__getitem__, default=b"")


def _frames(
    data: bytes, page_bytes: int, order: str, salt: bytes, seed: Checksum | None
) -> Iterator[_Frame]:
    """The frames of the log's last use; those of earlier uses have another salt."""
    size = _FRAME.size + page_bytes
    for start in range(_HEADER.size, len(data) - size + 1, size):
        number, commit, _, _, *stored = _FRAME.unpack_from(data, start)
        if data[start + 8 : start + 16] == salt and number:
            content = data[start + _FRAME.size : start + size]
            told = (stored[0], stored[1])
            found = told if seed is None else _checksum(order, data[start : start + 8], seed)
            if seed is not None:
                found = _checksum(order, content, found)
            yield _Frame(number, commit > 0, content, found == told)
            seed = told


def _folded(page_bytes: int, frames: list[_Frame], told: int | None = None) -> Log:
    unbroken = list(takewhile(attrgetter("is_sound"), frames))
    seen = _end_of_commits(unbroken)
    written = max(_end_of_commits(frames[:told]), seen)
    return Log(
        page_bytes=page_bytes,
        pages={frame.number: frame.content for frame in frames[:seen]},
        remains=tuple((frame.number, frame.content) for frame in frames[seen:written]),
        is_damaged=written > seen,
    )


def _end_of_commits(frames: list[_Frame]) -> int:
    ends = (i + 1 for i, frame in enumerate(frames) if frame.is_commit and frame.is_sound)
    return max(ends, default=0)


def _checksum(order: str, data: bytes, seed: Checksum) -> Checksum:
    first, second = seed
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & _WORD
        second = (second + odd + first) & _WORD
    return first, second
