"""The rows of a page between their margins, drawn once for each look."""

from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from assistant.tui.markdown import Line
from assistant.tui.widgets.pen import Pen

PAGE_WIDTH = 104
"""Cells of text and its two margins at most: longer lines are hard to read."""
SIDE = 2
"""Cells on either side of the text; the left ones hold the mark of the focus."""
_MOST_STRIPS = 2_000


class PagePen(Pen):
    """Draws in the styles of a widget, in the middle of its width; remembers plain rows."""

    def __init__(self, widget: Widget) -> None:
        super().__init__(widget)
        self._strips: dict[tuple[Line, int], Strip] = {}

    def row(
        self,
        line: Line,
        width: int,
        *,
        span: tuple[int, int] | None = None,
        is_marked: bool = False,
    ) -> Strip:
        """Return a row of the page; `span` is selected, from cell to cell."""
        if is_marked or span is not None:
            return self.draw(between_margins(line, width, is_marked=is_marked), width, span)
        if (line, width) not in self._strips:
            if len(self._strips) >= _MOST_STRIPS:
                self._strips.clear()
            self._strips[line, width] = self.draw(between_margins(line, width), width)
        return self._strips[line, width]

    def forget(self) -> None:
        """Forget what was drawn in the colours of before."""
        super().forget()
        self._strips.clear()


def text_width(width: int) -> int:
    """Return how many cells of a width are for text."""
    return max(min(width, PAGE_WIDTH) - 2 * SIDE, 1)


def left_margin(width: int) -> int:
    """Return how many cells are to the left of the text."""
    return max((width - PAGE_WIDTH) // 2, 0) + SIDE


def between_margins(line: Line, width: int, *, is_marked: bool = False) -> Line:
    """Return a line with what stands to its left."""
    blanks = left_margin(width)
    margin = Content(" " * blanks)
    if is_marked:
        mark = Content.styled("▌".ljust(SIDE), ".page--cursor")
        margin = Content(" " * (blanks - SIDE)) + mark
    return line.indented(margin, is_decoration=True)
