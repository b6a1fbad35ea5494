"""What will be sent along with the prompt, and how large it is."""

from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from assistant.locales import ngettext
from assistant.tui.attachments import Attachments, Measured
from assistant.tui.pace import Pace
from assistant.tui.wording import one_line

MEASURE_SECONDS = 0.3
"""Files that the prompt names are measured at most so often."""


class AttachmentsLine(Widget):
    """One row above the prompt while it names files.

    `text_of` returns what is written; call `text_changed` when that has changed.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"attachments--name", "attachments--problem"}

    DEFAULT_CSS = """
    AttachmentsLine {
        display: none;
        height: auto;
        max-width: 104;
        padding: 0 2;
        color: $text-muted;
        & > .attachments--name { color: $foreground; }
        & > .attachments--problem { color: $warning; }
    }
    """

    measured: reactive[tuple[Measured, ...]] = reactive((), layout=True)
    """What is sent along."""

    def __init__(self, attachments: Attachments, text_of: Callable[[], str]) -> None:
        super().__init__()
        self._attachments = attachments
        self._text_of = text_of
        self._pace = Pace(MEASURE_SECONDS, self._measure_soon, self.set_timer)

    def text_changed(self) -> None:
        """Measure soon what the text names."""
        if self.display or "@" in self._text_of():
            self._pace.ask()

    def _measure_soon(self) -> None:
        self._measure(self._text_of())

    @work(group="attachments", exclusive=True)
    async def _measure(self, text: str) -> None:
        """Show the files that a text names; none hides the row."""
        self.measured = tuple(await self._attachments.measure(text))
        self.display = bool(self.measured)

    def render(self) -> Content:
        """Return names and sizes; what cannot be sent says why."""
        return Content("   ").join(map(_item, self.measured))


def _item(measured: Measured) -> Content:
    if measured.problem:
        return Content.styled(one_line(measured.problem), ".attachments--problem")
    name = Content.styled(f"▤ {one_line(measured.name)}", ".attachments--name")
    if measured.tokens is None:
        return name
    size = ngettext("{count:,} token", "{count:,} tokens", measured.tokens)
    return name + Content(f" {size.format(count=measured.tokens)}")
