"""The page of one conversation: which messages are on it, and what the program says below."""

from collections.abc import Callable, Sequence
from datetime import datetime

from assistant.conversation import Message
from assistant.tui.page.entry import Entry
from assistant.tui.page.messages import MessageEntry, ReplyEntry, UserEntry
from assistant.tui.page.notices import EarlierEntry, NoticeEntry
from assistant.tui.page.page import Page

SHOWN = 60
"""Messages on the page at first, and again for each step back: long conversations open at once."""


class ConversationPage(Page):
    """Turns messages into entries.

    `note_of` says how a reply ended, `unanswered` that there is none, `version_of` which of how
    many messages beside each other one is.
    """

    def __init__(
        self,
        *,
        note_of: Callable[[Message], str],
        version_of: Callable[[str], tuple[int, int]],
        unanswered: Callable[[], str],
        now: Callable[[], datetime],
        shows_reasoning: bool,
    ) -> None:
        super().__init__()
        self._note_of = note_of
        self._version_of = version_of
        self._unanswered = unanswered
        self._now = now
        self._shows_reasoning = shows_reasoning
        self._not_shown: Sequence[Message] = ()

    @property
    def messages(self) -> list[MessageEntry]:
        """The messages on the page, oldest first."""
        return [entry for entry in self.entries if isinstance(entry, MessageEntry)]

    def show(self, messages: Sequence[Message], at: str | None = None) -> None:
        """Put other messages on the page, a certain one among them if need be."""
        first = max(len(messages) - SHOWN, 0)
        if at is not None:
            ids = [message.id for message in messages]
            first = min(first, max(ids.index(at) - SHOWN // 2, 0)) if at in ids else first
        self._not_shown = messages[:first]
        self.entries = [*self._earlier(), *map(self._entry, messages[first:])]
        self.note_unanswered(is_wanted=True)

    def retell(self) -> None:
        """Say everything anew, in the language that is in use now."""
        for entry in self.entries:
            if isinstance(entry, MessageEntry) and entry.note:
                is_reply = isinstance(entry, ReplyEntry)
                entry.set_note(self._note_of(entry.message) if is_reply else self._unanswered())
            entry.changed()

    def entry_of(self, message_id: str) -> MessageEntry | None:
        """Return the entry of a message, if it is on the page."""
        return next((each for each in self.messages if each.message.id == message_id), None)

    def show_earlier(self) -> None:
        """Put another step of the past on the page."""
        first = max(len(self._not_shown) - SHOWN, 0)
        earlier = [self._entry(message) for message in self._not_shown[first:]]
        self._not_shown = self._not_shown[:first]
        shown = [entry for entry in self.entries if not isinstance(entry, EarlierEntry)]
        self.entries = [*self._earlier(), *earlier, *shown]

    def add(self, message: Message) -> MessageEntry:
        """Put one more message at the end, in place of the notices."""
        self.entries = [entry for entry in self.entries if not isinstance(entry, NoticeEntry)]
        self.note_unanswered(is_wanted=False)
        self._cut_after(message.parent_id)
        entry = self._entry(message)
        self.entries.append(entry)
        return entry

    def note_unanswered(self, *, is_wanted: bool) -> None:
        """Say, or say no longer, that the last message has no answer, if it is the user's."""
        last = self.messages[-1] if self.messages else None
        if isinstance(last, UserEntry):
            last.set_note(self._unanswered() if is_wanted else "")

    def finish(self, entry: ReplyEntry, message: Message) -> None:
        """Show a reply as it was stored, and how it ended."""
        entry.finish(message, self._note_of(message))

    def show_notice(self, title: str, text: str, step: str) -> None:
        """Put something the user must know at the end, once for each title."""
        self.settle(title)
        self.entries.append(NoticeEntry(title, text, step))

    def settle(self, title: str) -> None:
        """Take a notice away."""
        self.entries = [entry for entry in self.entries if not _is_notice(entry, title)]

    def toggle_reasoning(self) -> None:
        """Open or close the reasoning of all messages, and of those to come."""
        self._shows_reasoning = not self._shows_reasoning
        for entry in self.entries:
            if isinstance(entry, ReplyEntry):
                entry.open_reasoning(wanted=self._shows_reasoning)

    def _earlier(self) -> list[EarlierEntry]:
        count = len(self._not_shown)
        return [EarlierEntry(count, self.show_earlier)] if count else []

    def _cut_after(self, parent_id: str | None) -> None:
        """Take away what stands in the place of what is about to follow a message."""
        parent = None if parent_id is None else self.entry_of(parent_id)
        if parent is not None:
            self.entries = self.entries[: self.entries.index(parent) + 1]
        if isinstance(parent, ReplyEntry):
            parent.set_note(self._note_of(parent.message))

    def _entry(self, message: Message) -> MessageEntry:
        if message.role == "user":
            return UserEntry(message, self._now(), self._version_of(message.id))
        return ReplyEntry(
            message,
            self._now(),
            self._version_of(message.id),
            note=self._note_of(message),
            shows_reasoning=self._shows_reasoning,
        )


def _is_notice(entry: Entry, title: str) -> bool:
    return isinstance(entry, NoticeEntry) and entry.title == title
