"""The folder of an index: what it was built from, and whether it can be believed.

`<folder>/<build>/` is Chroma's; `<build>.json` tells of which vectors it is made, `<build>.lock` is
held while it is in use.
"""

import json
import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock, Timeout

_FREE_BYTES = 64 << 20
_BYTES_BESIDE_VECTOR = 2048
_GENEROSITY = 8
"""Chroma keeps what was deleted, and grows ahead."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What an index was built from."""

    fingerprint: str
    dimensions: int
    generation: int
    """The changes of the database that are in it."""
    count: int
    version: str
    """Chroma's."""


_FIELD_TYPES = {field.name: field.type for field in fields(Identity)}


@dataclass(frozen=True, slots=True)
class Build:
    """An index on disk."""

    folder: Path

    @property
    def _identity_path(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.json")

    def identity(self) -> Identity | None:
        """What it was built from; `None` when it was never completed."""
        try:
            told: Any = json.loads(self._identity_path.read_text())
            is_sound = all(type(told[name]) is kind for name, kind in _FIELD_TYPES.items())
            return Identity(**told) if is_sound else None
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def complete(self, identity: Identity) -> None:
        """Note what it was built from, wholly or not at all."""
        part = self._identity_path.with_suffix(".part")
        part.write_text(json.dumps(asdict(identity)))
        part.replace(self._identity_path)

    def suspicion(self, identity: Identity) -> str | None:
        """Why its files cannot be what Chroma wrote, judged without reading them."""
        per_vector = 4 * identity.dimensions + _BYTES_BESIDE_VECTOR
        most_bytes = _FREE_BYTES + _GENEROSITY * identity.count * per_vector
        for path, status in _files(self.folder):
            if not stat.S_ISREG(status.st_mode):
                return f"{path.name} is no file"
            if status.st_size > most_bytes:
                return f"{path.name} has {status.st_size:,} bytes"
        return None if (self.folder / "chroma.sqlite3").exists() else "its database is missing"


def new_build(folder: Path) -> Build:
    """A name for an index that does not exist yet."""
    return Build(folder / uuid4().hex)


def completed_builds(folder: Path) -> list[tuple[Build, Identity]]:
    """Indexes that were completed once."""
    builds = (Build(path.with_suffix("")) for path in folder.glob("*.json"))
    return [(build, identity) for build in builds if (identity := build.identity())]


def remove_all(folder: Path) -> bool:
    """Delete whatever is in the folder; return whether all of it is gone.

    What another process uses is left alone.
    """
    if folder.is_symlink() or not folder.is_dir():
        folder.unlink(missing_ok=True)
        return True
    used = {path.stem for path in folder.glob("*.lock") if _is_held(path)}
    for path in [path for path in folder.iterdir() if path.stem not in used]:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()
    return not folder.exists()


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(parent, name)
            status = path.lstat()
            if not stat.S_ISDIR(status.st_mode):
                yield path, status


def _is_held(path: Path) -> bool:
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except (Timeout, OSError):
        return True
    lock.release()
    return False
