"""Web pages: what a reader would see, without links, scripts or what is hidden."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, CData, NavigableString, Tag

from assistant_memory.documents.reading.blocks import Block, BlockKind

_DROPPED = frozenset(
    """
    applet audio button canvas datalist embed form head iframe input link map math meta nav noembed
    noframes noscript object script select style svg template textarea title video
    """.split()  # noqa: SIM905 - a table of twenty lines reads worse
)
_BLOCKS = frozenset(
    """
    address article aside blockquote body caption dd details div dl dt fieldset figcaption figure
    footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody tfoot
    thead tr ul
    """.split()  # noqa: SIM905
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_SPACE = re.compile(r"\s+")


def read_html(data: bytes) -> tuple[str, Iterator[Block]]:
    """Return the title and the blocks; lines are those of the file's source."""
    page = BeautifulSoup(data, "html.parser")
    title = " ".join(page.title.get_text(" ").split()) if page.title else ""
    return title, _Walk().blocks(page)


class _Walk:
    """Collects the text of one page, block by block."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._line: int | None = None
        self._kind: BlockKind = "prose"
        self._level = 0
        self._row = 0

    def blocks(self, page: BeautifulSoup) -> Iterator[Block]:
        """Follow the tree without recursion: a hostile page nests deeper than Python may."""
        stack: list[Tag | NavigableString | None] = [page]
        while stack:
            node = stack.pop()
            if node is None:
                yield from self._end()
            elif not isinstance(node, Tag):
                self._take(node)
            elif node.name not in _DROPPED and not _is_hidden(node):
                if node.name in _BLOCKS:
                    yield from self._end()
                    self._begin(node)
                    stack.append(None)
                self._separate(node.name)
                stack.extend(_shown(node))
        yield from self._end()

    def _begin(self, node: Tag) -> None:
        self._line = node.sourceline
        name = node.name
        if name[0] == "h" and name[1:].isdigit():
            self._kind, self._level = "heading", int(name[1:])
        elif name == "pre":
            self._kind = "code"
        elif name == "tr":
            is_head = all(
                each.name == "th" for each in node.find_all(["td", "th"], recursive=False)
            )
            self._kind = "header" if is_head else "row"
            self._row = 0 if is_head else self._row + 1
        elif name == "table":
            self._row = 0
        elif name == "li":
            self._pieces.append("- ")

    def _separate(self, name: str) -> None:
        """Keep apart what stands apart on the page."""
        if name == "br":
            self._pieces.append("\n")
        elif name in {"td", "th"} and self._pieces:
            self._pieces.append(" | ")

    def _take(self, node: NavigableString) -> None:
        text = str(node)
        self._pieces.append(text if self._kind == "code" else _SPACE.sub(" ", text))

    def _end(self) -> Iterator[Block]:
        """Close what was being collected, if there is anything in it."""
        text = "".join(self._pieces)
        kind, level, line = self._kind, self._level, self._line
        self._pieces, self._kind, self._level = [], "prose", 0
        shown = (
            text.strip("\n")
            if kind == "code"
            else re.sub(r" *\n *| {2,}", _one_space, text).strip()
        )
        if not shown.strip(" -|"):
            return
        end = "\n" if kind in {"row", "header"} or shown.startswith("- ") else "\n\n"
        row = self._row if kind == "row" else None
        title = _SPACE.sub(" ", shown) if kind == "heading" else ""
        yield Block(kind, shown + end, line, line, row=row, level=level, title=title)


def _one_space(space: re.Match[str]) -> str:
    return "\n" if "\n" in space[0] else " "


def _is_hidden(node: Tag) -> bool:
    style = node.attrs.get("style", "")
    return (
        "hidden" in node.attrs
        or node.attrs.get("aria-hidden") == "true"
        or (isinstance(style, str) and _HIDDEN.search(style) is not None)
    )


def _shown(node: Tag) -> Iterator[Tag | NavigableString]:
    """What is inside, last first, without comments and the like."""
    for each in reversed(node.contents):
        if isinstance(each, Tag) or (
            isinstance(each, NavigableString) and type(each) in {NavigableString, CData}
        ):
            yield each
