"""What stands around a result: the detail beside the list."""

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content, Span

from assistant.tui.markdown import Line
from assistant.tui.markdown.lines import EMPTY_LINE, wrap
from assistant.tui.result_rows import plain_text
from assistant.tui.widgets.lines_view import LinesView
from assistant.tui.wording import speaker
from assistant.turn.passages import Passage


class PassagesView(LinesView):
    """A few messages, the one that was found in full colour."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "passages--title", "passages--role", "passages--beside", "passages--hit",
        "passages--match",
    }  # fmt: skip

    DEFAULT_CSS = """
    PassagesView {
        background: $surface;
        & > .passages--title { text-style: bold; }
        & > .passages--role { color: $accent; }
        & > .passages--beside { color: $text-muted; }
        & > .passages--hit { color: $foreground; }
        & > .passages--match { color: $warning; text-style: bold; }
        &:nocolor > .passages--match { text-style: bold reverse; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._title_text = ""
        self._passages: Sequence[Passage] = ()

    def show(self, title: str, passages: Sequence[Passage]) -> None:
        """Show other messages."""
        self._title_text, self._passages = title, passages
        self.lay_out_anew()

    def lay_out(self, width: int) -> Sequence[Line]:
        """Return the title and the messages, a blank line between them."""
        lines: list[Line] = []
        if self._title_text:
            lines += wrap(Content.styled(self._title_text, ".passages--title"), width)
        for passage in self._passages:
            text = plain_text(passage.text).rstrip()
            look = ".passages--hit" if passage.is_hit else ".passages--beside"
            spans = [Span(0, len(text), look)]
            spans += [Span(start, end, ".passages--match") for start, end in passage.highlights]
            role = Content.styled(speaker(passage.role), ".passages--role")
            lines += [EMPTY_LINE, Line(role), *wrap(Content(text, spans), width)]
        return lines
