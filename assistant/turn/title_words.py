# ruff: noqa: RUF001 - the punctuation of many scripts
"""Shortening a line where a word, a phrase or a particle ends, in any script."""

import re
import unicodedata

TITLE_CELLS = 60
"""Room for a title, in cells of a terminal: a Hangul syllable takes two."""

_PHRASE_ENDS = ",;:，、；：·)）」』"
_PARTICLES = re.compile(
    r"에서|에게|까지|부터|처럼|으로|은|는|이|가|을|를|에|와|과|도|의|로|は|が|を|に|で|と|の|も|へ|的|了"
)
_JOINER = "\u200d"


def cells(text: str) -> int:
    """Return how many cells a printable text takes."""
    return sum(map(_width, text))


def shortened(line: str) -> str:
    """Return a line that fits `TITLE_CELLS`, cut where a word or a particle ends."""
    if cells(line) <= TITLE_CELLS:
        return line
    return f"{_cut(_beginning(line, TITLE_CELLS - 1))}…"


def _cut(beginning: str) -> str:
    """Cut what is too long after its last phrase, else its last word, else its last particle."""
    least = len(beginning) // 2
    phrase = max(beginning.rfind(mark) for mark in _PHRASE_ENDS)
    if phrase > len(beginning) * 2 // 3:
        return beginning[: phrase + 1].rstrip(" ,;:，、；：")
    space = beginning.rstrip().rfind(" ")
    if space > least:
        return beginning[:space].rstrip(" ,;:，、；：")
    particles = [match.end() for match in _PARTICLES.finditer(beginning)]
    ends = [end for end in particles if least < end < len(beginning)]
    return beginning[: ends[-1]] if ends else beginning


def _beginning(line: str, room: int) -> str:
    """Return as many whole characters as fit, what is combined with them included."""
    used = end = 0
    for at, character in enumerate(line):
        if not _is_attached(line, at):
            end = at
        used += _width(character)
        if used > room:
            return line[:end]
    return line


def _is_attached(line: str, at: int) -> bool:
    """Whether a character belongs to the one before it."""
    before = line[at - 1] if at else ""
    return bool(before) and (_width(line[at]) == 0 or _JOINER in (line[at], before))


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
