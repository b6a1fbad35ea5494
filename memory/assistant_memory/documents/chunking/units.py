"""The smallest pieces of a document that a passage is made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant_memory.documents.chunking.sentences import sentences
from assistant_memory.documents.chunking.size import estimated_tokens
from assistant_memory.documents.reading.blocks import Block, BlockKind

MOST_TOKENS = 320
"""A unit that is longer is cut."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_WORD = re.compile(r"\S*\s+|\S+")
_PIECE_CHARACTERS = 200
"""Of what has neither lines nor words; no tokenizer makes more than a token of a character."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, a row, a heading, or code that stands together."""

    kind: BlockKind
    text: str
    tokens: int
    headings: tuple[str, ...]
    line: int | None
    last_line: int | None
    page: int | None
    row: int | None


def units_of(block: Block, headings: tuple[str, ...]) -> Iterator[Unit]:
    """Cut a block into sentences, or leave it whole if it is none and fits."""
    line = block.line
    for text in _pieces(block):
        breaks = text.count("\n")
        is_counted = line is not None and block.last_line is None
        last_line = line + text.rstrip().count("\n") if is_counted and line else block.last_line
        yield Unit(
            kind=block.kind,
            text=text,
            tokens=estimated_tokens(text),
            headings=headings,
            line=line,
            last_line=last_line,
            page=block.page,
            row=block.row,
        )
        if is_counted and line:
            line += breaks


def _pieces(block: Block) -> Iterator[str]:
    pieces = sentences(block.text) if block.kind == "prose" else iter((block.text,))
    for piece in pieces:
        if _fits(piece):
            yield piece
        else:
            yield from _cut(piece)


def _fits(text: str) -> bool:
    return len(text) <= MOST_TOKENS or estimated_tokens(text) <= MOST_TOKENS


def _cut(text: str) -> Iterator[str]:
    """Cut what is too long: at lines, else at words, else anywhere."""
    for line in _grouped(_LINE.findall(text)):
        if _fits(line):
            yield line
            continue
        for words in _grouped(_WORD.findall(line)):
            if _fits(words):
                yield words
            else:
                starts = range(0, len(words), _PIECE_CHARACTERS)
                yield from (words[at : at + _PIECE_CHARACTERS] for at in starts)


def _grouped(parts: list[str]) -> Iterator[str]:
    """Neighbours together, as long as they fit."""
    group: list[str] = []
    tokens = 0
    for part in parts:
        more = estimated_tokens(part)
        if group and tokens + more > MOST_TOKENS:
            yield "".join(group)
            group, tokens = [], 0
        group.append(part)
        tokens += more
    if group:
        yield "".join(group)
