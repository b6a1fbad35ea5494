"""One thing on the page."""

from collections.abc import Sequence

from assistant.tui.markdown import Line


class Entry:
    """Rows at a width, laid out again only after something changed."""

    def __init__(self) -> None:
        self._rows: Sequence[Line] = ()
        self._width = 0
        self._is_stale = True

    def rows(self, width: int) -> Sequence[Line]:
        """Return the rows at a width in cells."""
        if self._is_stale or width != self._width:
            self.renew(width)
        return self._rows

    def renew(self, width: int) -> int:
        """Lay out if need be; returns the first row that is not as it was.

        A row that looks as before is the same object as before, so that it need not be drawn again.
        """
        if not self._is_stale and width == self._width:
            return len(self._rows)
        before = self._rows if width == self._width else ()
        rows = list(self.lay_out(width))
        first = len(rows)
        for index, (old, new) in enumerate(zip(before, rows, strict=False)):
            if old.looks_like(new):
                rows[index] = old
            else:
                first = min(first, index)
        self._rows, self._width, self._is_stale = rows, width, False
        return min(first, len(before))

    def changed(self) -> None:
        """Lay out again when the rows are asked for next."""
        self._is_stale = True

    def lay_out(self, width: int) -> Sequence[Line]:  # noqa: ARG002 - for subclasses
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
