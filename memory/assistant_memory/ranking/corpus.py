"""Everything that can be found, kept up to date, with who stands beside whom."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from assistant_memory.lexical.column import Column
from assistant_memory.lexical.index import LexicalIndex
from assistant_memory.lexical.record import RecordTerms, TermIds, decode_record

NOBODY = -1
"""In place of a row: there is none."""

Floats = npt.NDArray[np.float32]
RowNumbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found."""

    id: str
    terms: bytes
    """As `lexical.encode_record` wrote them."""
    session: str = ""
    """The conversation or document that it is part of; empty: it stands alone."""
    place: float = 0.0
    """Its order within the session: a time or a number."""
    said_at: float | None = None
    """When, in seconds since 1970; `None` if it has no date."""
    vector: Floats | None = None
    """(dimensions,); `None`: not embedded, or the vectors are kept elsewhere."""


class Corpus:
    """Entries as rows; what is removed leaves an empty row until half of them are empty."""

    def __init__(self, dimensions: int = 0) -> None:
        self._dimensions = dimensions
        self._start()

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self._rows)

    @property
    def vectors(self) -> Floats:
        """(rows, dimensions); zeros where there is none."""
        return self._vectors.values

    @property
    def embedded(self) -> npt.NDArray[np.bool_]:
        """(rows,): whether there is a vector."""
        return self._embedded.values

    @property
    def sessions(self) -> npt.NDArray[np.int32]:
        """(rows,): the number of the session, `NOBODY` for what stands alone."""
        return self._sessions.values

    @property
    def session_count(self) -> int:
        """How many numbers of sessions are in use."""
        return len(self._session_numbers)

    @property
    def said_at(self) -> npt.NDArray[np.float64]:
        """(rows,): seconds since 1970, not a number where there is no date."""
        return self._said_at.values

    @property
    def asks(self) -> npt.NDArray[np.bool_]:
        """(rows,): whether the text ends in a question."""
        return self._asks.values

    @property
    def heading_numbers(self) -> npt.NDArray[np.int32]:
        """(rows,): which heading stands above it; 0: none."""
        return self._heading_numbers.values

    def heading(self, number: int) -> TermIds:
        """Return the terms of a heading."""
        return self._headings[number]

    def id_of(self, row: int) -> str:
        """Return whose row it is."""
        return self._entries[row].id

    def session_of(self, number: int) -> str:
        """Return which session has a number."""
        return self._session_names[number]

    def row_of(self, entry_id: str) -> int | None:
        """Return where an entry is."""
        return self._rows.get(entry_id)

    def terms_of(self, row: int) -> RecordTerms:
        """Return the terms of a row in their order."""
        return decode_record(self._entries[row].terms)

    def beside(self, rows: RowNumbers, steps: int) -> RowNumbers:
        """Return who comes so many steps after in the same session (before, if negative)."""
        links = self._after.values if steps > 0 else self._before.values
        found = rows
        for _ in range(abs(steps)):
            found = np.where(found == NOBODY, NOBODY, links[found])
        return found.astype(np.int64)

    def put(self, entries: Sequence[Entry]) -> None:
        """Take entries in, in place of those with the same ids."""
        last = {each.id: each for each in entries}
        self.remove(last)
        self._append(list(last.values()))

    def remove(self, ids: Iterable[str]) -> None:
        """Give up those that are there."""
        for each in ids:
            row = self._rows.pop(each, None)
            if row is not None:
                self._empty(row)
        if self.lexical.row_count > 2 * len(self._rows) + 64:
            living = [self._whole(row) for row in sorted(self._rows.values())]
            self._start()
            self._append(living)

    def clear(self) -> None:
        """Give up all."""
        self._start()

    def _start(self) -> None:
        self.lexical = LexicalIndex()
        self._entries: list[Entry] = []
        self._rows: dict[str, int] = {}
        self._session_numbers: dict[str, int] = {}
        self._session_names: list[str] = []
        self._members: dict[int, list[tuple[float, int]]] = {}
        self._sessions = Column(np.int32)
        self._said_at = Column(np.float64)
        self._asks = Column(np.bool_)
        self._headings: list[TermIds] = [np.zeros(0, np.uint32)]
        self._numbers_of_headings: dict[bytes, int] = {b"": 0}
        self._heading_numbers = Column(np.int32)
        self._before = Column(np.int32)
        self._after = Column(np.int32)
        self._vectors = Column(np.float32, self._dimensions)
        self._embedded = Column(np.bool_)

    def _append(self, entries: Sequence[Entry]) -> None:
        first = len(self._entries)
        terms = [decode_record(each.terms) for each in entries]
        sessions = [self._session_number(each.session) for each in entries]
        nobody = np.full(len(entries), NOBODY, np.int32)
        self.lexical.append([each.text for each in terms])
        self._sessions.extend(np.array(sessions, np.int32))
        self._said_at.extend(np.array([_date(each) for each in entries], np.float64))
        self._heading_numbers.extend(np.array([self._heading_number(e) for e in terms], np.int32))
        self._asks.extend(np.array([each.asks for each in terms], np.bool_))
        self._before.extend(nobody)
        self._after.extend(nobody)
        self._vectors.extend(self._stacked(entries))
        self._embedded.extend(np.array([each.vector is not None for each in entries], np.bool_))
        # The vectors stand in their column; here they would be there twice.
        self._entries += [replace(each, vector=None) for each in entries]
        self._rows.update((each.id, first + i) for i, each in enumerate(entries))
        self._seat(entries, sessions, first)

    def _seat(self, entries: Sequence[Entry], sessions: Sequence[int], first: int) -> None:
        for i, (entry, session) in enumerate(zip(entries, sessions, strict=True)):
            if session != NOBODY:
                seat = (entry.place, first + i)
                members = self._members.setdefault(session, [])
                at = len(members)
                if members and seat < members[-1]:
                    at = bisect_left(members, seat)
                members.insert(at, seat)
                self._link(members[max(0, at - 1) : at + 2])

    def _link(self, seats: Sequence[tuple[float, int]]) -> None:
        for (_, row), (_, after) in pairwise(seats):
            self._after.values[row] = after
            self._before.values[after] = row

    def _empty(self, row: int) -> None:
        entry = self._entries[row]
        self._entries[row] = Entry("", b"")
        self.lexical.remove(row)
        self._vectors.values[row] = 0
        self._embedded.values[row] = False
        session = int(self._sessions.values[row])
        if session != NOBODY:
            members = self._members[session]
            del members[bisect_left(members, (entry.place, row))]
            before, after = int(self._before.values[row]), int(self._after.values[row])
            if before != NOBODY:
                self._after.values[before] = after
            if after != NOBODY:
                self._before.values[after] = before

    def _whole(self, row: int) -> Entry:
        vector = self.vectors[row] if self.embedded[row] else None
        return replace(self._entries[row], vector=vector)

    def _session_number(self, session: str) -> int:
        if not session:
            return NOBODY
        number = self._session_numbers.setdefault(session, len(self._session_names))
        if number == len(self._session_names):
            self._session_names.append(session)
        return number

    def _heading_number(self, terms: RecordTerms) -> int:
        written = terms.heading.tobytes()
        number = self._numbers_of_headings.setdefault(written, len(self._headings))
        if number == len(self._headings):
            self._headings.append(terms.heading)
        return number

    def _stacked(self, entries: Sequence[Entry]) -> Floats:
        stacked = np.zeros((len(entries), self._dimensions), np.float32)
        for i, each in enumerate(entries):
            if each.vector is not None and self._dimensions:
                stacked[i] = each.vector
        return stacked


def _date(entry: Entry) -> float:
    return float("nan") if entry.said_at is None else entry.said_at
