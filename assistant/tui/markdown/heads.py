"""What is settled of a block that still grows, so that only the rest of it is read again.

A head and the reading of the rest, joined, are what a reading of the whole would have given.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.terminal_text import printable
from assistant.tui.markdown.blocks import (
    Block,
    Code,
    Heading,
    ListBlock,
    Paragraph,
    PlacedBlock,
    Table,
    parse_placed,
)
from assistant.tui.markdown.inline import Inline, Run, joined

# What may begin something that ends later: emphasis, code, links. `_` inside a word never does.
_PENDING = re.compile(r"[*`\[]|~~|(?<!\w)_|_(?!\w)")
_CLOSED_BRACKETS = re.compile(r"\[[^\[\]]*\](?!\()")
_OPEN_ADDRESS = re.compile(r"[<&][^\s<>;]*\Z")
_CUTS = (0.9, 0.6, 0.3)
"""Where a paragraph is tried to be parted, as shares of it."""


@dataclass(frozen=True, slots=True)
class ListHead:
    """The items before the last one."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None
    is_tight: bool
    prefix = ""

    def with_rest(self, rest: Block) -> Block | None:
        """Return the whole list; `None` when the rest does not tell how far its items stand apart.

        Markdown tells it only by what it does to paragraphs.
        """
        if not isinstance(rest, ListBlock) or not any(map(_has_words, rest.items)):
            return None
        return ListBlock(self.items + rest.items, self.start, self.is_tight and rest.is_tight)


@dataclass(frozen=True, slots=True)
class CodeHead:
    """The lines before the last one."""

    prefix: str
    """The line that opens the fence."""
    text: str

    def with_rest(self, rest: Block) -> Block | None:
        """Return the whole fence."""
        if not isinstance(rest, Code):
            return None
        return Code(self.text + rest.text, rest.language, rest.is_closed)


@dataclass(frozen=True, slots=True)
class TableHead:
    """The rows before the last one."""

    prefix: str
    """The lines of the names and of the rule below them."""
    rows: tuple[tuple[Inline, ...], ...]

    def with_rest(self, rest: Block) -> Block | None:
        """Return the whole table."""
        if not isinstance(rest, Table):
            return None
        return Table(rest.header, self.rows + rest.rows, rest.alignments)


@dataclass(frozen=True, slots=True)
class WordsHead:
    """Words of a paragraph in which nothing waits for its end."""

    inline: Inline
    prefix = ""

    def with_rest(self, rest: Block) -> Block | None:
        """Return the whole paragraph, or the heading that a line below made of it."""
        match rest:
            case Paragraph(inline):
                return Paragraph(self._and(inline))
            case Heading(level, inline):
                return Heading(level, self._and(inline))
            case _:
                return None

    def _and(self, inline: Inline) -> Inline:
        return self.inline[:-1] + tuple(joined(self.inline[-1:] + inline))


Head = ListHead | CodeHead | TableHead | WordsHead


def settle_lines(
    placed: PlacedBlock, lines: Sequence[str], head: Head | None
) -> tuple[Head, int] | None:
    """Settle what complete lines make certain of the block that they are.

    `placed` is the block that the lines of the source, the first `head.prefix`, were read as; it is
    not joined with its head. Returns the new head and the line on which the rest begins.
    """
    match placed.block:
        case ListBlock(items, start, is_tight) if len(items) > 1 and _has_words(items[-1]):
            before = head if isinstance(head, ListHead) else ListHead((), start, is_tight=True)
            tight = before.is_tight and is_tight
            return ListHead(before.items + items[:-1], before.start, tight), placed.item_lines[-1]
        case Code(text, _, is_closed=False) if "\n" in text:
            earlier = head.text if isinstance(head, CodeHead) else ""
            opening = lines[placed.first_line] + "\n"
            return CodeHead(opening, earlier + text[: text.rindex("\n") + 1]), len(lines) - 1
        case Table(_, rows) if 2 < len(rows) + 2 == len(lines) - placed.first_line:
            settled = head.rows if isinstance(head, TableHead) else ()
            opening = "".join(f"{line}\n" for line in lines[placed.first_line :][:2])
            return TableHead(opening, settled + rows[:-1]), len(lines) - 1
        case _:
            return None


def settle_words(source: str, head: Head | None) -> tuple[WordsHead, int] | None:
    """Settle words of a paragraph that its source begins; returns the length that is settled."""
    if "\r" in source:
        return None
    for share in _CUTS:
        cut = _between_letters(source, int(len(source) * share))
        inline = _settled_words(source[:cut])
        if inline is not None:
            before = head if isinstance(head, WordsHead) else WordsHead(())
            whole = before.with_rest(Paragraph(inline))
            return (WordsHead(whole.inline), cut) if isinstance(whole, Paragraph) else None
    return None


def _between_letters(source: str, cut: int) -> int:
    """Return the last place up to `cut` with a letter on both sides, or 0.

    What begins with a letter is always read as words, and no mark of Markdown stands at its edge.
    """
    while cut > 0 and not (source[cut - 1].isalpha() and source[cut].isalpha()):
        cut -= 1
    return cut


def _settled_words(source: str) -> Inline | None:
    """Return what a source is read as, whatever follows; `None` when that depends on it."""
    line = source.rpartition("\n")[2]
    # A line with a bar may become the head of a table.
    if not source or "|" in line or _OPEN_ADDRESS.search(source):
        return None
    blocks = [placed.block for placed in parse_placed(printable(source))]
    if len(blocks) != 1 or not isinstance(blocks[0], Paragraph):
        return None
    inline = blocks[0].inline
    is_escaped = "&" in source or "\\" in source
    return None if any(_is_pending(run, is_escaped=is_escaped) for run in inline) else inline


def _is_pending(run: Run, *, is_escaped: bool) -> bool:
    if {"code", "link", "address"} & set(run.looks):
        return False
    text = _CLOSED_BRACKETS.sub("", run.text)
    return bool(_PENDING.search(text)) or (is_escaped and "_" in text)


def _has_words(item: Sequence[Block]) -> bool:
    return any(isinstance(block, Paragraph) for block in item)
