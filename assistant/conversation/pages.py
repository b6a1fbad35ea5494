"""The rows in the pages of a database file, whether or not SQLite can still read it.

The format is https://www.sqlite.org/fileformat2.html. Every page is looked at by itself, so that a
page costs its own rows and no others.
"""

import os
import struct
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from assistant.conversation.wal import PAGE_BYTES, Log

Value = str | bytes | int | float | None

_MAGIC = b"SQLite format 3\0"
_FILE_HEADER_BYTES = 100
_USUAL_PAGE_BYTES = 4096
_INDEX_INTERIOR, _INDEX_LEAF, _TABLE_LEAF = 0x02, 0x0A, 0x0D
_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_REAL, _ZERO, _ONE, _FIRST_BLOB = 7, 8, 9, 12
_UNREADABLE = (IndexError, ValueError, struct.error)


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table, or an entry of an index."""

    rowid: int | None
    """`None` in an index."""
    values: tuple[Value, ...]
    is_whole: bool
    """Whether all of its bytes were found; the last values of others are cut short."""


class PageFile:
    """A database file, with what its log holds laid over it.

    Only rows and entries of so many columns are looked at. Nothing may have the file open: reading
    it here would drop this process's SQLite locks.
    """

    def __init__(
        self,
        file: BinaryIO,
        log: Log,
        page_bytes: int,
        *,
        table_columns: Container[int],
        index_columns: Container[int],
    ) -> None:
        self._table_columns = table_columns
        self._index_columns = index_columns
        self._file = file
        self._log = log
        self._newer: Mapping[int, bytes] = {}
        self._page_bytes = page_bytes
        self._in_file = -(-os.fstat(file.fileno()).st_size // page_bytes)

    def records(self) -> Iterator[Record]:
        """Every row and index entry in a page that is in use; then those of damaged pages."""
        free = self._free_pages()
        for number in sorted({*range(1, self._in_file + 1), *self._log.pages}):
            if number not in free:
                yield from self._records_of(self._page(number), number)
        self._newer = dict(self._log.remains)
        for number, page in self._log.remains:
            yield from self._records_of(page, number)

    def _has(self, number: int) -> bool:
        is_known = number in self._log.pages or number in self._newer
        return is_known or 1 < number <= self._in_file

    def _page(self, number: int) -> bytes:
        found = self._newer.get(number) or self._log.pages.get(number)
        return found or self._read((number - 1) * self._page_bytes, self._page_bytes)

    def _read(self, start: int, size: int) -> bytes:
        """Bytes that are not there or that the disk does not give are zeros."""
        try:
            self._file.seek(start)
            return self._file.read(size).ljust(size, b"\0")
        except OSError:
            return bytes(size)

    def _free_pages(self) -> set[int]:
        """Pages that hold nothing but what was deleted; none when that cannot be told."""
        found: set[int] = set()
        trunk = int.from_bytes(self._page(1)[32:36], "big")
        while trunk:
            if trunk in found or not self._has(trunk):
                return set()
            page = self._page(trunk)
            following, leaves = struct.unpack_from(">2I", page)
            if leaves > self._page_bytes // 4 - 2:
                return set()
            found.update((trunk, *struct.unpack_from(f">{leaves}I", page, 8)))
            trunk = following
        return found

    def _records_of(self, page: bytes, number: int) -> Iterator[Record]:
        start = _FILE_HEADER_BYTES if number == 1 else 0
        kind = page[start]
        if kind not in {_INDEX_INTERIOR, _INDEX_LEAF, _TABLE_LEAF}:
            return
        first = start + (12 if kind == _INDEX_INTERIOR else 8)
        count = min(int.from_bytes(page[start + 3 : start + 5], "big"), (len(page) - first) // 2)
        for place in struct.unpack_from(f">{count}H", page, first):
            if place >= first + 2 * count:
                with suppress(*_UNREADABLE):
                    record = self._record(page, place, kind)
                    if record is not None:
                        yield record

    def _record(self, page: bytes, place: int, kind: int) -> Record | None:
        if kind == _INDEX_INTERIOR:
            place += 4  # the page below
        size, place = _varint(page, place)
        rowid = None
        if kind == _TABLE_LEAF:
            rowid, place = _varint(page, place)
        wanted = self._table_columns if kind == _TABLE_LEAF else self._index_columns
        if _count_values(page, place) not in wanted:
            return None
        payload = self._payload(page, place, size, is_table=kind == _TABLE_LEAF)
        values = tuple(_values(payload))
        return Record(_signed(rowid), values, is_whole=len(payload) == size)

    def _payload(self, page: bytes, place: int, size: int, *, is_table: bool) -> bytes:
        """As much of a record as can be found, where the format puts it."""
        usable = self._page_bytes  # nothing is reserved in our pages
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        if size <= most:
            return page[place : min(place + size, usable)]
        least = (usable - 12) * 32 // 255 - 23
        local = least + (size - least) % (usable - 4)
        local = local if local <= most else least
        pieces = [page[place : place + local]]
        missing = size - local
        following = int.from_bytes(page[place + local : place + local + 4], "big")
        seen: set[int] = set()
        while missing > 0 and self._has(following) and following not in seen:
            seen.add(following)
            overflow = self._page(following)
            pieces.append(overflow[4 : min(usable, 4 + missing)])
            missing -= len(pieces[-1])
            following = int.from_bytes(overflow[:4], "big")
        return b"".join(pieces)


def likely_page_bytes(file: BinaryIO, log: Log) -> list[int]:
    """The size of the pages as far as anything tells it, then what it may be as well."""
    header = file.read(_FILE_HEADER_BYTES).ljust(_FILE_HEADER_BYTES, b"\0")
    told = int.from_bytes(header[16:18], "big") if header.startswith(_MAGIC) else 0
    sizes = (log.page_bytes, 65536 if told == 1 else told, _USUAL_PAGE_BYTES, *sorted(PAGE_BYTES))
    return list(dict.fromkeys(size for size in sizes if size in PAGE_BYTES))


def _count_values(page: bytes, start: int) -> int:
    """How many values a record has; its header is never on another page when it is one of ours."""
    header_bytes, place = _varint(page, start)
    count = 0
    while place < start + header_bytes:
        _, place = _varint(page, place)
        count += 1
    return count


def _values(payload: bytes) -> Iterator[Value]:
    header_bytes, place = _varint(payload, 0)
    if not place <= header_bytes <= len(payload):
        raise ValueError(header_bytes)
    body = header_bytes
    while place < header_bytes:
        kind, place = _varint(payload, place)
        value, size = _value(payload, body, kind)
        yield value
        body += size


def _value(payload: bytes, place: int, kind: int) -> tuple[Value, int]:
    """A value and its size in bytes."""
    if kind >= _FIRST_BLOB:
        size = (kind - _FIRST_BLOB) // 2
        data = payload[place : place + size]
        return (data.decode("utf-8", "replace") if kind % 2 else data), size
    if kind in _INTEGER_BYTES:
        size = _INTEGER_BYTES[kind]
        data = payload[place : place + size]
        return (int.from_bytes(data, "big", signed=True) if len(data) == size else None), size
    if kind == _REAL:
        data = payload[place : place + 8]
        return (float(struct.unpack(">d", data)[0]) if len(data) == 8 else None), 8
    if kind in {_ZERO, _ONE}:
        return kind - _ZERO, 0
    if kind:
        raise ValueError(kind)
    return None, 0


def _varint(data: bytes, place: int) -> tuple[int, int]:
    """A number of 64 bits, seven of them in each byte, and where it ends."""
    value = 0
    for index in range(place, place + 8):
        value = value << 7 | data[index] & 0x7F
        if data[index] < 0x80:
            return value, index + 1
    return value << 8 | data[place + 8], place + 9


def _signed(value: int | None) -> int | None:
    return value - (1 << 64) if value is not None and value >= 1 << 63 else value
