"""What a key is: an action with a name, in a place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from assistant.locales import _


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


def bound(
    name: str, keys: str, action: str, description: str, *, show: bool = False, more: str = ""
) -> Binding:
    """Bind keys under a name; `more` says in help what is too long for the key line."""
    return Binding(keys, action, description, show=show, tooltip=more, id=name)


_LABELS = {
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "question_mark": "?",
    "slash": "/",
}


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


def keys_outside(group: KeyGroup, keymap: Mapping[str, str]) -> set[str]:
    """Return the keys that the user gave to actions of other groups."""
    inside = {binding.id for binding in group.bindings}
    given = (keys.split(",") for name, keys in keymap.items() if name not in inside)
    return {key.strip() for keys in given for key in keys}


def keys_of(groups: Sequence[KeyGroup], keymap: Mapping[str, str]) -> set[str]:
    """Return the keys of all actions of some groups, but Escape, which each place shares."""
    rows = (row for group in groups for row in key_rows(group, keymap))
    return {key for row in rows for key in row.keys} - {"escape"}
