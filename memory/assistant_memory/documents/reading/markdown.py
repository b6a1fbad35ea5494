"""Markdown: headings, paragraphs, code blocks and tables, by their lines."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant_memory.documents.reading.blocks import Block, BlockKind

_KINDS: dict[str, BlockKind] = {
    "heading_open": "heading",
    "fence": "code",
    "code_block": "code",
    "table_open": "header",
    "html_block": "code",
}
_LEAVES = frozenset({*_KINDS, "paragraph_open", "hr"})
_TABLE_HEAD_LINES = 2


def read_markdown(text: str) -> Iterator[Block]:
    """Cut Markdown where its blocks begin; what is between them belongs to the one before."""
    lines = text.splitlines(keepends=True)
    # markdown-it breaks lines at fewer characters than Python does.
    lines = _rejoined(lines)
    parser = MarkdownIt("commonmark").enable("table").disable("inline")
    starts = [each for each in _starts(parser.parse(text)) if each.line < len(lines)]
    if not starts or starts[0].line > 0:
        starts.insert(0, _Start(0, "prose", 0, ""))
    ends = [*(each.line for each in starts[1:]), len(lines)]
    for start, end in zip(starts, ends, strict=True):
        yield from start.blocks(lines[start.line : end])


class _Start:
    """Where a block begins."""

    def __init__(self, line: int, kind: BlockKind, level: int, title: str) -> None:
        self.line = line
        self.kind: BlockKind = kind
        self._level = level
        self._title = title

    def blocks(self, lines: Sequence[str]) -> Iterator[Block]:
        """The block that these lines are, or the rows of a table."""
        number = self.line + 1
        if self.kind != "header":
            if lines:
                text = "".join(lines)
                yield Block(self.kind, text, number, level=self._level, title=self._title)
            return
        yield Block("header", "".join(lines[:_TABLE_HEAD_LINES]), number)
        for row, line in enumerate(lines[_TABLE_HEAD_LINES:], 1):
            kind: BlockKind = "row" if line.strip() else "prose"
            at = number + _TABLE_HEAD_LINES + row - 1
            yield Block(kind, line, at, row=row if kind == "row" else None)


def _starts(tokens: Sequence[Token]) -> list[_Start]:
    """The innermost blocks with lines of their own, in order, each line begun once."""
    starts: list[_Start] = []
    for token, following in pairwise([*tokens, Token("end", "", 0)]):
        if token.type not in _LEAVES or token.map is None:
            continue
        line = token.map[0]
        if starts and line <= starts[-1].line:
            continue
        is_heading = token.type == "heading_open"
        title = " ".join(following.content.split()) if is_heading else ""
        level = int(token.tag[1:]) if is_heading else 0
        starts.append(_Start(line, _KINDS.get(token.type, "prose"), level, title))
    return starts


def _rejoined(lines: Sequence[str]) -> list[str]:
    """Lines that end with a line feed, a carriage return or both, and nothing else."""
    whole: list[str] = []
    is_open = False
    for line in lines:
        if is_open:
            whole[-1] += line
        else:
            whole.append(line)
        is_open = not line.endswith(("\n", "\r"))
    return whole
