"""What a scan found."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

What = Literal["text", "id", "vector"]


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that is still there."""

    path: Path
    what: What
    offset: int
    """Of its first byte in the file."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at after an erasure, and what was found."""

    files_scanned: int
    bytes_scanned: int
    searched_for: int
    """How many forms of texts, ids and vectors."""
    found: tuple[Trace, ...]
    unreadable: tuple[Path, ...] = ()
    """Files that could not be looked at."""
    removed: tuple[Path, ...] = ()
    """Files of the memory that held a trace, such as copies of a damaged database, and are gone."""
    texts_not_searched: int = 0
    """Texts too short to tell from chance."""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found, and everything could be looked at."""
        return not self.found and not self.unreadable
