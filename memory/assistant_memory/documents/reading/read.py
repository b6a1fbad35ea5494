"""A file's bytes turned into blocks, by its kind."""

from collections.abc import Callable, Iterator
from pathlib import PurePath

from assistant_memory.documents.faults import UnreadableError
from assistant_memory.documents.reading.blocks import Block, Reading
from assistant_memory.documents.reading.decoding import decode
from assistant_memory.documents.reading.kinds import HEAD_BYTES, kind_of
from assistant_memory.documents.values import DocumentKind


def read(path: PurePath, data: bytes) -> Reading:
    """Return the document that these bytes are; raises `UnreadableError`.

    Each library is loaded when the first file that needs it is read.
    """
    kind = kind_of(path, data[:HEAD_BYTES])
    title, blocks = _FORMATS[kind](data) if kind in _FORMATS else ("", _text(kind, data))
    return Reading(kind, title, blocks)


def _html(data: bytes) -> tuple[str, Iterator[Block]]:
    from assistant_memory.documents.reading.html import read_html  # noqa: PLC0415 - see `read`

    decode(data)  # refuses what is no text
    return read_html(data)


def _pdf(data: bytes) -> tuple[str, Iterator[Block]]:
    from assistant_memory.documents.reading.pdf import read_pdf  # noqa: PLC0415 - see `read`

    return read_pdf(data)


def _word(data: bytes) -> tuple[str, Iterator[Block]]:
    from assistant_memory.documents.reading.word import read_word  # noqa: PLC0415 - see `read`

    return read_word(data)


_FORMATS: dict[DocumentKind, Callable[[bytes], tuple[str, Iterator[Block]]]] = {
    "html": _html,
    "pdf": _pdf,
    "word": _word,
}


def _text(kind: DocumentKind, data: bytes) -> Iterator[Block]:
    text = decode(data)
    if not text.strip():
        raise UnreadableError("empty")
    match kind:
        case "markdown":
            from assistant_memory.documents.reading.markdown import (  # noqa: PLC0415 - see `read`
                read_markdown,
            )

            return read_markdown(text)
        case "table":
            from assistant_memory.documents.reading.table import read_table  # noqa: PLC0415

            return read_table(text)
        case "code":
            from assistant_memory.documents.reading.code import read_code  # noqa: PLC0415

            return read_code(text)
        case _:
            from assistant_memory.documents.reading.plain import read_plain  # noqa: PLC0415

            return read_plain(text)
