"""Documents, their passages and what happens to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from assistant_memory.documents.faults import Fault

DocumentKind = Literal["text", "markdown", "html", "pdf", "word", "table", "code"]

DocumentState = Literal["ready", "failed"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands in its file; the first is 1, `None` is unknown."""

    headings: tuple[str, ...] = ()
    """From the outermost to the innermost."""
    first_line: int | None = None
    last_line: int | None = None
    page: int | None = None
    last_page: int | None = None
    first_row: int | None = None
    last_row: int | None = None
    """Rows of a table, not counting its header."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that was found."""

    id: int
    path: Path
    title: str
    place: Place
    text: str
    header: str
    """The header of the table that its rows belong to, when that stands elsewhere."""
    score: float
    """0 to 1: how probably it is relevant."""
    is_relevant: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the library."""

    id: int
    path: Path
    kind: DocumentKind | None
    """`None` for a file that could not be read."""
    title: str
    state: DocumentState
    fault: Fault | None
    size_bytes: int
    characters: int
    """Of its text."""
    passages: int
    indexed_at: datetime


@dataclass(frozen=True, slots=True)
class LibrarySource:
    """A file or folder that the user added."""

    path: Path
    is_folder: bool
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was left out."""

    path: Path
    fault: Fault


@dataclass(frozen=True, slots=True)
class Progress:
    """How far adding or refreshing is, and what it did so far."""

    phase: Literal["walking", "indexing", "embedding", "done"] = "walking"
    files_done: int = 0
    files_total: int = 0
    """While `walking`: found so far."""
    bytes_done: int = 0
    bytes_total: int = 0
    path: Path | None = None
    """What is being read."""
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    skipped: int = 0
    """Files of folders that are empty or no documents by their nature, such as programs."""
    failed: int = 0
    removed: int = 0
    """Documents whose files are gone."""
    passages: int = 0
    """Passages that were indexed."""
    problems: tuple[Problem, ...] = ()
    """The first of what failed."""

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        if self.phase == "done":
            return 1.0
        if self.phase == "walking":
            return 0.0
        if self.bytes_total:
            return min(1.0, self.bytes_done / self.bytes_total)
        return min(1.0, self.files_done / self.files_total) if self.files_total else 0.0


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out of the library."""

    documents: int
    passages: int
    sources: Sequence[Path]
    """Sources that are no longer looked at."""
