"""What stands in for earlier messages in the model's prompts: one row until it is opened."""

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from assistant.conversation import Message, SummaryPart
from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.markdown.lines import Line, wrap
from assistant.tui.page.messages import MessageEntry
from assistant.tui.wording import summarised

_BAR = Content.styled("│ ", ".card--bar")


class SummaryEntry(MessageEntry):
    """`≡ 14 earlier messages are summarised for the model ▸`."""

    def __init__(self, message: Message, now: datetime, version: tuple[int, int]) -> None:
        super().__init__(message, now, version)
        self._summary = message.summary or SummaryPart("")
        self._is_open = False

    @property
    def can_be_pressed(self) -> bool:
        """Enter opens and closes the summary, if there is one."""
        return bool(self._summary.text)

    def is_pressed_by(self, row: int) -> bool:
        """A click on the row does the same."""
        return self.can_be_pressed and row == 0

    def press(self) -> None:
        """Open or close the summary."""
        self._is_open = not self._is_open
        self.changed()

    def all_rows(self, width: int) -> Sequence[Line]:
        """Return the row, and the summary beside a bar when it is open."""
        mark = ("▾" if self._is_open else "▸") if self.can_be_pressed else ""
        told = Content.styled(f"≡ {summarised(self._summary)} {mark}".rstrip(), ".card--heading")
        lines = list(wrap(told, width))
        if self._is_open:
            text = printable(self._summary.text)
            if self._summary.is_extract:
                text = _("Sentences of the messages: the model wrote no summary.") + "\n\n" + text
            shown = wrap(Content.styled(text, ".card--text"), width - 2)
            lines += [line.indented(_BAR, is_decoration=True) for line in shown]
        return lines
