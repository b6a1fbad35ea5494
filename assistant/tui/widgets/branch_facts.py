"""What the page says of a message because of where it stands in its conversation."""

from collections.abc import Mapping

from assistant.conversation import Message
from assistant.locales import _
from assistant.tui.keys import key_of
from assistant.tui.wording import ending
from assistant.turn import ChatSession
from assistant.turn.question import can_go_on


class BranchFacts:
    """Answers from the session's open conversation, as it is now."""

    def __init__(self, session: ChatSession, keymap: Mapping[str, str]) -> None:
        self._session = session
        self._keymap = keymap

    def note_of(self, message: Message) -> str:
        """Say how a reply ended, and by which key it goes on."""
        retry, new, go_on = (key_of(name, self._keymap) for name in ("retry", "new", "continue"))
        is_last = [each.id for each in self._session.messages[-1:]] == [message.id]
        return ending(message, retry, new, go_on if is_last and can_go_on(message) else "")

    def unanswered(self) -> str:
        """Say of a question that it has no answer, and by which key it gets one."""
        return _("— not answered. {key} asks again").format(key=key_of("retry", self._keymap))

    def version_of(self, message_id: str) -> tuple[int, int]:
        """Return which of how many messages beside each other one is, from 1."""
        beside = self._session.opened.siblings.get(message_id, (message_id,))
        return beside.index(message_id) + 1, len(beside)

    def number_of(self, message: Message) -> int:
        """Return which message of the shown branch one is, from 1."""
        return self._session.opened.index(message.id) + 1
