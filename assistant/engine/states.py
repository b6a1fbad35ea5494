"""The folder of what models have read: a folder for each conversation, a size for all of them.

What is in the files is the worker's business (`worker/state_file.py`). A conversation's folder is
made when the conversation is answered, and no file is put where there is none: what was forgotten
does not come back.
"""

import os
import secrets
import shutil
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

STATE_ENDING = ".state"
_LEFT_FREE_BYTES = 256 * 1024 * 1024
"""Room on the disk that is left to others."""
_STALE_SECONDS = 24 * 3600
"""After this long nobody is writing any more what is half written, or about to use a folder."""


@dataclass(frozen=True, slots=True)
class _KeptFile:
    path: Path
    size: int
    used_at: float


def forget(folder: Path, conversation_id: str) -> None:
    """Remove what was kept of a conversation; it is no error if there is nothing. Blocking."""
    if not conversation_id:
        return
    # Under another name first: who is writing into it just now shall not find it again.
    doomed = folder / f"forgotten-{secrets.token_hex(8)}"
    with suppress(OSError):
        (folder / conversation_id).rename(doomed)
        if doomed.is_symlink() or not doomed.is_dir():
            doomed.unlink()
        else:
            shutil.rmtree(doomed, ignore_errors=True)


def conversations_kept(folder: Path) -> list[str]:
    """Return the ids of the conversations of which something is kept. Blocking."""
    return [
        entry.name
        for entry in _entries(folder)
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("forgotten-")
    ]


def total_bytes(folder: Path) -> int:
    """Return the size of all that is kept. Blocking."""
    return sum(file.size for file in _kept_files(folder))


def state_files(folder: Path, *, limit_bytes: int) -> list[Path]:
    """List the states in one conversation's folder; those above the limit are removed."""
    found: list[Path] = []
    for entry in _entries(folder):
        if not entry.name.endswith(STATE_ENDING) or not entry.is_file(follow_symlinks=False):
            continue
        with suppress(OSError):
            if entry.stat(follow_symlinks=False).st_size <= limit_bytes:
                found.append(Path(entry.path))
            else:
                Path(entry.path).unlink()
    return found


def open_folder(folder: Path, conversation_id: str) -> Path:
    """Return a conversation's folder, made for its owner only; raises `OSError`."""
    own = folder / conversation_id
    folder.mkdir(mode=0o700, exist_ok=True)
    own.mkdir(mode=0o700, exist_ok=True)
    if own.is_symlink():
        raise NotADirectoryError(f"{own} is a link to somewhere else")
    return own


def make_room(
    folder: Path, size: int, *, limit_bytes: int, expendable: Collection[Path] = ()
) -> bool:
    """Remove files until one of this size may be added; False when it may not.

    The expendable ones go first, then those that were not used for longest.
    """
    kept = _kept_files(folder, is_tidying=True)
    kept.sort(key=lambda file: (file.path not in expendable, file.used_at))
    total = sum(file.size for file in kept)
    if size > limit_bytes:
        return False
    for file in kept:
        if total + size <= limit_bytes:
            break
        with suppress(OSError):
            file.path.unlink()
            total -= file.size
    free = shutil.disk_usage(folder).free
    return total + size <= limit_bytes and size + _LEFT_FREE_BYTES <= free


def _kept_files(folder: Path, *, is_tidying: bool = False) -> list[_KeptFile]:
    """List all files in the conversations' folders, removing what was left behind if asked."""
    found: list[_KeptFile] = []
    for own in _entries(folder):
        if not own.is_dir(follow_symlinks=False):
            continue
        for entry in _entries(own.path):
            with suppress(OSError):
                status = entry.stat(follow_symlinks=False)
                is_whole = entry.name.endswith(STATE_ENDING)
                if is_tidying and not is_whole and _is_stale(status):
                    Path(entry.path).unlink()
                elif stat.S_ISREG(status.st_mode):
                    found.append(_KeptFile(Path(entry.path), status.st_size, status.st_mtime))
        if is_tidying:
            with suppress(OSError):  # most often because it is not empty
                if _is_stale(own.stat(follow_symlinks=False)):
                    Path(own.path).rmdir()
    return found


def _entries(folder: Path | str) -> Iterator["os.DirEntry[str]"]:
    with suppress(OSError), os.scandir(folder) as entries:
        yield from entries


def _is_stale(status: os.stat_result) -> bool:
    return abs(time.time() - status.st_mtime) > _STALE_SECONDS
