"""What stands between the page and the prompt, while there is something to say there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from assistant.locales import _
from assistant.tui.wording import one_line

_MOST_ROWS = 4
"""Queued prompts that are shown; of the others only how many they are."""
_DROP = "×"


class PromptNote(Static):
    """One line about what Enter will do."""

    DEFAULT_CSS = """
    PromptNote {
        height: auto;
        max-width: 104;
        padding: 0 2;
        color: $accent;
    }
    """

    def __init__(self) -> None:
        super().__init__("", id="prompt-note", markup=False)
        self.display = False
        self._words: Callable[[], str] = str

    def say(self, words: Callable[[], str]) -> None:
        """Say something, in the language in use whenever it is said; without words, nothing."""
        self._words = words
        self.retell()

    def retell(self) -> None:
        """Say it anew, in the language that is in use now."""
        text = self._words()
        if text or self.display:
            self.update(text)
            self.display = bool(text)


class QueueView(Widget):
    """The prompts that wait to be sent, first first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"queue--head", "queue--number", "queue--edited"}

    DEFAULT_CSS = """
    QueueView {
        height: auto;
        max-width: 104;
        padding: 0 2;
        color: $text-muted;
        & > .queue--head { color: $glass-faint; }
        & > .queue--number { color: $accent; }
        & > .queue--edited { color: $foreground; text-style: bold; }
    }
    """

    @dataclass
    class Chosen(Message):
        """The user wants to edit one of them, counted from 0."""

        index: int

    @dataclass
    class Dropped(Message):
        """The user wants one of them gone."""

        index: int

    def __init__(self) -> None:
        super().__init__(id="queue")
        self.display = False
        self._prompts: Sequence[str] = ()
        self._head = ""
        self._edited: int | None = None

    def show(self, prompts: Sequence[str], head: str, edited: int | None) -> None:
        """Show other prompts under a heading; `edited` is the one that is in the prompt."""
        self._prompts, self._head, self._edited = prompts, head, edited
        self.display = bool(prompts)
        self.refresh(layout=True)

    def render(self) -> Content:
        """Return the heading and a row for each prompt."""
        width = self.content_size.width
        rows = [Content.styled(self._head, ".queue--head").truncate(width, ellipsis=True)]
        rows += [self._row(index, width) for index in range(len(self._prompts[:_MOST_ROWS]))]
        if more := len(self._prompts) - _MOST_ROWS:
            others = "   " + _("… {count:,} more").format(count=more)
            rows += [Content.styled(others, ".queue--head")] if more > 0 else []
        return Content("\n").join(rows)

    def on_click(self, event: events.Click) -> None:
        """Edit the prompt under the mouse, or drop it."""
        place = event.get_content_offset(self)
        if place is None or not 0 < place.y <= len(self._prompts[:_MOST_ROWS]):
            return
        is_drop = place.x >= self.content_size.width - 2
        self.post_message((self.Dropped if is_drop else self.Chosen)(place.y - 1))

    def _row(self, index: int, width: int) -> Content:
        look = ".queue--edited" if index == self._edited else ""
        number = Content.styled(f"{index + 1:>2} ", ".queue--number")
        words = Content.styled(one_line(self._prompts[index]), look)
        room = max(width - number.cell_length - 2, 0)
        return number + words.truncate(room, ellipsis=True, pad=True) + Content(f" {_DROP}")
