"""The user's own keys, checked before they are used."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from textual.keys import KEY_ALIASES, KEY_TO_UNICODE_NAME, REPLACED_KEYS, Keys

from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.keys import EVERYWHERE, GROUPS, KeyGroup, key_label, key_rows

_MODIFIERS = frozenset({"ctrl", "alt", "shift", "super", "meta", "hyper"})


@dataclass(frozen=True, slots=True)
class CheckedKeys:
    """Keys that can be used, and a sentence for each that cannot."""

    keymap: dict[str, str]
    problems: tuple[str, ...]


def check_keys(wanted: Mapping[str, str]) -> CheckedKeys:
    """Sort the `[keys]` of the settings into what works and what does not."""
    names = [binding.id for group in GROUPS for binding in group.bindings if binding.id]
    keymap: dict[str, str] = {}
    problems: list[str] = []
    for name, keys in wanted.items():
        unknown = [key for key in keys.split(",") if not _is_key(key.strip())]
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = (
                _("Did you mean {name}?").format(name=f"`{near[0]}`")
                if near
                else _("Help (F1) lists the names.")
            )
            problem = _("{name} is not an action.").format(name=f"keys.{printable(name)}")
            problems.append(f"{problem} {hint}")
        elif unknown:
            problems.append(
                _(
                    "keys.{name}: {key!r} is not a key. Write for example `ctrl+g` or `f5,alt+n`."
                ).format(name=name, key=printable(unknown[0]))
            )
        else:
            keymap[name] = ",".join(key.strip() for key in keys.split(","))
    problems.extend(_clashes(keymap))
    return CheckedKeys(keymap, tuple(problems))


def _is_key(key: str) -> bool:
    *modifiers, base = key.split("+") if len(key) > 1 else [key]
    return _MODIFIERS.issuperset(modifiers) and _is_base(base)


def _is_base(base: str) -> bool:
    if len(base) == 1:
        return base.isprintable()
    named = {key.value for key in Keys} | set(KEY_ALIASES) | set(KEY_TO_UNICODE_NAME)
    if base in named or base in REPLACED_KEYS:
        return True
    try:
        unicodedata.lookup(base.replace("_", " ").upper())
    except KeyError:
        return False
    return True


def _clashes(keymap: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each key that the user gave to two actions of one place."""
    for group in GROUPS:
        taken: dict[str, str] = {}
        together = group if group is EVERYWHERE else _with_everywhere(group)
        for row in key_rows(together, keymap):
            for key in row.keys:
                other = taken.setdefault(key, row.name)
                if other != row.name and (row.name in keymap or other in keymap):
                    yield _(
                        "keys: {key} is given to both `{one}` and `{other}`. "
                        "Choose another key for one of them."
                    ).format(key=key_label(key), one=other, other=row.name)


def _with_everywhere(group: KeyGroup) -> KeyGroup:
    return KeyGroup(group.title, (*group.bindings, *EVERYWHERE.bindings))
