"""Long pastes as placeholders in the prompt, and back. Pure."""

import re
from collections.abc import Mapping, Sequence

from assistant.locales import _, ngettext

LONG_CHARACTERS = 1_000
LONG_LINES = 8
"""A paste of so much becomes a placeholder."""

_PLACEHOLDER = re.compile(r"\[[^\[\]\n]* #\d+\]")


def is_long(text: str) -> bool:
    """Whether a paste would push everything else out of the prompt."""
    return len(text) >= LONG_CHARACTERS or text.count("\n") + 1 >= LONG_LINES


def placeholder(text: str, taken: Mapping[str, str]) -> str:
    """Return a short text that stands for a paste and for no other."""
    lines = text.count("\n") + 1
    size = (
        ngettext("{count:,} line", "{count:,} lines", lines).format(count=lines)
        if lines > 1
        else ngettext("{count:,} character", "{count:,} characters", len(text)).format(
            count=len(text)
        )
    )
    number = 1 + max((int(name.rsplit("#", 1)[1][:-1]) for name in taken), default=0)
    return _("[pasted {size} #{number}]").format(size=size, number=number)


def expanded(text: str, pieces: Mapping[str, str]) -> str:
    """Return a text with what its placeholders stand for, each once or more, none in another."""
    return _PLACEHOLDER.sub(lambda found: pieces.get(found[0], found[0]), text)


def in_use(text: str, pieces: Mapping[str, str]) -> dict[str, str]:
    """Return the pieces whose placeholder still stands in the text."""
    return {name: piece for name, piece in pieces.items() if name in text}


def spans(line: str, pieces: Mapping[str, str]) -> Sequence[tuple[int, int]]:
    """Return where the placeholders of a line are, as columns from and to."""
    found = _PLACEHOLDER.finditer(line)
    return [match.span() for match in found if match[0] in pieces]
