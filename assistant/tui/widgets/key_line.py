"""The last line: the keys that work right now."""

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from assistant.locales import _
from assistant.tui.keys import key_label
from assistant.tui.typed import on_bindings_updated

_GAP = "  "
_WAYS_OUT = {"close", "leave", "leave_edit", "close_filter", "command('stop')"}
"""What ends something has no other place on the screen than this line."""


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
    ways_out: reactive[frozenset[str]] = reactive(frozenset[str]())
    """The descriptions of those that end what the user is in; they are shown in any case."""

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        on_bindings_updated(self, self.read_bindings)
        self.call_after_refresh(self.read_bindings)

    def read_bindings(self) -> None:
        """Ask the screen what can be pressed."""
        shown: dict[str, tuple[str, str]] = {}
        ways_out: set[str] = set()
        for key, active in self.screen.active_bindings.items():
            binding = active.binding
            if binding.show and active.enabled and binding.action not in shown:
                shown[binding.action] = (key_label(key), _(binding.description))
                if binding.action in _WAYS_OUT:
                    ways_out.add(_(binding.description))
        together: dict[str, list[str]] = {}
        for key, description in shown.values():
            together.setdefault(description, []).append(key)
        self.ways_out = frozenset(ways_out)
        self.keys = tuple(("/".join(keys), text) for text, keys in together.items())

    def render(self) -> Content:
        """Return what fits; the way out, and the last two, the ways to all the others, stay."""
        kept = {*self.ways_out, *(text for _key, text in self.keys[-2:])}
        keys = list(self.keys)
        while len(keys) > 1 and self._line(keys).cell_length > self.content_size.width:
            droppable = [at for at, (_key, text) in enumerate(keys) if text not in kept]
            keys.pop(droppable[-1] if droppable else 0)
        return self._line(keys)

    def _line(self, keys: Sequence[tuple[str, str]]) -> Content:
        items = [Content.assemble((key, ".key-line--key"), f" {text}") for key, text in keys]
        return Content(_GAP).join(items)
