"""What will be sent along with the prompt, and how large it is."""

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from assistant.locales import ngettext
from assistant.tui.attachments import Measured
from assistant.tui.wording import one_line


class AttachmentsLine(Widget):
    """One row above the prompt while it names files."""

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

    def show(self, measured: Sequence[Measured]) -> None:
        """Show other files; none hides the row."""
        self.measured = tuple(measured)
        self.display = bool(measured)

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
