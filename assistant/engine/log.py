"""What the engine process writes to standard error, kept on disk for the day it crashes."""

import os
from contextlib import suppress
from pathlib import Path

from assistant.terminal_text import printable

MAX_LOG_BYTES = 1_000_000
_TAIL_BYTES = 4096


class EngineLog:
    """A file that grows by what the engine says, and starts anew when it is too long.

    Blocking: to be used on a thread of its own.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._began_at = 0

    def open(self) -> int:
        """Return a descriptor to append to; the null device if the disk does not let us."""
        with suppress(OSError):
            if self._file.exists() and self._file.stat().st_size > MAX_LOG_BYTES:
                self._file.unlink()
            descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            self._began_at = os.fstat(descriptor).st_size
            return descriptor
        return os.open(os.devnull, os.O_WRONLY)

    def last_line(self) -> str:
        """Return the last telling line since `open`; empty if there is none."""
        try:
            with self._file.open("rb") as log:
                size = log.seek(0, os.SEEK_END)
                log.seek(max(self._began_at, size - _TAIL_BYTES))
                lines = log.read().decode("utf-8", "replace").splitlines()
        except OSError:
            return ""
        telling = [line for line in lines if line.strip() and not line.startswith(" ")]
        return printable(telling[-1])[:200] if telling else ""
