"""Which programs live: each holds a locked file, which its death unlocks, however it dies."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

_OPENING_SECONDS = 10.0
"""How long to wait while another program opens the same database."""

_BEGINNING_SECONDS = 1.0
"""How long to wait for it where that is not needed for anything important."""


def run_folder(database: Path) -> Path:
    """Where the programs that have a database open show that they live."""
    return database.parent / "run"


@contextmanager
def only_one_opens(folder: Path, seconds: float = _OPENING_SECONDS) -> Generator[None, None, None]:
    """Keep other programs from opening meanwhile, so that none is seen half begun."""
    folder.mkdir(mode=0o700, exist_ok=True)
    with FileLock(folder / "opening", timeout=seconds, mode=0o600):
        yield


class RunLock:
    """The life of this program, from construction to `release`; visible to other programs.

    Construct it inside `only_one_opens`.
    """

    def __init__(self, folder: Path) -> None:
        self.id = uuid4().hex
        self._path = folder / f"{self.id}.lock"
        self._lock = FileLock(self._path, mode=0o600)
        self._lock.acquire()

    def release(self) -> None:
        """End this life. Files that cannot be removed now are left to the next program."""
        # Unlocked first: Windows removes no locked file.
        self._lock.release()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def other_live_runs(folder: Path, own_id: str) -> list[str]:
    """Ids of the other programs that live; files of the dead are removed.

    Call it inside `only_one_opens`.
    """
    others = [path for path in folder.glob("*.lock") if path.stem != own_id]
    return [path.stem for path in others if _is_held(path)]


def live_runs_now(folder: Path, own_id: str) -> list[str] | None:
    """Ids of the other programs that live; `None` while one begins, and nobody can say."""
    try:
        with only_one_opens(folder, _BEGINNING_SECONDS):
            return other_live_runs(folder, own_id)
    except Timeout:
        return None


def _is_held(path: Path) -> bool:
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        return True
    lock.release()
    with suppress(OSError):
        path.unlink()
    return False
