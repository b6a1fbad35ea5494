"""A document that arrives in pieces, without reading all of it again for each piece."""

import re

from assistant.terminal_text import printable
from assistant.tui.markdown.blocks import (
    Block,
    Paragraph,
    PlacedBlock,
    parse_blocks,
    parse_placed,
)
from assistant.tui.markdown.heads import Head, settle_lines, settle_words

PATIENCE = 200
"""Characters of a block that are read again and again before part of it is settled."""
_WORDS_PATIENCE = 4
"""So many times that for a paragraph, for which it is harder to find out what is settled."""

_DEFINITION = re.compile(r"^[ \t>*+\-\d.)]*\[(?:[^\[\]\\]|\\.)+\]:", re.MULTILINE | re.DOTALL)
"""What may be the address of a link that is named elsewhere."""


class GrowingDocument:
    """Markdown that is appended to; only the end of its last block is read again.

    After complete lines, every block but the last can no longer change: later lines belong to the
    last block or follow it. Of the last block, the same is true of its parts (see `heads`). Only
    what refers across blocks (link definitions) waits for `finish`.
    """

    def __init__(self, text: str = "", *, patience: int = PATIENCE) -> None:
        self._pieces: list[str] = [text]
        self._length = len(text)
        self._settled: list[Block] = []
        self._head: Head | None = None
        """What is settled of the block in which the tail begins."""
        self._tail = text
        """What follows the settled blocks and the head, raw."""
        self._block_at = 0
        """Characters before the block in which the tail begins."""
        self._patience = self._waits = patience
        self._open: tuple[Block, ...] = parse_blocks(text)

    @property
    def text(self) -> str:
        """All that was appended, as it came."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of the text so far; those that stay are the same objects as before."""
        return (*self._settled, *self._open)

    def append(self, piece: str) -> None:
        """Add to the end."""
        self._pieces.append(piece)
        self._length += len(piece)
        self._tail += piece
        if "\n" in piece:
            self._settle()
        self._open = tuple(placed.block for placed in self._read(self._tail))
        if len(self._tail) > _WORDS_PATIENCE * self._waits and len(self._open) == 1:
            self._settle_words(self._open[0])

    def finish(self) -> None:
        """From here on the blocks are those of a full parse."""
        if not _DEFINITION.search(self.text):
            return
        whole = parse_blocks(self.text)
        if whole != self.blocks:
            self._settled, self._open = list(whole), ()

    def _read(self, tail: str) -> list[PlacedBlock]:
        """Return the blocks of a tail, the first joined with its head."""
        placed = _parsed(self._head, tail)
        if self._head is None:
            return placed
        whole = self._head.with_rest(placed[0].block) if placed else None
        if whole is None:
            self._reopen()
            return _parsed(None, self._tail)
        return [PlacedBlock(whole, 0), *placed[1:]]

    def _reopen(self) -> None:
        """Read the last block from its beginning: it is not what it seemed to be."""
        self._head = None
        self._tail = self.text[self._block_at :]
        self._waits = 2 * len(self._tail)

    def _settle(self) -> None:
        """Settle what complete lines make certain."""
        head = self._head
        complete, _, partial = self._tail.rpartition("\n")
        placed = _parsed(head, complete + "\n")
        if head is not None and placed and head.with_rest(placed[0].block) is None:
            self._reopen()
            self._settle()
            return
        if not placed:
            return
        lines = ((head.prefix if head else "") + complete).split("\n")
        if len(placed) > 1:
            first = placed[0].block if head is None else head.with_rest(placed[0].block)
            self._settled += [first, *(each.block for each in placed[1:-1])] if first else []
            lines = lines[placed[-1].first_line :]
            self._tail = "\n".join([*lines, partial])
            self._head = None
            self._waits = self._patience
            self._block_at = self._length - len(self._tail)
            placed = _parsed(None, "\n".join([*lines, ""]))
        if len(self._tail) > self._waits and len(placed) == 1:
            found = settle_lines(placed[0], lines, self._head)
            if found is not None:
                self._head, rest = found
                self._tail = "\n".join([*lines[rest:], partial])

    def _settle_words(self, block: Block) -> None:
        if not isinstance(block, Paragraph):
            return
        found = settle_words(self._tail, self._head)
        if found is None:
            self._waits = 2 * len(self._tail) // _WORDS_PATIENCE
        else:
            self._head, length = found
            self._tail = self._tail[length:]
            self._waits = self._patience


def _parsed(head: Head | None, tail: str) -> list[PlacedBlock]:
    return parse_placed(printable((head.prefix if head else "") + tail))
