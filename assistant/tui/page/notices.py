"""What the program itself says on the page."""

from collections.abc import Callable, Sequence

from textual.content import Content

from assistant.locales import _, ngettext
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

    def lay_out(self, width: int) -> Sequence[Line]:
        """Return title, sentence and step beside a bar."""
        bar = Content.styled("▌ ", ".notice--title")
        parts = [Content.styled(_(self.title), ".notice--title"), *self._parts]
        lines = [line for part in parts if part for line in wrap(part, width - 2)]
        return [line.indented(bar, is_decoration=True) for line in lines]


class EarlierEntry(Entry):
    """The way back to `count` messages that are not on the page yet."""

    def __init__(self, count: int, show_more: Callable[[], None]) -> None:
        super().__init__()
        self._count = count
        self._show_more = show_more

    def lay_out(self, width: int) -> Sequence[Line]:
        """Say how many there are."""
        text = ngettext("▴ {count:,} earlier message", "▴ {count:,} earlier messages", self._count)
        return wrap(Content.styled(text.format(count=self._count), ".card--heading"), width)

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
