"""Files that are there wholly or not at all, and never written over without a yes."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from assistant.errors import InputError, StorageError
from assistant.locales import _


def refuse_existing(paths: Sequence[Path]) -> None:
    """Raise `InputError` when one of the files exists."""
    existing = [path for path in paths if os.path.lexists(path)]
    if existing:
        told = (
            _("{path} and {count:,} others exist already. Add --yes to write over what is there.")
            if len(existing) > 1
            else _("{path} exists already. Add --yes to write over what is there.")
        )
        raise InputError(told.format(path=existing[0], count=len(existing) - 1))


def write_file(path: Path, pieces: Iterable[str], *, overwrites: bool) -> None:
    """Write a text of several pieces, for the user's eyes only.

    Raises `InputError` when the file exists and may not be written over, `StorageError` when the
    disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:20]}.", dir=path.parent)
        try:
            with open(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as file:  # noqa: PTH123 - it is open already
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
            _give_name(name, path, overwrites=overwrites)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(name)  # noqa: PTH108 - as mkstemp names it
    except OSError as error:
        raise StorageError(
            _("{path} cannot be written ({reason}). Choose another place with -o.").format(
                path=path, reason=error.strerror or error
            )
        ) from error


def _give_name(name: str, path: Path, *, overwrites: bool) -> None:
    if overwrites:
        os.replace(name, path)  # noqa: PTH105 - as mkstemp names it
        return
    try:
        os.link(name, path)  # unlike a renaming, it refuses to write over a file
    except FileExistsError:
        refuse_existing([path])
    except OSError:  # a file system without links
        refuse_existing([path])
        os.replace(name, path)  # noqa: PTH105
