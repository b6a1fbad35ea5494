"""Draws lines in the colours of a widget."""

from textual.content import Content, Span
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

from assistant.tui.markdown.lines import Line


class Pen:
    """Turns the names in a line into what the widget's component classes look like."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._looks: dict[str, Style] = {}

    def forget(self) -> None:
        """Look the colours up anew: the theme changed."""
        self._looks.clear()

    def draw(self, line: Line, width: int, span: tuple[int, int] | None = None) -> Strip:
        """Return a line that fills a width in cells; `span` of its characters are selected."""
        content = self._dressed(line.filling(width).content)
        if span is not None:
            start, end = span
            look = self._widget.screen.get_visual_style("screen--selection")
            content = content.stylize(look, start, None if end == -1 else end)
        strips = Visual.to_strips(
            self._widget, content, width, 1, self._widget.visual_style, apply_selection=False
        )
        return strips[0] if strips else self.blank(width)

    def blank(self, width: int) -> Strip:
        """Return an empty row."""
        return Strip.blank(width, self._widget.visual_style.rich_style)

    def look(self, name: str) -> Style:
        """Return what a component class looks like; its name may begin with a dot."""
        if name not in self._looks:
            rules = self._widget.get_component_styles(name.removeprefix("."))
            colours = Style(
                rules.background if rules.has_rule("background") else None,
                rules.color if rules.has_rule("color") else None,
            )
            self._looks[name] = colours + Style.from_rich_style(rules.text_style)
        return self._looks[name]

    def _dressed(self, content: Content) -> Content:
        spans = [
            Span(
                span.start,
                span.end,
                self.look(span.style) if isinstance(span.style, str) else span.style,
            )
            for span in content.spans
        ]
        return Content(content.plain, spans)
