"""A widget made of lines that do not change."""

from collections.abc import Sequence

from textual.geometry import Size
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from assistant.tui.markdown.lines import Line, copied
from assistant.tui.widgets.pen import Pen


class LinesView(Widget):
    """As high as what `lay_out` returns at its width."""

    DEFAULT_CSS = """
    LinesView { width: 1fr; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._width = 0
        self._pen = Pen(self)

    def lay_out(self, width: int) -> Sequence[Line]:  # noqa: ARG002 - for subclasses
        """Return the rows at a width in cells."""
        return ()

    def lay_out_anew(self) -> None:
        """Lay out other lines than before."""
        self._width = 0
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002 - Textual's
        """Take all there is."""
        return container.width

    def get_content_height(
        self,
        container: Size,  # noqa: ARG002 - Textual's
        viewport: Size,  # noqa: ARG002 - Textual's
        width: int,
    ) -> int:
        """Take a row for each line."""
        return len(self._at(width))

    def render_line(self, y: int) -> Strip:
        """Return row `y`, with what is selected of it highlighted."""
        width = self.size.width
        lines = self._at(width)
        if y >= len(lines):
            return self._pen.blank(width)
        span = self.text_selection.get_span(y) if self.text_selection else None
        return self._pen.draw(lines[y], width, span).apply_offsets(0, y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text as it was before it was broken into rows."""
        return copied(self._lines, selection), "\n"

    def selection_updated(self, selection: Selection | None) -> None:  # noqa: ARG002 - Textual's
        """Draw the highlight."""
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget the colours of before."""
        self._pen.forget()
        super().notify_style_update()

    def _at(self, width: int) -> Sequence[Line]:
        if width != self._width:
            self._lines, self._width = self.lay_out(width), width
        return self._lines
