"""The mark of a source in a row of the page; pure."""

import re

from rich.cells import cell_len

from assistant.tui.markdown.lines import Line
from assistant_memory.documents.citations import citations_in

_QUOTED = (".md--code", ".code--", ".md--link", ".md--address")
"""In what looks so, a mark is part of something else."""
_MOST = range(1000)


def cited_at(line: Line, cell: int) -> int | None:
    """Return the number of the source whose mark, such as `[1]`, is at a cell of a row."""
    offset = _offset_at(line.content.plain, cell)
    if offset is None or _is_quoted(line, offset):
        return None
    row = line.content.plain
    marks = [each for each in citations_in(row, _MOST).known if each.start <= offset < each.end]
    if not marks:
        return None
    numbers = {each.number for each in marks}
    for digits in re.finditer(r"\d+", row[marks[0].start : marks[0].end]):
        is_under = digits.start() <= offset - marks[0].start < digits.end()
        if is_under and int(digits[0]) in numbers:
            return int(digits[0])
    return marks[0].number


def _offset_at(row: str, cell: int) -> int | None:
    """The character at a cell of a row."""
    passed = 0
    for offset, character in enumerate(row):
        passed += cell_len(character)
        if passed > cell >= 0:
            return offset
    return None


def _is_quoted(line: Line, offset: int) -> bool:
    return any(
        span.start <= offset < span.end and str(span.style).startswith(_QUOTED)
        for span in line.content.spans
    )
