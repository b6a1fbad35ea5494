"""The part of a conversation that is laid out: what is in sight, and a little more."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from assistant.conversation import Message
from assistant.tui.page.entry import Entry
from assistant.tui.page.page import TOP, Page

_GUESSED_ROWS = 12
"""Rows that a message probably takes; it is not known before it is laid out."""
_FEWEST_ROWS = 6
"""When there is room for fewer rows a message, the scroll bar would tell too little."""
_KEPT = 3
"""So many times what is asked for stays laid out on either side."""


class MessageWindow(Page, ABC):
    """Messages of which only those around a place are entries.

    Rows keep their numbers while messages come and go around them. Only where too few rows were
    set aside for what is above, all of them move; `cover` says by how much.
    """

    def __init__(self) -> None:
        super().__init__()
        self._messages: list[Message] = []
        self._places: dict[str, int] = {}
        self._first = 0
        """The message that the first entry shows."""
        self._count = 0
        """Messages that are entries; the entries after them are the last words."""

    @property
    def is_at_end(self) -> bool:
        """Whether the last message is laid out."""
        return self._first + self._count == len(self._messages)

    def place_of(self, message_id: str) -> int | None:
        """Return which message that is, counted from 0."""
        return self._places.get(message_id)

    def message_at(self, place: int) -> Message | None:
        """Return a message; `None` beyond the ends."""
        return self._messages[place] if 0 <= place < len(self._messages) else None

    def entry_of(self, message_id: str) -> Entry | None:
        """Return the entry of a message, if it is laid out."""
        place = self._places.get(message_id, -1) - self._first
        return self.entries[place] if 0 <= place < self._count else None

    def set_messages(self, messages: Sequence[Message]) -> None:
        """Take other messages; none is laid out yet but the last."""
        self._messages = list(messages)
        self._places = {message.id: place for place, message in enumerate(messages)}
        self.open_at(len(messages) - 1)

    def open_at(self, place: int) -> None:
        """Lay out this message and, until they are asked for, no other."""
        self._leave(self.entries[: self._count])
        self._first = max(place, 0)
        self._count = 0
        self.origin = TOP + self._first * _GUESSED_ROWS
        self._show(self._messages[self._first : self._first + 1])

    def open_at_end(self) -> None:
        """Lay out the last message."""
        if not self.is_at_end:
            self.open_at(len(self._messages) - 1)

    def cover(self, top: int, bottom: int, *, drops: bool = True) -> int:
        """Lay out all messages on the rows from `top` up to `bottom`, and drop those far away.

        Returns by how many rows everything moved down.
        """
        if self.width == 0:
            return 0
        if self._messages and not (top < self.end and self.origin < bottom):
            self._jump(top, bottom)
        self._grow(top, bottom)
        if drops:
            reach = _KEPT * (bottom - top)
            self._drop(top - reach, bottom + reach)
        self.rows_below = (len(self._messages) - self._first - self._count) * _GUESSED_ROWS
        return self._make_room()

    @abstractmethod
    def entry_for(self, message: Message) -> Entry:
        """Make the entry of a message."""

    def leave(self, entry: Entry) -> None:
        """An entry is not laid out any longer."""

    def last_words(self) -> Sequence[Entry]:
        """Return what stands below the last message."""
        return ()

    def put_last_words(self) -> None:
        """Show what stands below the last message, where that is laid out."""
        self.entries[self._count :] = self.last_words() if self.is_at_end else ()
        if self.width:
            self.lay_out(self.width)

    def prepend(self, messages: Sequence[Message]) -> None:
        """Take messages that come before all that there are; what is laid out stays where it is."""
        self._messages[:0] = messages
        self._places = {message.id: place for place, message in enumerate(self._messages)}
        self._first += len(messages)

    def push(self, message: Message) -> None:
        """Add a message at the end."""
        was_at_end = self.is_at_end
        self._places[message.id] = len(self._messages)
        self._messages.append(message)
        if was_at_end:
            self._show([message])

    def pop(self) -> None:
        """Take the last message away."""
        if self.is_at_end:
            self._leave([self.entries.pop(self._count - 1)])
            self._count -= 1
        del self._places[self._messages.pop().id]
        if not self._count:
            self.open_at(len(self._messages) - 1)

    def replace(self, message: Message) -> None:
        """Take another version of a message."""
        place = self._places.get(message.id)
        if place is not None:
            self._messages[place] = message

    def _show(self, messages: Sequence[Message]) -> None:
        """Add entries below those that there are."""
        shown = self.entries[: self._count] + [self.entry_for(message) for message in messages]
        self.entries, self._count = shown, len(shown)
        self.put_last_words()

    def _leave(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.leave(entry)

    def _jump(self, top: int, bottom: int) -> None:
        """Open somewhere else: at an end, or at the message that is probably in the middle."""
        row, height, last = (top + bottom) // 2, self.height, len(self._messages) - 1
        if top <= TOP:
            self.open_at(0)
        elif bottom >= height:
            self.open_at(last)
            self.origin += height - self.end
        elif row <= self.origin:
            self.open_at((row - TOP) * self._first // max(self.origin - TOP, 1))
            self.origin = row
        else:
            after = self._first + self._count
            self.open_at(min(after + (row - self.end) // _GUESSED_ROWS, last))
            self.origin = row
        self.lay_out(self.width)

    def _grow(self, top: int, bottom: int) -> None:
        earlier: list[Entry] = []
        while self.origin > top and self._first > 0:
            self._first -= 1
            entry = self.entry_for(self._messages[self._first])
            earlier.append(entry)
            self.origin -= self.rows_with_gap(entry)
        later: list[Entry] = []
        end = self.end
        after = self._first + len(earlier) + self._count
        while end < bottom and after + len(later) < len(self._messages):
            entry = self.entry_for(self._messages[after + len(later)])
            later.append(entry)
            end += self.rows_with_gap(entry)
        if earlier or later:
            self.entries = [*reversed(earlier), *self.entries[: self._count], *later]
            self._count = len(self.entries)
            self.put_last_words()

    def _drop(self, top: int, bottom: int) -> None:
        """Drop what ends above one row or begins below another; one message always stays."""
        tops = [self.top(entry) for entry in self.entries]
        ends = [*tops[1:], self.end]
        above = sum(end <= top for end in ends[: self._count - 1])
        below = sum(begun >= bottom for begun in tops[above + 1 : self._count])
        if not above and not below:
            return
        kept = self.entries[above : self._count - below]
        self._leave(self.entries[:above] + self.entries[self._count - below : self._count])
        self.entries, self._first, self._count = kept, self._first + above, len(kept)
        self.origin = tops[above]
        self.put_last_words()

    def _make_room(self) -> int:
        """Move everything when the rows above do not suit the messages above."""
        if self._first == 0:
            wanted = TOP
        elif self.origin < TOP + self._first * _FEWEST_ROWS:
            wanted = TOP + self._first * _GUESSED_ROWS
        else:
            return 0
        shift = wanted - self.origin
        if shift:
            self.origin = wanted
            self.lay_out(self.width)
        return shift
