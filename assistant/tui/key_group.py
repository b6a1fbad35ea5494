"""Keys as values: what belongs together, and how it is told."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from assistant.locales import _

_LABELS = {
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "question_mark": "?",
    "slash": "/",
}


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that work in the same place. Its texts are English: who shows them translates them."""

    title: str
    bindings: tuple[Binding, ...]

    @property
    def for_widget(self) -> list[BindingType]:
        """The bindings as a widget's `BINDINGS`."""
        return list(self.bindings)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One action: its name for `[keys]` in the settings, its keys, and what it does."""

    name: str
    keys: tuple[str, ...]
    description: str
    action: str

    @property
    def shown_keys(self) -> str:
        """The keys as they are printed on a keyboard, e.g. `Ctrl+J or Shift+Enter`."""
        return _(" or ").join(map(key_label, self.keys))


def bind(
    name: str, keys: str, action: str, description: str, *, show: bool = False, more: str = ""
) -> Binding:
    """Bind keys under a name; `more` says in help what is too long for the key line."""
    return Binding(keys, action, description, show=show, tooltip=more, id=name)


def key_label(key: str) -> str:
    """Return a key as it is printed on a keyboard, e.g. `Ctrl+N` for `ctrl+n`."""
    return "+".join(_LABELS.get(part, part.capitalize()) for part in key.split("+"))


def key_rows(group: KeyGroup, keymap: Mapping[str, str]) -> list[KeyRow]:
    """Return a group's actions with the keys that the user gave them."""
    return [
        KeyRow(
            name=binding.id or binding.action,
            keys=tuple(key.strip() for key in keymap.get(binding.id or "", binding.key).split(",")),
            description=_(binding.tooltip or binding.description),
            action=binding.action,
        )
        for binding in group.bindings
    ]
