"""Ignore files, read as git reads them: the last pattern of the nearest file decides."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec

NAMES = frozenset({".gitignore", ".ignore", ".glassboxignore"})
_MOST_BYTES = 1_000_000
_SKIPPED_FOLDERS = frozenset({"__pycache__", "node_modules"})


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """The patterns of one folder."""

    folder: str
    spec: GitIgnoreSpec


def ignore_files(folder: str, names: Sequence[str]) -> tuple[IgnoreFile, ...]:
    """Return those of a folder; the program's own counts most, and one that is broken nothing."""
    lines: list[str] = []
    for name in (".gitignore", ".ignore", ".glassboxignore"):
        if name in names:
            lines += _lines(Path(folder, name))
    if not lines:
        return ()
    try:
        return (IgnoreFile(folder, GitIgnoreSpec.from_lines(lines)),)
    except (ValueError, re.error):
        valid = [line for line in lines if _is_pattern(line)]
        return (IgnoreFile(folder, GitIgnoreSpec.from_lines(valid)),)


def is_ignored(path: str, rules: Sequence[IgnoreFile], *, is_folder: bool) -> bool:
    """Whether a file or folder is left out; `rules` go from the outermost folder inwards."""
    name = os.path.basename(path)  # noqa: PTH119 - a hundred thousand of them
    if name.startswith(".") or (is_folder and name in _SKIPPED_FOLDERS):
        return True
    for rule in reversed(rules):
        inner = path[len(rule.folder) :].lstrip(os.sep).replace(os.sep, "/")
        decided = rule.spec.check_file(inner + "/" * is_folder).include
        if decided is not None:
            return decided
    return False


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except (ValueError, re.error):
        return False
    return True
