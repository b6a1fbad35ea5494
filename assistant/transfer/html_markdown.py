"""Foreign Markdown as HTML that does nothing: no markup of its own, no scripts, nothing loaded."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexer import Lexer  # type: ignore[import-untyped]
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]

from assistant.terminal_text import printable

HIGHLIGHT_PREFIX = "h-"
"""Of the classes of coloured code."""

_MOST_COLOURED = 50_000
"""Characters of code; more takes too long."""
_SAFE_SCHEMES = ("http://", "https://", "mailto:")


class _SafeMarkdown(MarkdownIt):
    """Refuses links that do more than lead somewhere."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return url.strip().lower().startswith(_SAFE_SCHEMES)


def html_of(markdown: str) -> str:
    """Return the blocks of a text; raw HTML in it is shown as it was written."""
    rendered: str = _parser().render(printable(markdown))
    return rendered


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    options = {"html": False, "highlight": _coloured, "langPrefix": "language-"}
    parser = _SafeMarkdown("commonmark", options).enable(["table", "strikethrough"])
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("td_open", _cell)
    parser.add_render_rule("th_open", _cell)
    return parser


def _link_open(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    tokens[at].attrSet("rel", "noopener noreferrer nofollow")
    return renderer.renderToken(tokens, at, options, env)


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """An image is not loaded: a link leads to it."""
    token = tokens[at]
    words = renderer.renderInlineAsText(token.children or [], options, env)
    source = escape(str(token.attrGet("src") or ""))
    name = escape(f"[image: {words}]" if words else "[image]")
    return f'<a href="{source}" rel="noopener noreferrer nofollow">{name}</a>'


def _cell(
    renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType
) -> str:
    """Alignment as a class: the page allows no styles but its own."""
    style = str(tokens[at].attrs.pop("style", ""))
    if style:
        tokens[at].attrSet("class", style.rpartition(":")[2])
    return renderer.renderToken(tokens, at, options, env)


def _coloured(code: str, language: str, _: str) -> str:
    lexer = _lexer(language) if len(code) <= _MOST_COLOURED else None
    if lexer is None:
        return escape(code)
    formatter: HtmlFormatter[str] = HtmlFormatter(nowrap=True, classprefix=HIGHLIGHT_PREFIX)
    coloured: str = highlight(code, lexer, formatter)
    return coloured


@lru_cache(maxsize=32)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language.lower(), stripnl=False) if language else None
    except ClassNotFound:
        return None
