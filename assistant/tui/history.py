"""What was typed before, walked with the arrow keys."""

from collections.abc import Sequence


class PromptHistory:
    """Earlier inputs, oldest first, and the unsent draft behind the newest."""

    def __init__(self, entries: Sequence[str] = ()) -> None:
        self._entries = list(entries)
        self._at = len(self._entries)
        self._draft = ""

    def add(self, text: str) -> None:
        """Remember what was sent and return to the end."""
        if not self._entries or self._entries[-1] != text:
            self._entries.append(text)
        self._at = len(self._entries)
        self._draft = ""

    def earlier(self, shown: str) -> str | None:
        """Return the input before the one shown, keeping what is shown as the draft if it is one.

        `None`: there is none.
        """
        if self._at == 0:
            return None
        if self._at == len(self._entries):
            self._draft = shown
        self._at -= 1
        return self._entries[self._at]

    def later(self) -> str | None:
        """Return the input after the one shown, and at last the draft; `None`: it is shown."""
        if self._at == len(self._entries):
            return None
        self._at += 1
        return self._draft if self._at == len(self._entries) else self._entries[self._at]
