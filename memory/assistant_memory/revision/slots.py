"""Statements that can only be true with one value at a time: "I live in …", "생일은 …"; pure.

The list is short on purpose: two memories side by side do less harm than one that wrongly took
another's place.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant_memory.revision.patterns import ENGLISH, KOREAN
from assistant_memory.revision.words import is_korean, normalised

_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Slot:
    """What a statement fills, and with what."""

    name: str
    value: frozenset[str]
    """Its words."""
    is_event: bool = False
    """Something that happened, and fills the slot from then on: "I moved to …"."""


_PRONOUNS = re.compile(
    r"^(?:(?:저는|나는|전|난|제가|내가|제|내|저의|나의|우리|사용자는|사용자의|사용자|지금은|지금|현재"
    r"|요즘은|요즘|이제는|이제) )+"
)
_SELF = frozenset({"", "i", "user", "the user", "we", "me", "my"})
_TAIL = re.compile(r" (?:now|currently|these days|at the moment|since .+|with .+|anymore)$")
_QUALIFIED = re.compile(
    r"^(?:an?|not|no|some|my|the same) |\b(?:and|or|but|if|when|while|during|except|sometimes"
    r"|usually|often|until|before|after|every|half|part|summers?|winters?|weekdays?|weekends?)\b"
    r"|(?:와|과|이랑|랑|하고|이나) |때|동안|주말|평일|여름|겨울"
)
"""A value that is no name, or is true only at times."""


@lru_cache(maxsize=_KEPT)
def slot(text: str) -> Slot | None:
    """What a statement fills, if that can only be filled once at a time."""
    told = normalised(text).strip(" .!…。")
    if "\n" in text.strip() or re.search(r"[.!?;] ", told):
        return None
    korean = is_korean(told)
    told = _PRONOUNS.sub("", told) if korean else told
    for name, pattern in KOREAN if korean else ENGLISH:
        found = pattern.search(told)
        if found:
            return _slot(name, found.groupdict())
    return None


def _slot(kind: str, found: dict[str, str | None]) -> Slot | None:
    value = _TAIL.sub("", found["value"] or "").strip(" ,.\"'")
    if not value or (kind != "works as" and _QUALIFIED.search(value)):
        return None
    who = " ".join((found.get("who") or "").split())
    who = "" if who in _SELF else re.sub("[은는]$", "", who)
    name = (found.get("name") or "").replace("favorite", "favourite").replace("제일", "가장")
    if name == "name":
        kind, name = "name", ""
    filled = "lives in" if kind == "moved" else kind
    value_words = frozenset(re.findall(r"\w+", value))
    return Slot(f"{filled}|{name}|{who}", value_words, is_event=kind == "moved")
