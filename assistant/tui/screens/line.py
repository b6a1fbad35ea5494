"""One line to write, over the conversation."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from assistant.locales import N_, _
from assistant.terminal_text import printable


class LineScreen(ModalScreen[str | None]):
    """A line to change, selected as a whole; `None` when the user changes nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", N_("Close"))]

    DEFAULT_CSS = """
    LineScreen {
        align: center middle;
        & > Vertical {
            width: 72;
            max-width: 96%;
            height: auto;
            padding: 1 3;
            background: $panel;
        }
        & #line-title { text-style: bold; margin-bottom: 1; }
        & #line-foot { color: $text-muted; margin-top: 1; }
        & Input {
            height: 1;
            border: none;
            padding: 0 1;
            background: $surface;
            &:focus { border: none; background-tint: transparent; }
            &:nocolor > .input--cursor { text-style: reverse; }
        }
        &:nocolor > Vertical { border: round $foreground; }
    }
    """

    def __init__(self, title: str, line: str, *, foot: str) -> None:
        super().__init__()
        self._title_text = title
        self._box = Input(printable(line), select_on_focus=True)
        self._box.cursor_blink = False
        self._foot = " ".join((foot, _("Enter keeps it, Esc closes.")))

    def compose(self) -> ComposeResult:
        """Show the line between its title and what it is good for."""
        with Vertical():
            yield Static(self._title_text, id="line-title", markup=False)
            yield self._box
            yield Static(self._foot, id="line-foot", markup=False)

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)

    def action_close(self) -> None:
        """Change nothing."""
        self.dismiss(None)
