"""Text on its way in and out: what is copied."""

from collections.abc import Mapping

from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.chat.stage import Action, Stage
from assistant.tui.typed import app_of


class WritingActions:
    """What can be done with text."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def commands(self) -> Mapping[str, Action]:
        """The slash commands of this area."""
        return {"copy": lambda _: self.copy_reply()}

    async def copy_reply(self) -> None:
        """Put the last reply on the clipboard."""
        messages = self._stage.session.messages
        replies = [each.text for each in messages if each.role == "assistant"]
        if replies:
            app_of(self._stage.screen).copy_to_clipboard(printable(replies[-1]))
        told = _("The last reply was copied.") if replies else _("There is no reply to copy.")
        self._stage.tell(told)
