"""Word documents: paragraphs, headings and tables in their order."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Protocol, cast

import docx
from docx.oxml.ns import qn

from assistant_memory.documents.faults import UnreadableError
from assistant_memory.documents.reading.blocks import Block, BlockKind
from assistant_memory.documents.reading.zip_guard import refuse_bomb

_HEADING = re.compile(r"(?:heading|제목|überschrift|titre|título)\s*(\d)", re.IGNORECASE)
_TITLES = frozenset({"title", "제목"})
_CONTAINERS = frozenset(qn(name) for name in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What old programs show instead: the same words again."""
_IGNORED = frozenset(
    (_FALLBACK, *(qn(name) for name in ("w:del", "w:instrText", "w:pPr", "w:rPr")))
)
_PARAGRAPH, _TABLE, _ROW, _CELL = (qn(name) for name in ("w:p", "w:tbl", "w:tr", "w:tc"))
_TEXT, _VALUE = qn("w:t"), qn("w:val")
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}


class _Element(Protocol):
    """As much of an lxml element as is needed here."""

    @property
    def tag(self) -> object: ...
    @property
    def text(self) -> str | None: ...
    def get(self, key: str) -> str | None: ...
    def find(self, path: str) -> "_Element | None": ...
    def __iter__(self) -> "Iterator[_Element]": ...


def read_word(data: bytes) -> tuple[str, Iterator[Block]]:
    """Return the title and the blocks; raises `UnreadableError` before a bomb is unpacked."""
    refuse_bomb(data)
    try:
        # Entities stay unexpanded: python-docx's parser is made so.
        document = docx.Document(BytesIO(data))
        levels = {
            str(style.style_id): level
            for style in document.styles
            if (level := _level(str(style.name))) is not None
        }
        title = " ".join(document.core_properties.title.split())
        body = cast("_Element", document.element).find(qn("w:body"))
    except MemoryError:
        raise
    except Exception as error:
        raise UnreadableError("damaged") from error
    return title, _Body(levels).blocks(() if body is None else body)


class _Body:
    """Walks the body of a document."""

    def __init__(self, levels: dict[str, int]) -> None:
        self._levels = levels

    def blocks(self, parent: Iterable[_Element]) -> Iterator[Block]:
        """Follow what stands in the body, also inside of content controls."""
        for element in parent:
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element)
            elif element.tag == _TABLE:
                yield from _table(element)
            elif element.tag in _CONTAINERS:
                yield from self.blocks(element)

    def _paragraph(self, paragraph: _Element) -> Iterator[Block]:
        text = _text(paragraph).strip()
        if not text:
            return
        level = self._heading_level(paragraph)
        if level is not None:
            yield Block("heading", text + "\n\n", level=level, title=" ".join(text.split()))
        else:
            yield Block("prose", text + "\n\n")

    def _heading_level(self, paragraph: _Element) -> int | None:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return None if style is None else self._levels.get(style.get(_VALUE) or "")


def _level(style: str) -> int | None:
    if style.strip().lower() in _TITLES:
        return 1
    found = _HEADING.match(style)
    return int(found[1]) if found and found[1] != "0" else None


def _table(table: _Element) -> Iterator[Block]:
    rows = [each for each in table if each.tag == _ROW]
    for number, row in enumerate(rows):
        cells = [" ".join(_text(cell).split()) for cell in row if cell.tag == _CELL]
        end = "\n\n" if number == len(rows) - 1 else "\n"
        kind: BlockKind = "row" if number else "header"
        if any(cells):
            yield Block(kind, " | ".join(cells) + end, row=number or None)


def _text(element: _Element) -> str:
    """The words of an element, without what was deleted and the codes of fields.

    Without recursion: a hostile document nests deeper than Python may.
    """
    pieces: list[str] = []
    stack: list[_Element | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.tag == _TEXT:
            pieces.append(node.text or "")
        elif node.tag in _SIGNS:
            pieces.append(_SIGNS[str(node.tag)])
        elif node.tag not in _IGNORED:
            if node.tag == _PARAGRAPH and node is not element:
                stack.append("\n")
            stack.extend(reversed(list(node)))
    return "".join(pieces)
