"""One line above the prompt: something that seems worth remembering, and how to answer."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from assistant.locales import _
from assistant.tui.keys import PROPOSAL


class ProposalView(Widget, can_focus=True):
    """Never takes the focus by itself: Tab in the empty prompt, its key or the mouse gives it."""

    BINDINGS: ClassVar[list[BindingType]] = PROPOSAL.for_widget
    COMPONENT_CLASSES: ClassVar[set[str]] = {"proposal--words", "proposal--key"}

    DEFAULT_CSS = """
    ProposalView {
        height: auto;
        max-width: 104;
        padding: 0 2;
        color: $text-muted;
        & > .proposal--words { color: $foreground; }
        & > .proposal--key { color: $accent; }
        &:focus { background: $surface; }
        &:nocolor:focus { text-style: bold; }
    }
    """

    @dataclass
    class Answered(Message):
        """The user decided: `yes`, `no` or `edit`."""

        answer: str

    @dataclass
    class Left(Message):
        """The user decides later."""

    def __init__(self) -> None:
        super().__init__(id="proposal")
        self.display = False
        self._words = ""
        self._waiting = 0

    def show(self, words: str, waiting: int) -> None:
        """Ask about something; nothing when it is empty. `waiting`: how many there are with it."""
        had_focus = self.has_focus
        self._words, self._waiting = words, waiting
        self.display = bool(words)
        self.refresh(layout=True)
        if had_focus and not words:
            self.post_message(self.Left())

    def render(self) -> Content:
        """Return the question, and below it, where there is no room beside it, the answers."""
        answers = (("y", _("yes")), ("n", _("no")), ("e", _("edit")))
        keys = Content("  ").join(
            Content.assemble((key, ".proposal--key"), f" {name}") for key, name in answers
        )
        if not self.has_focus:
            keys = Content.assemble((_("Tab"), ".proposal--key"), "  ") + keys
        if self._waiting > 1:
            more = _("{count:,} more").format(count=self._waiting - 1)
            keys += Content(f"  · {more}")
        width = self.content_size.width
        question = Content("◌ ") + Content(_("Remember “{text}”?").format(text=self._words))
        gap = width - question.cell_length - keys.cell_length
        if gap >= 2:
            return question + Content("  ") + keys
        return question.truncate(width, ellipsis=True) + Content("\n") + keys

    def watch_has_focus(self, _focus: bool) -> None:  # noqa: FBT001 - Textual's signature
        """Tell which keys answer now."""
        self.refresh(layout=True)

    def action_answer(self, answer: str) -> None:
        """Decide."""
        self.post_message(self.Answered(answer))

    def action_leave(self) -> None:
        """Return to the prompt."""
        self.post_message(self.Left())

    def on_click(self, event: events.Click) -> None:
        """Answer with the word under the mouse."""
        event.stop()
        self.focus()
