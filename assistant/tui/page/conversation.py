"""The page of one conversation: which messages are on it, and what the program says below."""

from collections.abc import Callable, Sequence
from datetime import datetime

from assistant.conversation import Message
from assistant.tui.page.entry import Entry
from assistant.tui.page.messages import MessageEntry, ReplyEntry, UserEntry
from assistant.tui.page.notices import NoticeEntry
from assistant.tui.page.summary import SummaryEntry
from assistant.tui.page.window import MessageWindow


class ConversationPage(MessageWindow):
    """Turns messages into entries.

    `note_of` says how a reply ended, `unanswered` that there is none, and `version_of` which of how
    many messages beside each other one is, by its id.
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
        self._turned: dict[str, bool] = {}
        """Messages whose reasoning is open or closed unlike the others'."""
        self._notices: list[NoticeEntry] = []
        self._growing: ReplyEntry | None = None
        """The reply in progress keeps its entry, whether or not it is laid out."""
        self._is_unanswered = False

    @property
    def messages(self) -> list[MessageEntry]:
        """The messages that are laid out, oldest first."""
        return [entry for entry in self.entries if isinstance(entry, MessageEntry)]

    def show(self, messages: Sequence[Message]) -> None:
        """Put other messages on the page; the last is laid out first."""
        self._turned.clear()
        self._notices.clear()
        self._growing = None
        self._is_unanswered = True
        self.set_messages(messages)

    def add(self, message: Message) -> ReplyEntry | None:
        """Put one more message at the end, in place of the notices; a reply's entry is returned."""
        self._notices.clear()
        self.note_unanswered(is_wanted=False)
        self._cut_after(message.parent_id)
        entry = self._new_entry(message)
        self._growing = entry if isinstance(entry, ReplyEntry) else None
        self.push(message)
        self.put_last_words()
        return self._growing

    def note_unanswered(self, *, is_wanted: bool) -> None:
        """Say, or say no longer, that the last message has no answer, if it is the user's."""
        self._is_unanswered = is_wanted
        last = self.messages[-1] if self.messages and self.is_at_end else None
        if isinstance(last, UserEntry):
            last.set_note(self._unanswered() if is_wanted else "")

    def finish(self, entry: ReplyEntry, message: Message) -> None:
        """Show a reply as it was stored, and how it ended."""
        entry.finish(message, self._note_of(message))
        self.replace(message)

    def give(self, message: Message) -> None:
        """Show what is given with a message of the user."""
        self.replace(message)
        entry = self.entry_of(message.id)
        if isinstance(entry, UserEntry):
            entry.give(message)

    def ends_with(self, message_id: str | None) -> bool:
        """Whether a message is the last; for `None`, whether there is none."""
        if message_id is None:
            return self.message_at(0) is None
        place = self.place_of(message_id)
        return place is not None and self.message_at(place + 1) is None

    def retell(self) -> None:
        """Say everything anew, in the language that is in use now."""
        for entry in {*self.entries, self._growing}:
            if isinstance(entry, MessageEntry) and entry.note:
                is_reply = isinstance(entry, ReplyEntry)
                entry.set_note(self._note_of(entry.message) if is_reply else self._unanswered())
            if entry is not None:
                entry.changed()

    def show_notice(self, title: str, text: str, step: str) -> None:
        """Put something the user must know at the end, once for each title."""
        self.settle(title)
        self._notices.append(NoticeEntry(title, text, step))
        self.put_last_words()

    def settle(self, title: str) -> None:
        """Take a notice away."""
        self._notices = [notice for notice in self._notices if notice.title != title]
        self.put_last_words()

    def toggle_reasoning(self) -> None:
        """Open or close the reasoning of all messages, and of those to come."""
        self._shows_reasoning = not self._shows_reasoning
        self._turned.clear()
        for entry in {*self.entries, self._growing}:
            if isinstance(entry, ReplyEntry):
                entry.open_reasoning(wanted=self._shows_reasoning)

    def entry_for(self, message: Message) -> Entry:
        """Make the entry of a message, or return that of the reply in progress."""
        growing = self._growing
        if growing is not None and growing.message.id == message.id:
            return growing
        return self._new_entry(message)

    def leave(self, entry: Entry) -> None:
        """Remember what the user opened."""
        if isinstance(entry, ReplyEntry) and entry.is_reasoning_open != self._shows_reasoning:
            self._turned[entry.message.id] = entry.is_reasoning_open
        elif isinstance(entry, ReplyEntry):
            self._turned.pop(entry.message.id, None)

    def last_words(self) -> Sequence[Entry]:
        """The notices."""
        return self._notices

    def _cut_after(self, parent_id: str | None) -> None:
        """Take away what stands in the place of what is about to follow a message."""
        place = None if parent_id is None else self.place_of(parent_id)
        if place is None:
            return
        if self.message_at(place + 1) is not None:
            self.open_at_end()
        while self.message_at(place + 1) is not None:
            self.pop()
        parent = self.entry_of(parent_id or "")
        if isinstance(parent, ReplyEntry):
            parent.set_note(self._note_of(parent.message))

    def _new_entry(self, message: Message) -> MessageEntry:
        if message.summary is not None:
            return SummaryEntry(message, self._now(), self._version_of(message.id))
        if message.role == "user":
            entry = UserEntry(message, self._now(), self._version_of(message.id))
            place = self.place_of(message.id)
            if self._is_unanswered and place is not None and self.message_at(place + 1) is None:
                entry.set_note(self._unanswered())
            return entry
        return ReplyEntry(
            message,
            self._now(),
            self._version_of(message.id),
            note=self._note_of(message),
            shows_reasoning=self._turned.get(message.id, self._shows_reasoning),
        )
