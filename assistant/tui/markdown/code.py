"""Code in colour, at the cost of the lines that are new."""

from functools import lru_cache

from pygments.lexer import Lexer  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]
from textual.content import Content, Span

from assistant.tui.markdown.blocks import Code
from assistant.tui.markdown.lines import Line, fold

_PART_LINES = 20
"""A fence that still grows is coloured in parts of so many lines, so that only the last is coloured
again. A text that spans parts looks wrong until the fence closes."""

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


def code_lines(block: Code, width: int) -> list[Line]:
    """Return a panel as wide as `width`: the language, then the code."""
    label = Content.styled(block.language.rjust(width - 1)[: width - 1], ".md--code-label")
    edge = Content(" " * width)
    return [
        _panel(Line(label, margin=width), width),
        *(line for part in _parts(block) for line in _part_lines(part, block.language, width)),
        _panel(Line(edge, margin=width), width),
    ]


def _parts(block: Code) -> list[str]:
    rows = block.text.split("\n")
    if block.is_closed or len(rows) <= _PART_LINES:
        return [block.text]
    return ["\n".join(rows[at : at + _PART_LINES]) for at in range(0, len(rows), _PART_LINES)]


@lru_cache(maxsize=128)
def _part_lines(code: str, language: str, width: int) -> tuple[Line, ...]:
    margin = Content(" " * _MARGIN)
    return tuple(
        _panel(line.indented(margin, is_decoration=True), width)
        for row in _colour(code, language).split("\n", allow_blank=True)
        for line in fold(row.expand_tabs(4), max(width - _MARGIN - 1, 2))
    )


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
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language.lower()) if language else None
    except ClassNotFound:
        return None
