"""Passages: sentences, code and rows put together under their headings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant_memory.documents.chunking.units import Unit, units_of
from assistant_memory.documents.reading.blocks import Block
from assistant_memory.documents.values import Place

CHUNKING_VERSION = 1
"""To be raised when the same document is cut in another way."""

TARGET_TOKENS = 260
_FEW_TOKENS = 60
"""A section shorter than this shares its passage with the next one."""
_OVERLAP_TOKENS = 48
"""The last sentences of a passage that the next one begins with, at most."""
_LONGEST_HEADER = 1000


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document."""

    text: str
    start: int
    """Where it begins in the document's text, in characters."""
    overlap: int
    """How many characters it begins with that end the passage before it."""
    header: str
    """The header of the table that its rows belong to, if that is in an earlier passage."""
    place: Place

    @property
    def heading(self) -> str:
        """The headings above it, in one line."""
        return " › ".join(self.place.headings)

    @property
    def told(self) -> str:
        """What it says, under the header of its table."""
        return "\n".join(part for part in (self.header.strip(), self.text.strip()) if part)

    @property
    def indexed_text(self) -> str:
        """What it is found by as a whole."""
        return f"{self.heading}\n{self.told}" if self.heading else self.told


def chunks_of(blocks: Iterable[Block]) -> Iterator[Chunk]:
    """Cut a document into passages.

    Each without its overlap, they join to the document's text. Code and rows are only cut when they
    alone are too long for a passage; headings stay with what follows them.
    """
    cutter = Cutter()
    for block in blocks:
        yield from cutter.take(block)
    yield from cutter.end()


@dataclass(slots=True)
class _Part:
    """Units of one passage, the first of which may repeat those before."""

    repeated: list[Unit]
    own: list[Unit]
    header: str
    start: int

    def chunk(self) -> Chunk:
        units = [*self.repeated, *self.own]
        overlap = sum(len(unit.text) for unit in self.repeated)
        is_inside_table = units[0].kind == "row"
        return Chunk(
            text="".join(unit.text for unit in units),
            start=self.start - overlap,
            overlap=overlap,
            header=self.header if is_inside_table else "",
            place=_place(units),
        )


class Cutter:
    """Cuts a document as it is read; see `chunks_of`."""

    def __init__(self) -> None:
        self._headings: list[tuple[int, str]] = []
        """Level and title of those that are open."""
        self._header = ""
        self._position = 0
        self._tokens = 0
        self._part = _Part([], [], "", 0)
        self._waiting: _Part | None = None
        """The last full passage, to which the document's last empty lines belong."""

    def take(self, block: Block) -> Iterator[Chunk]:
        """Return the passages that are complete with this block."""
        if block.kind == "heading":
            if self._tokens >= _FEW_TOKENS:
                yield from self._flush(repeats=False)
            self._enter(block)
        if block.kind == "header":
            self._header = block.text[:_LONGEST_HEADER]
        elif block.kind != "row" and block.text.strip():
            self._header = ""
        path = tuple(title for _, title in self._headings)
        for unit in units_of(block, path):
            yield from self._add(unit)

    def end(self) -> Iterator[Chunk]:
        """Return the last passages."""
        if self._waiting is not None and not any(unit.text.strip() for unit in self._part.own):
            self._waiting.own += self._part.own
            self._part.own = []
        yield from self._finish()
        if self._waiting is not None:
            yield self._waiting.chunk()

    def _enter(self, block: Block) -> None:
        while self._headings and self._headings[-1][0] >= block.level:
            self._headings.pop()
        if block.title:
            self._headings.append((block.level, block.title))

    def _add(self, unit: Unit) -> Iterator[Chunk]:
        if self._tokens and self._tokens + unit.tokens > TARGET_TOKENS:
            yield from self._flush(repeats=unit.kind == "prose")
        elif self._tokens > TARGET_TOKENS // 2 and unit.page != self._part.own[-1].page:
            yield from self._flush(repeats=False)
        if not self._part.own:
            self._part.header = self._header if unit.kind == "row" else ""
        self._part.own.append(unit)
        self._tokens += unit.tokens
        self._position += len(unit.text)

    def _flush(self, *, repeats: bool) -> Iterator[Chunk]:
        """End the passage; headings at its end begin the next one."""
        own = self._part.own
        cut = _end_of_told(own)
        kept = own[cut:]
        del own[cut:]
        yield from self._finish()
        repeated = _repeated(own) if repeats and not kept else []
        start = self._position - sum(len(unit.text) for unit in kept)
        self._part = _Part(repeated, kept, "", start)
        self._tokens = sum(unit.tokens for unit in (*repeated, *kept))

    def _finish(self) -> Iterator[Chunk]:
        """Let the passage wait for what may follow, and give out the one before."""
        if self._part.own:
            if self._waiting is not None:
                yield self._waiting.chunk()
            self._waiting = self._part


def _end_of_told(units: Sequence[Unit]) -> int:
    """Where the last headings begin that nothing follows; the end if all are such."""
    cut = len(units)
    while cut and (units[cut - 1].kind == "heading" or not units[cut - 1].tokens):
        cut -= 1
    if not cut:
        return len(units)
    # An empty line before a heading still belongs to what it ends.
    while cut < len(units) and units[cut].kind != "heading":
        cut += 1
    return cut


def _repeated(units: Sequence[Unit]) -> list[Unit]:
    """The last sentences, if they are short enough to be said twice."""
    repeated: list[Unit] = []
    tokens = 0
    # The first one is left out: a passage that is repeated as a whole says nothing new.
    for unit in reversed(units[1:]):
        tokens += unit.tokens
        if unit.kind != "prose" or tokens > _OVERLAP_TOKENS:
            break
        repeated.insert(0, unit)
    return repeated if any(unit.tokens for unit in repeated) else []


def _place(units: Sequence[Unit]) -> Place:
    said = [unit for unit in units if unit.text.strip()] or list(units)
    told = [unit for unit in said if unit.kind != "heading"] or said
    lines = [unit.line for unit in said if unit.line is not None]
    last_lines = [unit.last_line for unit in said if unit.last_line is not None]
    pages = [unit.page for unit in said if unit.page is not None]
    rows = [unit.row for unit in said if unit.row is not None]
    return Place(
        headings=_shared([unit.headings for unit in told]),
        first_line=min(lines, default=None),
        last_line=max(last_lines, default=None),
        page=min(pages, default=None),
        last_page=max(pages, default=None),
        first_row=min(rows, default=None),
        last_row=max(rows, default=None),
    )


def _shared(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings that all have in common."""
    first, last = min(paths), max(paths)
    depth = 0
    while depth < min(len(first), len(last)) and first[depth] == last[depth]:
        depth += 1
    return first[:depth]
