"""What is shown while something is done that may not be left half done."""

from collections.abc import Awaitable, Callable

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from assistant.tui.typed import start_latest


class WaitScreen(ModalScreen[None]):
    """One line, which no key closes: it closes when the work is done."""

    DEFAULT_CSS = """
    WaitScreen {
        align: center middle;
        & > Static { width: auto; max-width: 96%; padding: 1 3; background: $panel; }
        &:nocolor > Static { border: round $foreground; }
    }
    """

    def __init__(self, title: str, work: Callable[[], Awaitable[object]]) -> None:
        super().__init__()
        self._title_text = title
        self._work = work
        self._is_done = False

    def compose(self) -> ComposeResult:
        """Say what is being done."""
        yield Static(self._title_text, markup=False)

    def on_mount(self) -> None:
        """Begin."""
        start_latest(self, self._do, "work")

    def on_screen_resume(self) -> None:
        """Close when what lay over this is gone, and the work was done meanwhile."""
        self._leave()

    async def _do(self) -> None:
        await self._work()
        self._is_done = True
        self._leave()

    def _leave(self) -> None:
        if self._is_done and self.is_current:
            self.dismiss(None)
