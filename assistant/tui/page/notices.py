"""What the program itself says on the page."""

from collections.abc import Callable, Sequence

from textual.content import Content

from assistant.terminal_text import printable
from assistant.tui.markdown import Line
from assistant.tui.markdown.lines import wrap
from assistant.tui.page.entry import Entry
from assistant.tui.wording import counted


class NoticeEntry(Entry):
    """Something the user must know, and what to do about it."""

    def __init__(self, title: str, text: str, step: str) -> None:
        super().__init__()
        self.title = title
        self._parts = [
            Content.styled(title, ".notice--title"),
            Content.styled(printable(text), ".notice--text"),
            Content.styled(step, ".notice--step"),
        ]

    def lay_out(self, width: int) -> Sequence[Line]:
        """Return title, sentence and step beside a bar."""
        bar = Content.styled("▌ ", ".notice--title")
        lines = [line for part in self._parts if part for line in wrap(part, width - 2)]
        return [line.indented(bar, is_decoration=True) for line in lines]


class EarlierEntry(Entry):
    """The way back to `count` messages that are not on the page yet."""

    def __init__(self, count: int, show_more: Callable[[], None]) -> None:
        super().__init__()
        self._count = count
        self._show_more = show_more

    def lay_out(self, width: int) -> Sequence[Line]:
        """Say how many there are."""
        text = f"▴ {counted(self._count, 'earlier message')}"
        return wrap(Content.styled(text, ".card--heading"), width)

    @property
    def can_be_pressed(self) -> bool:
        """Enter shows more."""
        return True

    def is_pressed_by(self, row: int) -> bool:
        """A click does the same."""
        return row >= 0

    def press(self) -> None:
        """Show more."""
        self._show_more()
