"""Comma- and tab-separated tables, row by row as they stand in the file."""

import csv
import sys
from collections.abc import Iterator

from assistant_memory.documents.reading.blocks import Block

_DELIMITERS = ",;\t|"


def read_table(text: str) -> Iterator[Block]:
    """Return the header and the rows; a quoted cell may have lines of its own."""
    csv.field_size_limit(sys.maxsize)
    lines = text.splitlines(keepends=True)
    rows = csv.reader(lines, delimiter=_delimiter(lines))
    begun, number = 0, 0
    while begun < len(lines):
        cells = _next(rows, begun)
        end = max(begun + 1, min(rows.line_num, len(lines)))
        piece = "".join(lines[begun:end])
        if number == 0 and cells:
            yield Block("header", piece, begun + 1)
        else:
            yield Block("row", piece, begun + 1, row=number or None)
        number += bool(cells)
        begun = end


def _next(rows: Iterator[list[str]], begun: int) -> list[str]:
    """The cells of the next row; a row that is none ends where its line does."""
    try:
        return next(rows)
    except (csv.Error, StopIteration):
        return [str(begun)]


def _delimiter(lines: list[str]) -> str:
    """What the header has most of; a sniffer guesses wrong on short tables."""
    header = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=header.count)
