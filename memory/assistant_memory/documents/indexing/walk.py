"""The files of a folder, however many: none is followed, opened or kept in memory."""

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from assistant_memory.documents.indexing.ignore import IgnoreFile, ignore_files, is_ignored
from assistant_memory.documents.reading.kinds import is_never_text


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that may be a document."""

    path: Path
    size_bytes: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file that is no document by its name, or a link."""


@dataclass(frozen=True, slots=True)
class ClosedFolder:
    """A folder that may not be looked into."""

    path: Path


Found = FoundFile | SkippedFile | ClosedFolder


def walk(
    root: Path, excluded: Collection[bytes] = (), *, is_named: bool = False
) -> Iterator[Found]:
    """Yield what is in a folder, in the order of names; for a file (`is_named`), the file.

    Hidden and ignored files are left out, and links are not followed, so that nothing leads out of
    the folder or round in it.
    """
    if is_named:
        yield from _stat(str(root))
        return
    folders: list[tuple[str, tuple[IgnoreFile, ...]]] = [(str(root), ())]
    while folders:
        folder, rules = folders.pop()
        try:
            with os.scandir(folder) as entries:
                names = sorted((entry.name, _is_folder(entry)) for entry in entries)
        except OSError:
            yield ClosedFolder(Path(folder))
            continue
        rules += ignore_files(folder, [name for name, _ in names])
        inner: list[tuple[str, tuple[IgnoreFile, ...]]] = []
        for name, is_folder in names:
            path = os.path.join(folder, name)  # noqa: PTH118 - a hundred thousand of them
            if is_ignored(path, rules, is_folder=is_folder) or os.fsencode(path) in excluded:
                continue
            if is_folder:
                inner.append((path, rules))
            else:
                yield from _file(path)
        folders += reversed(inner)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _file(path: str) -> Iterator[Found]:
    if is_never_text(PurePath(path)):
        yield SkippedFile()
    else:
        yield from _stat(path)


def _stat(path: str) -> Iterator[Found]:
    try:
        found = os.lstat(path)
    except OSError:  # it went meanwhile
        return
    if stat.S_ISREG(found.st_mode):
        yield FoundFile(Path(path), found.st_size, found.st_mtime_ns)
    else:
        yield SkippedFile()
