"""What the program itself says on the page."""

from collections.abc import Sequence

from textual.content import Content

from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.markdown import Line
from assistant.tui.markdown.lines import wrap
from assistant.tui.page.entry import Entry


class NoticeEntry(Entry):
    """Something the user must know, and what to do about it; its title is translated here."""

    def __init__(self, title: str, text: str, step: str) -> None:
        super().__init__()
        self.title = title
        self._parts = [
            Content.styled(printable(text), ".notice--text"),
            Content.styled(step, ".notice--step"),
        ]

    def all_rows(self, width: int) -> Sequence[Line]:
        """Return title, sentence and step beside a bar."""
        bar = Content.styled("▌ ", ".notice--title")
        parts = [Content.styled(_(self.title), ".notice--title"), *self._parts]
        lines = [line for part in parts if part for line in wrap(part, width - 2)]
        return [line.indented(bar, is_decoration=True) for line in lines]
