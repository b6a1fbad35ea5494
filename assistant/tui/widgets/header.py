"""The first line: the name, the title, and the status that never lies."""

from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from assistant.tui.pace import Pace
from assistant.tui.status import Status, header_text

STATUS_SECONDS = 1 / 4
"""The status is drawn at most so often, however often it is told."""


class HeaderLine(Widget):
    """One row; hovering tells why the model runs where it runs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "header--brand", "header--title", "header--quiet", "header--activity", "header--bar",
        "header--full", "header--trouble", "header--mark",
    }  # fmt: skip

    DEFAULT_CSS = """
    HeaderLine {
        height: 1;
        padding: 0 1;
        color: $text-muted;
        & > .header--brand { color: $accent; text-style: bold; }
        & > .header--title { color: $foreground; }
        & > .header--quiet { color: $glass-line; }
        & > .header--activity { color: $foreground; }
        & > .header--bar { color: $accent; }
        & > .header--full { color: $warning; }
        & > .header--mark { color: $warning; }
        & > .header--trouble { color: $error; text-style: bold; }
    }
    """

    title_text: reactive[str] = reactive("")
    """Title of the open conversation."""
    mark: reactive[str] = reactive("")
    """What must be known of it, whatever the room."""
    status: reactive[Status] = reactive(Status())
    """What the right half tells."""

    def __init__(self) -> None:
        super().__init__(id="header")
        self.latest = Status()
        """What was told last; it is drawn at the next occasion."""
        self._pace = Pace(STATUS_SECONDS, self._draw, self.set_timer)

    def tell(self, status: Status) -> None:
        """Show a status soon."""
        self.latest = status
        self._pace.ask()

    def watch_status(self, status: Status) -> None:
        """Keep the explanation beside the fact."""
        self.tooltip = Content(status.model.placement_reason) if status.model else None

    def render(self) -> Content:
        """Return what fits."""
        return header_text(self.title_text, self.status, self.content_size.width, self.mark)

    def _draw(self) -> None:
        self.status = self.latest
