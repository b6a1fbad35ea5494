"""PDF: text page by page, under the headings of its outline."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import cast

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError
from pypdf.generic import Destination

from assistant_memory.documents.faults import UnreadableError
from assistant_memory.documents.reading.blocks import Block
from assistant_memory.documents.reading.plain import PARAGRAPH

_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_MOST_HEADINGS = 10_000
_DEEPEST = 8

_Headings = dict[int, list[tuple[int, str]]]
"""Page, from 0 → level and title of what begins there."""


def read_pdf(data: bytes) -> tuple[str, Iterator[Block]]:
    """Return the title and the blocks; raises `UnreadableError`, also while they are read."""
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        is_locked = reader.is_encrypted and not reader.decrypt("")
        pages = 0 if is_locked else len(reader.pages)
        title = "" if is_locked else _title(reader)
    except (FileNotDecryptedError, DependencyError) as error:
        raise UnreadableError("encrypted") from error
    except MemoryError:
        raise
    except Exception as error:
        raise UnreadableError("damaged") from error
    if is_locked:
        raise UnreadableError("encrypted")
    return title, _pages(reader, pages)


def _pages(reader: PdfReader, count: int) -> Iterator[Block]:
    headings = _outline(reader)
    has_read = False
    failed = 0
    for index in range(count):
        for level, title in headings.get(index, ()):
            yield Block("heading", "", page=index + 1, level=level, title=title)
        try:
            text = reader.pages[index].extract_text()
        except (MemoryError, RecursionError):
            raise
        except Exception:  # noqa: BLE001 - one broken page does not cost the others
            failed += 1
            continue
        for block in _page(text, index + 1):
            has_read = True
            yield block
    if not has_read:
        raise UnreadableError("damaged" if failed or not count else "no_text")


def _page(text: str, page: int) -> Iterator[Block]:
    """The paragraphs of a page, with words that were broken between lines made whole."""
    whole = _HYPHEN.sub("", text.strip())
    if whole:
        for match in PARAGRAPH.finditer(whole + "\n\n"):
            yield Block("prose", match[0], page=page)


def _title(reader: PdfReader) -> str:
    try:
        title = reader.metadata.title if reader.metadata else None
    except (PyPdfError, ValueError, TypeError, AttributeError, KeyError):
        return ""
    return " ".join(title.split()) if isinstance(title, str) else ""


def _outline(reader: PdfReader) -> _Headings:
    """The outline by pages; a broken one is as good as none."""
    found: _Headings = {}
    try:
        _collect(reader, reader.outline, 0, found)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - see above
        return {}
    return found


def _collect(reader: PdfReader, items: object, level: int, found: _Headings) -> None:
    if isinstance(items, list) and level <= _DEEPEST:
        for each in cast("list[object]", items):
            _collect(reader, each, level + 1, found)
    elif isinstance(items, Destination) and len(found) < _MOST_HEADINGS:
        page = reader.get_destination_page_number(items)
        title = " ".join(str(items.title).split())
        if page is not None and page >= 0 and title:
            found.setdefault(page, []).append((level, title))
