"""Files named in the prompt: `@notes.txt`, or `@"my notes.txt"`. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MENTION = re.compile(r'(?<!\S)@(?:"([^"\n]+)"|([^\s"]\S*))')
_BEGUN = re.compile(r'(?<!\S)@("?)((?:(?<=")[^"\n]*)|[^\s"]*)\Z')
_TRAILING = ".,;:!?)]}'…。\uff0c"
"""What may follow a name without belonging to it."""


@dataclass(frozen=True, slots=True)
class BegunMention:
    """A name that is being typed at the end of a text."""

    start: int
    """Where its `@` stands."""
    name: str
    """What there is of it."""


def mentions(text: str) -> Iterator[tuple[str, ...]]:
    """Yield, for each mention, the names that it may mean, likeliest first."""
    for found in _MENTION.finditer(text):
        quoted, plain = found[1], found[2]
        if quoted:
            yield (quoted,)
            continue
        shorter = plain.rstrip(_TRAILING)
        yield (plain, shorter) if shorter and shorter != plain else (plain,)


def begun_mention(text: str) -> BegunMention | None:
    """Return the mention that is being typed at the end of a text, if there is one."""
    found = _BEGUN.search(text)
    return None if found is None else BegunMention(found.start(), found[2])


def mention_of(name: str) -> str:
    """Return how a file is named in a prompt."""
    return f'@"{name}"' if re.search(r"[\s]", name) or name[-1:] in _TRAILING else f"@{name}"
