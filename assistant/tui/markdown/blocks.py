"""Markdown as values: a tree of blocks whose leaves are runs of styled text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.terminal_text import printable
from assistant.tui.markdown.inline import Inline, plain_text, read_inline

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words in a row."""

    inline: Inline


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of a part; level 1 is the highest, 6 the lowest."""

    level: int
    inline: Inline


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to be shown exactly as they are."""

    text: str
    language: str
    is_closed: bool
    """Whether the fence has its end; while it grows it has none."""


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words."""

    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class ListBlock:
    """Items with bullets, or with numbers from `start` on."""

    items: "tuple[tuple[Block, ...], ...]"
    start: int | None
    is_tight: bool
    """Whether no blank lines stand between the items."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in rows; the header's length is the number of columns."""

    header: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    alignments: tuple[str, ...]
    """`left`, `center` or `right`, one for each column."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


Block = Paragraph | Heading | Code | Quote | ListBlock | Table | Rule


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block at the top level, and the lines of the source on which it and its items begin."""

    block: Block
    first_line: int
    item_lines: tuple[int, ...] = ()
    """One for each item of a list."""


def parse_blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a whole text; control characters become pictures of themselves."""
    return tuple(placed.block for placed in parse_placed(printable(text)))


def parse_placed(text: str) -> list[PlacedBlock]:
    """Return the blocks at the top level of a printable text, in order."""
    reader = _Reader(_parser().parse(text), text.split("\n"))
    return list(reader.placed_blocks())


@lru_cache(maxsize=1)
def _parser() -> "MarkdownIt":
    # The first paint has nothing to parse, and need not wait for it.
    from markdown_it import MarkdownIt  # noqa: PLC0415

    # HTML is shown as it was written: a terminal cannot do better, and hiding it would be a lie.
    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


class _Reader:
    """Walks the parser's flat tokens once, from left to right."""

    def __init__(self, tokens: Sequence["Token"], lines: Sequence[str]) -> None:
        self._tokens = tokens
        self._lines = lines
        self._at = 0

    def placed_blocks(self) -> Iterator[PlacedBlock]:
        """Yield every block of the document with its place."""
        while self._at < len(self._tokens):
            begun = self._at
            for block in self._blocks_of_next():
                inside = self._tokens[begun : self._at] if isinstance(block, ListBlock) else ()
                items = (_first_line(each) for each in inside if _is_item(each))
                yield PlacedBlock(block, _first_line(self._tokens[begun]), tuple(items))

    def _next(self) -> "Token":
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _until(self, closing: str) -> tuple[Block, ...]:
        blocks: list[Block] = []
        while self._tokens[self._at].type != closing:
            blocks.extend(self._blocks_of_next())
        self._at += 1
        return tuple(blocks)

    def _blocks_of_next(self) -> Iterator[Block]:
        token = self._next()
        match token.type:
            case "paragraph_open":
                yield Paragraph(self._inline_until("paragraph_close"))
            case "heading_open":
                yield Heading(int(token.tag[1:]), self._inline_until("heading_close"))
            case "fence" | "code_block":
                yield self._code(token)
            case "blockquote_open":
                yield Quote(self._until("blockquote_close"))
            case "bullet_list_open" | "ordered_list_open":
                yield self._list(token)
            case "table_open":
                yield self._table()
            case "hr":
                yield Rule()
            case _:
                return

    def _inline_until(self, closing: str) -> Inline:
        inline: Inline = ()
        while (token := self._next()).type != closing:
            inline += read_inline(token.children or [])
        return inline

    def _code(self, token: "Token") -> Code:
        language = token.info.strip().split(" ")[0]
        return Code(token.content.removesuffix("\n"), language, self._is_closed(token))

    def _is_closed(self, token: "Token") -> bool:
        if token.type != "fence" or token.map is None:
            return True
        first, end = token.map
        last = self._lines[min(end, len(self._lines)) - 1]
        return end - first > 1 and last.lstrip(" >\t").startswith(token.markup)

    def _list(self, opening: "Token") -> ListBlock:
        closing = opening.type.replace("_open", "_close")
        items: list[tuple[Block, ...]] = []
        is_tight = True
        while self._next().type != closing:
            begun = self._at
            items.append(self._until("list_item_close"))
            is_tight = is_tight and not any(
                token.type == "paragraph_open"
                and token.level == opening.level + 2
                and not token.hidden
                for token in self._tokens[begun : self._at]
            )
        start = int(opening.attrs.get("start", 1)) if opening.type.startswith("ordered") else None
        return ListBlock(tuple(items), start, is_tight)

    def _table(self) -> Table:
        rows: list[list[Inline]] = []
        alignments: list[str] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                if token.type == "th_open":
                    alignments.append(_alignment(token))
                rows[-1].append(read_inline(self._next().children or []))
        header, *body = [tuple(row) for row in rows]
        return Table(header, tuple(body), tuple(alignments))


def _first_line(token: "Token") -> int:
    return token.map[0] if token.map else 0


def _is_item(token: "Token") -> bool:
    return token.type == "list_item_open" and token.level == 1


def _alignment(cell: "Token") -> str:
    style = str(cell.attrs.get("style", ""))
    return style.removeprefix("text-align:") if style else "left"


def block_text(block: Block) -> str:
    """Return the words of a block without its form."""
    match block:
        case Paragraph(inline) | Heading(_, inline):
            return plain_text(inline)
        case Code(text):
            return text
        case Quote(blocks):
            return "\n".join(map(block_text, blocks))
        case ListBlock(items):
            return "\n".join(block_text(inner) for item in items for inner in item)
        case Table(header, rows):
            return "\n".join(plain_text(cell) for row in (header, *rows) for cell in row)
        case Rule():
            return ""
