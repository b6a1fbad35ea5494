"""What was said, one entry for each message."""

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from assistant.conversation import Message
from assistant.terminal_text import printable
from assistant.tui.markdown import Block, GrowingDocument, Layout, Line
from assistant.tui.markdown.lines import EMPTY_LINE, renewed, wrap
from assistant.tui.page.attachments import AttachmentCards
from assistant.tui.page.entry import Entry
from assistant.tui.page.given import GivenCard
from assistant.tui.page.reasoning import ReasoningCard
from assistant.tui.wording import message_details, speaker, version_mark

_GAP = 2
"""Cells between the name and the mark of versions."""


class MessageEntry(Entry):
    """A message under the name of who said it; on demand when and how fast.

    `version` says which of how many messages beside each other it is.
    """

    def __init__(self, message: Message, now: datetime, version: tuple[int, int]) -> None:
        super().__init__()
        self.message = message
        self.version = version
        self._now = now
        self.note = ""
        """What is said below the words."""
        self._shows_details = False

    def set_note(self, note: str) -> None:
        """Say something below the words, or nothing any more."""
        self.note = note
        self.changed()

    def show_details(self, *, wanted: bool) -> None:
        """Show or hide time and speed."""
        if wanted != self._shows_details:
            self._shows_details = wanted
            self.changed()

    def version_step(self, row: int, column: int) -> int:
        """Return what a click on a cell asks for: the version before, -1, or after, 1; else 0.

        Row and column are counted from 0. `‹` and `›` have half of the mark each: they are small.
        """
        begin = Content(self._name).cell_length + _GAP
        width = len(version_mark(*self.version))
        if row != 0 or self.version[1] == 1 or not 0 <= column - begin < width:
            return 0
        return -1 if column - begin < width / 2 else 1

    def label(self, look: str, width: int) -> Line:
        """Return the first row; the mark of versions stands where it does not move."""
        left = Content.styled(self._name, look)
        if self.version[1] > 1:
            left += Content(" " * _GAP)
            left += Content.styled(version_mark(*self.version), ".label--versions")
        if not self._shows_details:
            return Line(left)
        right = Content.styled(message_details(self.message, self._now), ".label--details")
        gap = width - left.cell_length - right.cell_length
        return Line(left + Content(" " * gap) + right) if gap > 0 else Line(left)

    @property
    def _name(self) -> str:
        return speaker(self.message.role)


class UserEntry(MessageEntry):
    """What the user wrote, exactly as it was typed; `note` says when nobody answers."""

    def __init__(self, message: Message, now: datetime, version: tuple[int, int]) -> None:
        super().__init__(message, now, version)
        self._cards = AttachmentCards(message.attachments)
        self._given = GivenCard(message.given)
        self._given_row = -1

    @property
    def can_be_pressed(self) -> bool:
        """Enter opens and closes the files that were sent along, and what was recalled."""
        return bool(self.message.attachments) or not self._given.is_empty

    def is_pressed_by(self, row: int) -> bool:
        """A click on the heading of a file, or on what was recalled, does the same."""
        return self._cards.is_heading(row - 1) or row == self._given_row

    def press(self) -> None:
        """Open or close the files and what was recalled."""
        self._cards.is_open = self._given.is_open = not self._cards.is_open
        self.changed()

    def give(self, message: Message) -> None:
        """Show what is given with the message, now that it is decided."""
        self.message = message
        self._given = GivenCard(message.given)
        self.changed()

    def all_rows(self, width: int) -> Sequence[Line]:
        """Return name, files, words, what was recalled, and note."""
        words = Content(printable(self.message.text).strip("\n")).expand_tabs(4)
        lines = [self.label(".label--user", width), *self._cards.rows(width), *wrap(words, width)]
        given = self._given.rows(width)
        self._given_row = len(lines) + 1 if given else -1
        if given:
            lines += [EMPTY_LINE, *given]
        if self.note:
            lines += [EMPTY_LINE, *wrap(Content.styled(self.note, ".note"), width)]
        return lines


class ReplyEntry(MessageEntry):
    """What the model wrote, or is writing; `note` says how it ended, if not by itself."""

    def __init__(
        self,
        message: Message,
        now: datetime,
        version: tuple[int, int],
        *,
        note: str,
        shows_reasoning: bool,
    ) -> None:
        super().__init__(message, now, version)
        self.note = note
        self._document = GrowingDocument(message.text)
        self._layout = Layout()
        self._rows_above = 0
        """Rows before the words."""
        self._card = ReasoningCard(
            message.reasoning, is_open=shows_reasoning, is_growing=message.state == "streaming"
        )

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What the words were understood as."""
        return self._document.blocks

    def append(self, text: str, reasoning: str) -> None:
        """Add what just arrived."""
        self._card.append(reasoning)
        if text:
            self._card.is_growing = False
            self._document.append(text)
        self.changed()

    def finish(self, message: Message, note: str) -> None:
        """Show the reply as it was stored: exactly what a full parse of its text gives."""
        self.message = message
        self.note = note
        self._card.is_growing = False
        if message.text == self._document.text:
            self._document.finish()
        else:
            self._document = GrowingDocument(message.text)
        self.changed()

    def open_reasoning(self, *, wanted: bool) -> None:
        """Open or close the card."""
        self._card.is_open = wanted
        self.changed()

    @property
    def is_reasoning_open(self) -> bool:
        """Whether the thoughts are shown, if there are any."""
        return self._card.is_open

    @property
    def can_be_pressed(self) -> bool:
        """Enter opens and closes the reasoning, if there is any."""
        return not self._card.is_empty

    def is_pressed_by(self, row: int) -> bool:
        """A click on the card's heading does the same."""
        return self.can_be_pressed and row == 1

    def press(self) -> None:
        """Open or close the reasoning."""
        self.open_reasoning(wanted=not self._card.is_open)

    def lay_out(self, width: int, before: list[Line]) -> tuple[list[Line], int]:
        """Return name, reasoning, words and ending; of the words only the end is looked at."""
        above = [self.label(".label--assistant", width)]
        if not self._card.is_empty:
            above += self._card.rows(width)
        words = self._layout.lines(self._document.blocks, width)
        if words and not self._card.is_empty:
            above.append(EMPTY_LINE)
        first = renewed(before[: self._rows_above], above)
        if first == len(above) == self._rows_above:
            first += self._layout.first_changed
        self._rows_above = len(above)
        rest = [*above, *words, *self._ending(width)][first:]
        changed = first + renewed(before[first:], rest)
        return before[:first] + rest, changed

    def _ending(self, width: int) -> list[Line]:
        if not self.note:
            return []
        look = ".note--failed" if self.message.state == "failed" else ".note"
        return [EMPTY_LINE, *wrap(Content.styled(self.note, look), width)]
