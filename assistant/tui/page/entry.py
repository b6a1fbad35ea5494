"""One thing on the page."""

from collections.abc import Sequence

from assistant.tui.markdown import Line
from assistant.tui.markdown.lines import renewed


class Entry:
    """Rows at a width, laid out again only after something changed."""

    def __init__(self) -> None:
        self._rows: list[Line] = []
        self._width = 0
        self._is_stale = True

    def rows(self, width: int) -> Sequence[Line]:
        """Return the rows at a width in cells."""
        self.renew(width)
        return self._rows

    def renew(self, width: int) -> int:
        """Lay out if need be; returns the first row that is not as it was.

        A row that looks as before is the same object as before, so that it need not be drawn again.
        """
        if not self._is_stale and width == self._width:
            return len(self._rows)
        before = self._rows if width == self._width else []
        self._rows, first = self.lay_out(width, before)
        self._width, self._is_stale = width, False
        return first

    def changed(self) -> None:
        """Lay out again when the rows are asked for next."""
        self._is_stale = True

    def lay_out(self, width: int, before: list[Line]) -> tuple[list[Line], int]:
        """Return the rows, and the first that is not as it was in `before`."""
        rows = list(self.all_rows(width))
        return rows, renewed(before, rows)

    def all_rows(self, width: int) -> Sequence[Line]:  # noqa: ARG002 - for subclasses
        """Return the rows anew."""
        return ()

    @property
    def can_be_pressed(self) -> bool:
        """Whether Enter does something here."""
        return False

    def is_pressed_by(self, row: int) -> bool:  # noqa: ARG002 - for subclasses
        """Whether a click on a row, counted from 0, is like Enter."""
        return False

    def press(self) -> None:
        """Do what Enter does here."""
