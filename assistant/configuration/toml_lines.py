"""On which line each key of a TOML text stands; `tomllib` reads values but forgets places."""

import re
import tomllib
from typing import cast

_BARE_OR_QUOTED = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_KEY = re.compile(rf"{_BARE_OR_QUOTED}(?:[ \t]*\.[ \t]*{_BARE_OR_QUOTED})*")
_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_HEADER = re.compile(r"\[\[?[ \t]*")
# The pieces of a value. A string may hold brackets and line ends that are none.
_VALUE_PIECE = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*|[\[{]|[\]}]|\n|[^\"'#\[\]{}\n]+",
    re.DOTALL,
)


def key_lines(toml: str) -> dict[tuple[str, ...], int]:
    """Return the line, from 1, on which each table and key of a valid TOML text is first set.

    Keys inside an inline table are not told apart: they stand where the table stands.
    """
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    position = _skip_blank(toml, 0)
    while position < len(toml):
        line = toml.count("\n", 0, position) + 1
        header = _HEADER.match(toml, position)
        key = _KEY.match(toml, header.end() if header else position)
        if key is None:
            break
        path = _parts(key[0]) if header else table + _parts(key[0])
        if header:
            table = path
        for depth in range(1, len(path) + 1):
            lines.setdefault(path[:depth], line)
        rest = toml.find("\n", key.end()) if header else _value_end(toml, key.end())
        position = _skip_blank(toml, rest if rest >= 0 else len(toml))
    return lines


def _parts(key: str) -> tuple[str, ...]:
    """Split a dotted key as TOML does, quotes and escapes included."""
    nested: object = tomllib.loads(f"{key} = 0")
    parts: list[str] = []
    while isinstance(nested, dict):
        ((part, nested),) = cast("dict[str, object]", nested).items()
        parts.append(part)
    return tuple(parts)


def _skip_blank(toml: str, position: int) -> int:
    blank = _BLANK.match(toml, position)
    return position if blank is None else blank.end()


def _value_end(toml: str, position: int) -> int:
    """Return where the value that begins here ends: a line end outside brackets."""
    depth = 0
    for piece in _VALUE_PIECE.finditer(toml, position):
        if piece[0] in "[{":
            depth += 1
        elif piece[0] in "]}":
            depth -= 1
        elif piece[0] == "\n" and depth <= 0:
            return piece.start()
    return len(toml)
