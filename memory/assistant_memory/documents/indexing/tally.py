"""Counts what a run does."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from assistant_memory.documents.faults import Fault
from assistant_memory.documents.values import Problem, Progress

_MOST_PROBLEMS = 200


class Tally:
    """The progress of one run."""

    def __init__(self) -> None:
        self.now = Progress()
        self._problems: list[Problem] = []
        self._bytes_before = 0
        """Of the files that are done."""

    def enter(self, phase: Literal["walking", "embedding", "indexing", "done"]) -> Progress:
        """Go on to the next phase."""
        self.now = replace(self.now, phase=phase, path=None)
        return self.now

    def open(self, path: Path) -> None:
        """Tell which file is being read."""
        self.now = replace(self.now, path=path)

    def pass_in_file(self, size: int) -> None:
        """Tell how many bytes of the file are done."""
        self.now = replace(self.now, bytes_done=self._bytes_before + size)

    def pass_bytes(self, size: int) -> None:
        """Count bytes, of a whole file or of other work."""
        self._bytes_before += size
        self.now = replace(self.now, bytes_done=self._bytes_before)

    def count(self, **more: int) -> None:
        """Add to counters of `Progress`, by name."""
        counts: dict[str, Any] = {
            name: getattr(self.now, name) + number for name, number in more.items()
        }
        self.now = replace(self.now, **counts)

    def fail(self, path: Path, fault: Fault) -> None:
        """Count a file that was left out, and remember the first of them."""
        if len(self._problems) < _MOST_PROBLEMS:
            self._problems.append(Problem(path, fault))
            self.now = replace(self.now, problems=tuple(self._problems))
        self.count(failed=1)
