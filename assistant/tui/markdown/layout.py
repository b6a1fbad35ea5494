"""Blocks laid out at a width. Styles are names of component classes of the widget that draws."""

from collections.abc import Iterable, Sequence

from textual.content import Content, Span

from assistant.tui.markdown.blocks import (
    Block,
    Code,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    Rule,
    Table,
)
from assistant.tui.markdown.code import code_lines
from assistant.tui.markdown.inline import Inline
from assistant.tui.markdown.lines import EMPTY_LINE, Line, wrap
from assistant.tui.markdown.table import table_lines

_BULLETS = ("•", "◦", "▪")
_NARROWEST = 12
"""Cells that the inside of a list or quote gets at least, however deep it is."""

Key = tuple[Block, int, int]
"""A block, its width and how deep in lists it is."""


class Layout:
    """Lays out blocks, and remembers those of the last layout: most of them come again."""

    def __init__(self) -> None:
        self._known: dict[Key, list[Line]] = {}
        self._used: dict[Key, list[Line]] = {}

    def lines(self, blocks: Sequence[Block], width: int) -> list[Line]:
        """Return the rows of a document, one blank row between its blocks."""
        self._used = {}
        lines = self._sequence(blocks, width, depth=0, gap=True)
        self._known = self._used
        return lines

    def _sequence(
        self, blocks: Iterable[Block], width: int, *, depth: int, gap: bool
    ) -> list[Line]:
        lines: list[Line] = []
        for block in blocks:
            if lines and gap:
                lines.append(EMPTY_LINE)
            key = (block, max(width, _NARROWEST), depth)
            known = self._used.get(key) or self._known.get(key) or self._block(*key)
            self._used[key] = known
            lines.extend(known)
        return lines

    def _block(self, block: Block, width: int, depth: int) -> list[Line]:
        match block:
            case Paragraph() | Heading():
                return _words(block, width)
            case Code():
                return code_lines(block, width)
            case Table():
                return table_lines(block, width, styled)
            case Rule():
                return [Line(Content.styled("─" * width, ".md--rule"))]
            case Quote(blocks):
                inner = self._sequence(blocks, width - 2, depth=depth, gap=True)
                bar = Content.styled("▎ ", ".md--quote-bar")
                return [line.indented(bar, is_decoration=True) for line in inner]
            case ListBlock():
                return self._list(block, width, depth)

    def _list(self, block: ListBlock, width: int, depth: int) -> list[Line]:
        last = (block.start or 0) + len(block.items) - 1
        lines: list[Line] = []
        for index, item in enumerate(block.items):
            if block.start is None:
                mark = f"{_BULLETS[min(depth, len(_BULLETS) - 1)]} "
            else:
                mark = f"{block.start + index}. ".rjust(len(f"{last}. "))
            inner = self._sequence(
                item, width - len(mark), depth=depth + 1, gap=not block.is_tight
            ) or [EMPTY_LINE]
            if lines and not block.is_tight:
                lines.append(EMPTY_LINE)
            first = Content.styled(mark, ".md--mark")
            lines.append(inner[0].indented(first, is_decoration=False))
            rest = Content(" " * len(mark))
            lines.extend(line.indented(rest, is_decoration=True) for line in inner[1:])
        return lines


def _words(block: Paragraph | Heading, width: int) -> list[Line]:
    words = styled(block.inline)
    if isinstance(block, Heading):
        words = words.stylize(f".md--h{min(block.level, 3)}")
    return wrap(words, width)


def styled(inline: Inline) -> Content:
    """Return runs as one text with the names of their styles."""
    text = "".join(run.text for run in inline)
    spans: list[Span] = []
    at = 0
    for run in inline:
        end = at + len(run.text)
        spans.extend(Span(at, end, f".md--{look}") for look in run.looks)
        at = end
    return Content(text, spans)
