"""How what is typed into the search may go on: its filters and their values."""

from collections.abc import Iterable

FILTERS = ("title:", "tag:", "model:", "role:", "has:", "before:", "after:")

_VALUES = {
    "role:": ("user", "assistant", "system", "tool"),
    "has:": ("code", "tool"),
}


def completions(text: str, tags: Iterable[str]) -> list[str]:
    """Return how the last word of a text may go on, as whole texts; empty when it is complete."""
    word = text.rsplit(" ", 1)[-1]
    before = text.removesuffix(word)
    minus = "-" if word.startswith("-") else ""
    typed = word.removeprefix("-").lower()
    if not typed:
        return []
    name, colon, value = typed.partition(":")
    if not colon:
        return [f"{before}{minus}{each}" for each in FILTERS if each.startswith(typed)]
    named = {**_VALUES, "tag:": tuple(map(_quoted, dict.fromkeys(tags)))}
    values = [each for each in named.get(f"{name}:", ()) if _is_begun(each, value)]
    return [f"{before}{minus}{name}:{each} " for each in values]


def _is_begun(value: str, typed: str) -> bool:
    bare, typed = value.strip('"').lower(), typed.strip('"')
    return bare.startswith(typed) and bare != typed


def _quoted(tag: str) -> str:
    return f'"{tag}"' if " " in tag else tag
