"""An empty conversation: something to try, and the way to a stronger model."""

from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.widgets import Static

from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.widgets.suggestions import Suggestions


class Welcome(VerticalGroup):
    """Shown until the first message."""

    DEFAULT_CSS = """
    Welcome {
        align-horizontal: center;
        padding: 1 1 1 0;
        & > * { max-width: 104; padding: 0 2; }
        & .welcome--title { text-style: bold; color: $accent; margin-bottom: 1; }
        & .welcome--text { color: $text-muted; margin-bottom: 1; }
        & .welcome--hint { color: $glass-faint; margin-top: 1; }
    }
    """

    def __init__(self, models_folder: str) -> None:
        super().__init__()
        self.suggestions = Suggestions()
        self._models_folder = printable(models_folder)

    def compose(self) -> ComposeResult:
        """Say hello, offer, hint."""
        yield Static(_("What would you like to know?"), classes="welcome--title")
        yield Static(
            _("Everything stays on this machine. Write below, or Tab and choose:"),
            classes="welcome--text",
        )
        self.suggestions = Suggestions()
        yield self.suggestions
        hint = _(
            "For a stronger model: /model PATH, or put a GGUF file into {folder} and choose it "
            "with /model."
        ).format(folder=self._models_folder)
        yield Static(hint, classes="welcome--hint", markup=False)
