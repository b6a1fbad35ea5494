"""A question before something is destroyed."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from assistant.locales import _


class ConfirmScreen(ModalScreen[bool]):
    """Answers whether to go on; only a deliberate yes is one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes"),
        Binding("n,escape", "answer(False)", "No"),
        Binding("left,right", "app.focus_next", "Other button", show=False),
    ]

    DEFAULT_CSS = """
    ConfirmScreen {
        align: center middle;
        & > Vertical {
            width: 60;
            max-width: 94%;
            height: auto;
            padding: 1 3;
            background: $panel;
        }
        & #question { text-style: bold; margin-bottom: 1; }
        & #consequence { color: $text-muted; margin-bottom: 1; }
        & Horizontal { height: auto; align-horizontal: right; }
        & Button {
            min-width: 8;
            margin-left: 2;
            padding: 0 2;
            background: $surface;
            color: $text-muted;
            text-style: none;
            &:focus {
                background: $block-cursor-background;
                color: $block-cursor-foreground;
                text-style: bold;
                background-tint: transparent;
            }
            &:nocolor:focus { text-style: bold underline; }
        }
    }
    """

    def __init__(self, question: Content, consequence: str, yes: str) -> None:
        super().__init__()
        self._question = question
        self._consequence = consequence
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Ask, with the harmless answer under the cursor."""
        with Vertical():
            yield Static(self._question, id="question")
            yield Static(self._consequence, id="consequence", markup=False)
            with Horizontal():
                yield Button(Content(_("Keep (n)")), id="no", compact=True)
                yield Button(Content(f"{self._yes} (y)"), id="yes", compact=True)

    @on(Button.Pressed)
    def _press(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:  # noqa: FBT001 - from a binding
        """Answer with a key."""
        self.dismiss(answer)
