"""Plain text: paragraphs, and the headings that books and reports have."""

import re
from collections.abc import Iterator

from assistant_memory.documents.reading.blocks import Block

PARAGRAPH = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+(?:[^\S\n]*\n)*(?:[^\S\n]+\Z)?|\s+")
"""Lines with something on them, and the empty lines after them."""

_NUMBER = r"(?:\d+|[ivxlcdm]+|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty\S*)"
_LEVELS = (
    re.compile(
        rf"(?:book|part|volume)\s+(?:the\s+)?{_NUMBER}\b.*|제?\s*\d+\s*[부편권](?:\s.*)?",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:chapter|appendix)\s+{_NUMBER}\b.*|제?\s*\d+\s*장(?:\s.*)?", re.IGNORECASE),
    re.compile(rf"(?:section|§)\s*{_NUMBER}\b.*|제?\s*\d+\s*[절조](?:\s.*)?", re.IGNORECASE),
)
_LONGEST_HEADING = 80


def read_plain(text: str) -> Iterator[Block]:
    """Cut a text at its empty lines."""
    line = 1
    for match in PARAGRAPH.finditer(text):
        piece = match[0]
        yield _block(piece, line)
        line += piece.count("\n")


def _block(piece: str, line: int) -> Block:
    words = piece.strip()
    if 0 < len(words) <= _LONGEST_HEADING and "\n" not in words:
        for level, pattern in enumerate(_LEVELS, 1):
            if pattern.fullmatch(words):
                return Block("heading", piece, line, level=level, title=words)
    return Block("prose", piece, line)
