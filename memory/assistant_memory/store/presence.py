"""Which programs use a memory: each holds a locked file, which its death unlocks in any case."""

from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

_OPENING_SECONDS = 10.0
"""How long to wait while another program opens the same memory, and perhaps saves it."""
_SUFFIX = ".user"


@contextmanager
def only_one_opens(folder: Path) -> Generator[None, None, None]:
    """Keep other programs from opening meanwhile, so that none is seen half begun."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(folder / "opening.lock", timeout=_OPENING_SECONDS, mode=0o600):
        yield


class Presence:
    """The life of this program in a folder, from construction to `leave`.

    Construct it inside `only_one_opens`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"{uuid4().hex}{_SUFFIX}"
        self._life = FileLock(self._path, timeout=0, mode=0o600)
        self._life.acquire()
        self._ownership = FileLock(folder / "owner.lock", timeout=0, mode=0o600)

    @property
    def is_owner(self) -> bool:
        """Whether this program alone may touch what is built beside the database."""
        return self._ownership.is_locked

    def become_owner(self) -> bool:
        """Take the ownership if nobody has it; return whether it is ours."""
        if not self.is_owner:
            with suppress(Timeout):
                self._ownership.acquire()
        return self.is_owner

    def is_alone(self) -> bool:
        """Whether no other program uses the memory; files of the dead are removed.

        Call it inside `only_one_opens`.
        """
        others = [path for path in self._folder.glob(f"*{_SUFFIX}") if path != self._path]
        return not [path for path in others if _is_held(path)]

    def leave(self) -> None:
        """End this life. Files that cannot be removed now are left to the next program."""
        self._ownership.release()
        # Unlocked first: Windows removes no locked file.
        self._life.release()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


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
