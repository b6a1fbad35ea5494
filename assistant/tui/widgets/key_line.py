"""The last line: the keys that work right now."""

from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from assistant.locales import _
from assistant.tui.keys import key_label
from assistant.tui.typed import on_bindings_updated

_GAP = "  "


class KeyLine(Widget):
    """One row that follows the focus; as many keys as fit."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key"}

    DEFAULT_CSS = """
    KeyLine {
        height: 1;
        padding: 0 1;
        color: $text-muted;
        & > .key-line--key { color: $foreground; }
    }
    """

    keys: reactive[tuple[tuple[str, str], ...]] = reactive(())
    """Key and description, most important first."""

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        on_bindings_updated(self, self.read_bindings)
        self.call_after_refresh(self.read_bindings)

    def read_bindings(self) -> None:
        """Ask the screen what can be pressed."""
        shown: dict[str, tuple[str, str]] = {}
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if binding.show and active.enabled and binding.action not in shown:
                shown[binding.action] = (key_label(key), _(binding.description))
        together: dict[str, list[str]] = {}
        for key, description in shown.values():
            together.setdefault(description, []).append(key)
        self.keys = tuple(("/".join(keys), text) for text, keys in together.items())

    def render(self) -> Content:
        """Return what fits; the last two, the ways to all the others, stay longest."""
        items = [Content.assemble((key, ".key-line--key"), f" {text}") for key, text in self.keys]
        gap = Content(_GAP)
        while len(items) > 1 and gap.join(items).cell_length > self.content_size.width:
            items.pop(max(len(items) - 3, 0))
        return gap.join(items)
