"""What a document is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant_memory.documents.values import DocumentKind

BlockKind = Literal["heading", "prose", "code", "header", "row"]
"""`header`: the first row of a table, which counts for the rows that follow it directly."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document's text; all of them, joined, are the whole of it."""

    kind: BlockKind
    text: str
    """May be empty for a heading that is known from elsewhere, such as a PDF's outline."""
    line: int | None = None
    """The line of the file on which it begins, from 1."""
    last_line: int | None = None
    """`None`: as many lines on as the text has."""
    page: int | None = None
    row: int | None = None
    level: int = 0
    """Of a heading, from 1."""
    title: str = ""
    """Of a heading; empty: the headings of this level and below end here."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it is read."""

    kind: DocumentKind
    title: str
    """What it calls itself; may be empty."""
    blocks: Iterator[Block]
    """Raises `UnreadableError`."""
