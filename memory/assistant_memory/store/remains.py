"""Rows that are left of a database whose structure cannot be trusted, read page by page.

The format is https://www.sqlite.org/fileformat2.html. What was deleted is zeros (`secure_delete`),
so every row that is found was there.
"""

import os
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant_memory.store.value import Value

_LEAF = 0x0D
_PAGE_SIZES = tuple(1 << shift for shift in range(9, 17))
_WAL_HEADER, _FRAME_HEADER = 32, 24
_FIXED = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_MOST_BYTES = 64 << 20
"""More than any row of ours."""


class Remains:
    """The pages of a database and of its log."""

    def __init__(self, path: Path, log: Path) -> None:
        self._path = path
        self._page_bytes = _page_bytes(path, log)
        self._logged = _logged_pages(log, self._page_bytes)

    def rows(self) -> Iterator[tuple[int, list[Value]]]:
        """Key and columns of every row of any table that can be read."""
        with self._path.open("rb") as file:
            for number in sorted({*_written_pages(file.fileno(), self._page_bytes), *self._logged}):
                page = self._page(file.fileno(), number)
                start = 100 if number == 1 else 0
                if len(page) == self._page_bytes and page[start] == _LEAF:
                    yield from self._rows_of(file.fileno(), page, start)

    def _page(self, descriptor: int, number: int) -> bytes:
        if number in self._logged:
            return self._logged[number]
        return os.pread(descriptor, self._page_bytes, (number - 1) * self._page_bytes)

    def _rows_of(
        self, descriptor: int, page: bytes, start: int
    ) -> Iterator[tuple[int, list[Value]]]:
        (count,) = struct.unpack_from(">H", page, start + 3)
        places = page[start + 8 : start + 8 + 2 * count]
        for (cell,) in struct.iter_unpack(">H", places[: len(places) // 2 * 2]):
            try:
                size, place = _varint(page, cell)
                key, place = _varint(page, place)
                yield key, _columns(self._payload(descriptor, page, place, size))
            except (IndexError, ValueError, struct.error):
                continue

    def _payload(self, descriptor: int, page: bytes, place: int, size: int) -> bytes:
        if size > _MOST_BYTES:
            raise ValueError(size)
        local = self._local_bytes(size)
        if local == size:
            return page[place : place + size]
        payload = bytearray(page[place : place + local])
        (following,) = struct.unpack_from(">I", page, place + local)
        while len(payload) < size and following:
            overflow = self._page(descriptor, following)
            (following,) = struct.unpack_from(">I", overflow)
            payload += overflow[4:]
        return bytes(payload[:size])

    def _local_bytes(self, size: int) -> int:
        most = self._page_bytes - 35
        if size <= most:
            return size
        least = (self._page_bytes - 12) * 32 // 255 - 23
        local = least + (size - least) % (self._page_bytes - 4)
        return local if local <= most else least


def _columns(payload: bytes) -> list[Value]:
    header_bytes, place = _varint(payload, 0)
    body = header_bytes
    columns: list[Value] = []
    while place < header_bytes:
        kind, place = _varint(payload, place)
        value, body = _column(payload, kind, body)
        columns.append(value)
    if body > len(payload):
        raise ValueError(body)
    return columns


def _column(payload: bytes, kind: int, place: int) -> tuple[Value, int]:
    if kind in {0, 8, 9}:
        return {0: None, 8: 0, 9: 1}[kind], place
    if kind == 7:
        return float(struct.unpack_from(">d", payload, place)[0]), place + 8
    if kind in _FIXED:
        end = place + _FIXED[kind]
        return int.from_bytes(payload[place:end], "big", signed=True), end
    if kind < 12:
        raise ValueError(kind)
    end = place + (kind - 12) // 2
    data = payload[place:end]
    return (data.decode("utf-8", "replace") if kind % 2 else data), end


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for index in range(8):
        byte = data[place + index]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place + index + 1
    return value << 8 | data[place + 8], place + 9


def _page_bytes(path: Path, log: Path) -> int:
    """As the header says; else as the log says; else as SQLite makes it."""
    with path.open("rb") as file:
        header = file.read(18)
    told = int.from_bytes(header[16:18], "big")
    if header.startswith(b"SQLite format 3") and told in {*_PAGE_SIZES, 1}:
        return 65_536 if told == 1 else told
    if log.exists():
        with log.open("rb") as file:
            told = int.from_bytes(file.read(12)[8:12], "big")
        if told in _PAGE_SIZES:
            return told
    return 4096


def _logged_pages(log: Path, page_bytes: int) -> Mapping[int, bytes]:
    """Pages of the log up to its last commit, the latest of each."""
    pages: dict[int, bytes] = {}
    uncommitted: dict[int, bytes] = {}
    data = log.read_bytes() if log.exists() else b""
    size = _FRAME_HEADER + page_bytes
    for start in range(_WAL_HEADER, len(data) - size + 1, size):
        number, commit = struct.unpack_from(">II", data, start)
        if data[start + 8 : start + 16] != data[16:24]:
            break  # written before the log was begun anew
        uncommitted[number] = data[start + _FRAME_HEADER : start + size]
        if commit:
            pages |= uncommitted
            uncommitted = {}
    return pages


def _written_pages(descriptor: int, page_bytes: int) -> Iterator[int]:
    """Numbers of the pages that are not in a hole of a sparse file."""
    position, end = 0, os.fstat(descriptor).st_size
    while position + page_bytes <= end:
        position = _next_data(descriptor, position, end) // page_bytes * page_bytes
        until = min(_next_hole(descriptor, position, end), end)
        yield from range(position // page_bytes + 1, until // page_bytes + 1)
        position = max(until, position + page_bytes)


def _next_data(descriptor: int, position: int, end: int) -> int:
    try:
        return os.lseek(descriptor, position, os.SEEK_DATA)
    except (OSError, AttributeError) as error:
        return end if isinstance(error, OSError) else position


def _next_hole(descriptor: int, position: int, end: int) -> int:
    try:
        return os.lseek(descriptor, position, os.SEEK_HOLE)
    except (OSError, AttributeError):
        return end
