"""Something to read over the conversation."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from assistant.locales import N_, _
from assistant.tui.widgets.rows_view import RowsView, Section


class CardScreen(ModalScreen[None]):
    """A title and what belongs to it, scrolled with the arrows, closed with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "close", N_("Close"))]

    DEFAULT_CSS = """
    CardScreen {
        align: center middle;
        & > Vertical {
            width: 100;
            max-width: 96%;
            height: auto;
            max-height: 92%;
            padding: 1 2 1 3;
            background: $panel;
        }
        & #card-title { dock: top; text-style: bold; height: 2; }
        & #card-foot { dock: bottom; color: $text-muted; padding-top: 1; }
        & VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
        & RowsView { padding-right: 2; }
        &:nocolor > Vertical { border: round $foreground; }
    }
    """

    def __init__(self, title: str, sections: Sequence[Section], foot: str = "") -> None:
        super().__init__()
        self._title_text = title
        self._sections = sections
        self._foot = "  ".join(filter(None, (foot, _("Esc closes."))))

    def compose(self) -> ComposeResult:
        """Show the sections; what does not fit is scrolled."""
        with Vertical():
            yield Static(self._title_text, id="card-title", markup=False)
            with VerticalScroll():
                yield RowsView(self._sections)
            yield Static(self._foot, id="card-foot", markup=False)

    def action_close(self) -> None:
        """Return to the conversation."""
        self.dismiss(None)
