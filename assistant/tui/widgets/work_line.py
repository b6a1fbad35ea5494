"""One row above the keys: how far something long is, and how to stop it."""

from dataclasses import dataclass
from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

_BAR_CELLS = 20


@dataclass(frozen=True, slots=True)
class Work:
    """Something long that goes on behind the chat."""

    name: str
    share: float
    """From 0 to 1."""
    figures: str
    stop: str = ""
    """How to stop it, if it is to be stopped."""


class WorkLine(Widget):
    """Is there while something goes on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"work--done", "work--left"}

    DEFAULT_CSS = """
    WorkLine {
        display: none;
        height: 1;
        padding: 0 1;
        color: $text-muted;
        & > .work--done { color: $accent; }
        & > .work--left { color: $glass-line; }
    }
    """

    work: reactive[Work | None] = reactive(None)
    """What goes on."""

    def watch_work(self, work: Work | None) -> None:
        """Take a row only when there is something to tell."""
        self.display = work is not None

    def render(self) -> Content:
        """Return what fits: the bar goes first, then the figures."""
        work, width = self.work, self.content_size.width
        if work is None:
            return Content("")
        done = round(work.share * _BAR_CELLS)
        bar = Content.assemble(
            ("━" * done, ".work--done"), ("━" * (_BAR_CELLS - done), ".work--left")
        )
        share = Content(f"{work.share:.0%}".replace("%", " %"))
        name, figures, stop = Content(work.name), Content(work.figures), Content(work.stop)
        gap = Content("  ")
        for parts in ((name, bar, share, figures, stop), (name, share, figures, stop)):
            line = gap.join(part for part in parts if part)
            if line.cell_length <= width:
                return line
        return gap.join((name, share, stop)).truncate(width, ellipsis=True)
