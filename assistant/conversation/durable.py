"""Files that are there after a power cut, whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path


def create_private(path: Path) -> None:
    """Make the file and its folder, for the user's eyes only, where they do not exist."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A file that exists is not opened here: closing it would drop this process's SQLite locks.
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def put_in_place(part: Path, path: Path) -> None:
    """Make a complete file the one at `path`, in place of any other."""
    flush(part)
    part.replace(path)
    flush_folder(path.parent)


def flush(path: Path) -> None:
    """Wait until the bytes of a file are on disk."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk, on systems where that can be asked for."""
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
