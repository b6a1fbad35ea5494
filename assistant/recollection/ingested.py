"""How far past conversations are kept as rounds, in a file beside the memory."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path


class Ingested:
    """A time: what was last added to before it is kept. Blocking.

    It lies in the folder of the memory, so that who removes that begins anew.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "kept-until"

    def read(self) -> datetime:
        """Return the time; long ago when nothing is kept yet, or the file says no time."""
        try:
            time = datetime.fromisoformat(self._file.read_text("ascii").strip())
        except (OSError, ValueError):
            return datetime.min.replace(tzinfo=UTC)
        return time if time.tzinfo is not None else time.replace(tzinfo=UTC)

    def write(self, until: datetime) -> None:
        """Remember the time; a failure only means that something is looked at twice."""
        with suppress(OSError):
            self._file.write_text(until.isoformat(), "ascii")

    def forget(self) -> None:
        """Look at all conversations again: some came in that are older."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
