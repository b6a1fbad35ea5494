"""One value that somebody set, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was set."""

    kind: Literal["file", "variable", "flag"]
    name: str
    """Path of the file, name of the variable, or the flag as it was typed."""
    line: int | None = None
    """In a file, counted from 1."""
    inner_lines: Mapping[tuple[str, ...], int] = field(
        default_factory=dict[tuple[str, ...], int], repr=False
    )
    """Lines of the keys inside a table that is itself the value."""

    def __str__(self) -> str:
        return self.name if self.line is None else f"{self.name}:{self.line}"

    def inside(self, path: tuple[str, ...]) -> "Origin":
        """Return the origin of a part of the value."""
        line = self.inner_lines.get(path, self.line)
        return Origin(self.kind, self.name, line)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A checked value for one setting."""

    key: str
    """Dotted, e.g. `sampling.top_k`."""
    value: object
    origin: Origin


@dataclass(frozen=True, slots=True)
class Flag:
    """A setting given on the command line."""

    name: str
    """As it was typed, e.g. `--top-k`."""
    key: str
    value: object
    """Text as it was typed, or a sequence of texts for a flag that may be repeated."""


def file_origin(file: Path, lines: Mapping[tuple[str, ...], int], *path: str) -> Origin:
    """Point at the nearest line known for a key of a settings file."""
    line = next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), None)
    inner = {key[len(path) :]: at for key, at in lines.items() if key[: len(path)] == path}
    return Origin("file", str(file), line, inner)
