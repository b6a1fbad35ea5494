"""Source code of any language: what stands together, under the names that it defines."""

import re
from collections.abc import Iterator

from assistant_memory.documents.reading.blocks import Block

_MODIFIERS = (
    "abstract|async|const|data|declare|default|export|extern|final|inline|internal|local|open"
    "|override|private|protected|public|pub(?:\\([^)]*\\))?|sealed|static|unsafe|virtual"
)
_WORDS = (
    "class|def|defmodule|defp|enum|extension|fn|func|function|fun|impl|interface|mod|module"
    "|namespace|object|package|procedure|protocol|record|sub|struct|trait|type|union"
)
_DEFINITION = re.compile(
    rf"(?P<indent>[ \t]*)(?P<name>(?:(?:{_MODIFIERS})\s+)*(?:{_WORDS})\s+[\w(&*<].*?)\s*[:{{;]?\s*"
)
# A function of the C family: a type, a name, parameters, and a body.
_C_FUNCTION = re.compile(
    r"(?P<indent>[ \t]*)(?!(?:if|for|while|switch|return|else|catch|do)\b)"
    r"(?P<name>[A-Za-z_][\w:<>,*&\[\]~ \t]*[ \t*&][\w:~]+\([^;{}]*\)[\w ]*)\s*\{?\s*"
)
_SECTION = re.compile(r"(?P<indent>)\[+(?P<name>[\w.\- \"':]+)\]+\s*")
"""Of TOML and INI files."""
_PARAMETERS = re.compile(r"(?<!pub)\(|\s+(?:#|//|/\*)\s")
"""Where a name is over: the place of a definition needs no more."""
_TAB_CELLS = 4
_LONGEST_LINE = 300
"""Longer lines define nothing that a person wrote."""
_LONGEST_NAME = 100


def read_code(text: str) -> Iterator[Block]:
    """Cut code at empty lines and definitions; nesting is read from the indentation."""
    open_indents: list[int] = []
    piece: list[str] = []
    begun_at = 1
    name: tuple[int, str] | None = None
    is_closing = False
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        found = _definition(line)
        is_empty = not line.strip()
        if piece and ((is_closing and not is_empty) or (found and name is not None)):
            yield from _piece(piece, begun_at, name, open_indents)
            piece, begun_at, name = [], number, None
        piece.append(line)
        name = name or found
        is_closing = is_empty
    if piece:
        yield from _piece(piece, begun_at, name, open_indents)


def _piece(
    lines: list[str], line: int, name: tuple[int, str] | None, open_indents: list[int]
) -> Iterator[Block]:
    """The heading that a piece opens or the ones that it ends, and the piece."""
    indent = name[0] if name else min((_indent(each) for each in lines if each.strip()), default=-1)
    is_ending = False
    while indent >= 0 and open_indents and open_indents[-1] >= indent:
        open_indents.pop()
        is_ending = True
    if name is not None:
        open_indents.append(indent)
        yield Block("heading", "", line, level=len(open_indents), title=name[1])
    elif is_ending and not _only_closes(lines):
        yield Block("heading", "", line, level=len(open_indents) + 1)
    yield Block("code", "".join(lines), line)


def _only_closes(lines: list[str]) -> bool:
    return all(not each.strip("})];, \t\r\n") for each in lines)


def _definition(line: str) -> tuple[int, str] | None:
    """Indentation and name of what a line defines."""
    bare = line.rstrip("\r\n")
    if len(bare) > _LONGEST_LINE or not bare.strip():
        return None
    found = _DEFINITION.fullmatch(bare) or _SECTION.fullmatch(bare)
    if found is None and not bare[0].isspace() and not bare.endswith((";", ",")):
        found = _C_FUNCTION.fullmatch(bare)
    if found is None:
        return None
    name = _PARAMETERS.split(found["name"], maxsplit=1)[0]
    return _indent(bare), " ".join(name.split())[:_LONGEST_NAME]


def _indent(line: str) -> int:
    bare = line.lstrip(" \t")
    return len(line[: len(line) - len(bare)].expandtabs(_TAB_CELLS))
