"""What is shown while nothing else can be."""

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

from assistant.locales import _
from assistant.tui.typed import app_of

SMALLEST = Size(40, 10)


def is_too_small(size: Size) -> bool:
    """Whether a terminal has no room for the chat."""
    return size.width < SMALLEST.width or size.height < SMALLEST.height


class TooSmallScreen(Screen[None]):
    """One line over everything, until the terminal has grown."""

    DEFAULT_CSS = """
    TooSmallScreen {
        align: center middle;
        background: $background;
        & Static { width: 1fr; height: 1; content-align: center middle; color: $text-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._was_left = False

    def compose(self) -> ComposeResult:
        """Say what is needed."""
        text = _("terminal too small: {columns} by {rows} needed")
        yield Static(text.format(columns=SMALLEST.width, rows=SMALLEST.height))

    def on_screen_suspend(self) -> None:
        """Remember that a dialogue came to lie over this."""
        self._was_left = True

    def on_screen_resume(self) -> None:
        """Leave, if the terminal grew in the meantime."""
        if self._was_left and not is_too_small(app_of(self).size):
            self.dismiss(None)
