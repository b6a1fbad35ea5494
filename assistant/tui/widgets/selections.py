"""Selections of a page that moves."""

from textual.geometry import Offset
from textual.selection import Selection


def moved(selection: Selection, rows: int) -> Selection:
    """Return the same selection of a page of which everything moved down by so many rows."""
    start, end = selection
    by = Offset(0, rows)
    return Selection(
        None if start is None else start + by,
        None if end is None else end + by,
    )
