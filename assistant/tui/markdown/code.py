"""Code in colour, at the cost of the lines that are new."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from textual.content import Content, Span

from assistant.tui.markdown.blocks import Block, Code
from assistant.tui.markdown.lines import Line, fold, renewed

if TYPE_CHECKING:
    from pygments.lexer import Lexer  # type: ignore[import-untyped]

_LEAST_LINES, _MOST_LINES = 20, 40
"""A fence that grows is coloured in parts of so many lines, so that only the last is coloured
again. A part ends where something new seems to begin, so that hardly a text spans two of them."""
_WHOLE_LINES = 200
"""When it is closed, a fence of so many lines is coloured as a whole, once."""

_MARGIN = 2
"""Cells of the panel to the left of the code."""

_STYLES = {
    "Token.Comment": ".code--comment",
    "Token.Keyword": ".code--keyword",
    "Token.Operator.Word": ".code--keyword",
    "Token.Literal.String": ".code--string",
    "Token.Literal.Number": ".code--number",
    "Token.Keyword.Constant": ".code--number",
    "Token.Name.Function": ".code--name",
    "Token.Name.Class": ".code--name",
    "Token.Name.Tag": ".code--keyword",
    "Token.Name.Attribute": ".code--name",
    "Token.Name.Decorator": ".code--comment",
    "Token.Name.Builtin": ".code--builtin",
    "Token.Generic.Deleted": ".code--deleted",
    "Token.Generic.Inserted": ".code--string",
    "Token.Generic.Heading": ".code--name",
    "Token.Generic.Subheading": ".code--keyword",
    "Token.Generic.Prompt": ".code--comment",
}


class CodeRows:
    """A panel as wide as the page: the language, then the code."""

    def __init__(self, width: int) -> None:
        self.rows: list[Line] = []
        self._width = width
        self._language = ""
        self._done = ""
        """The parts that are coloured for good, with the line ends after them."""
        self._kept = 0
        """The rows of the label and of these parts."""
        self._edge = _panel(Line(Content(" " * width), margin=width), width)

    def update(self, block: Block) -> int | None:
        """Lay out what changed; return the first row that did, or `None` for another block."""
        if not isinstance(block, Code):
            return None
        is_whole = block.is_closed and block.text.count("\n") < _WHOLE_LINES
        if is_whole or block.language != self._language or not block.text.startswith(self._done):
            self._done, self._kept = "", 0
        self._language = block.language
        kept = self._kept
        rows: list[Line] = [] if kept else [self._label()]
        rest = block.text[len(self._done) :].split("\n")
        while not is_whole and (length := _part_length(rest)):
            part = "\n".join(rest[:length])
            rows += self._coloured(part)
            self._done += part + "\n"
            self._kept = kept + len(rows)
            del rest[:length]
        rows += [*self._coloured("\n".join(rest)), self._edge]
        first = kept + renewed(self.rows[kept:], rows)
        self.rows[kept:] = rows
        return first

    def _label(self) -> Line:
        label = self._language.rjust(self._width - 1)[: self._width - 1]
        return _panel(
            Line(Content.styled(label, ".md--code-label"), margin=self._width), self._width
        )

    def _coloured(self, code: str) -> list[Line]:
        margin = Content(" " * _MARGIN)
        return [
            _panel(line.indented(margin, is_decoration=True), self._width)
            for row in _colour(code, self._language).split("\n", allow_blank=True)
            for line in fold(row.expand_tabs(4), max(self._width - _MARGIN - 1, 2))
        ]


def _part_length(rows: Sequence[str]) -> int:
    """Return the lines of the first part, as soon as they are certain; 0 before."""
    for length in range(_LEAST_LINES, min(len(rows), _MOST_LINES)):
        if rows[length][:1].strip() and not rows[length - 1].strip():
            return length
    return _MOST_LINES if len(rows) > _MOST_LINES else 0


def _panel(line: Line, width: int) -> Line:
    filled = line.filling(width)
    content = filled.content.stylize_before(".md--code-panel")
    return Line(content, filled.glue, filled.margin, filled.padding)


def _colour(code: str, language: str) -> Content:
    lexer = _lexer(language)
    if lexer is None:
        return Content(code)
    spans: list[Span] = []
    for start, kind, text in lexer.get_tokens_unprocessed(code):
        if style := _style(str(kind)):
            spans.append(Span(start, start + len(text), style))
    return Content(code, spans)


def _style(kind: str) -> str:
    """Return the style of a kind of token, or of what it is a kind of."""
    while kind and kind not in _STYLES:
        kind = kind.rpartition(".")[0]
    return _STYLES.get(kind, "")


@lru_cache(maxsize=32)
def _lexer(language: str) -> "Lexer | None":
    # The first paint has no code to colour, and need not wait for it.
    from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]  # noqa: PLC0415
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        return get_lexer_by_name(language.lower()) if language else None
    except ClassNotFound:
        return None
