"""The files and folders whose names begin, or contain, what was typed. Blocking."""

import os
from collections.abc import Collection
from pathlib import Path

MOST = 50


def typed_path(text: str) -> Path:
    """Return the path that somebody typed or dropped: quoted or not, perhaps from home."""
    # A `~name` that nobody has stays as it is.
    return Path(os.path.expanduser(text.strip().strip("\"'")))  # noqa: PTH111 - see above


def matching_files(typed: str, folder: Path, suffixes: Collection[str] = ()) -> list[str]:
    """Return names as they would be typed from a folder: folders end in `/`; best first.

    Of files, only those that end in one of some suffixes, if there are any. Hidden files are found
    only by their dot. What cannot be read is not there.
    """
    head, _, begun = typed.rpartition("/")
    base = f"{head}/" if "/" in typed else ""
    where = folder / os.path.expanduser(base) if base else folder  # noqa: PTH111 - as above
    try:
        with os.scandir(where) as entries:
            named = [
                (entry.name, _is_folder(entry))
                for entry in entries
                if begun.lower() in entry.name.lower()
                and (begun.startswith(".") or not entry.name.startswith("."))
                and entry.name.isprintable()
            ]
    except OSError:
        return []
    found = [
        (name, is_folder)
        for name, is_folder in named
        if is_folder or not suffixes or Path(name).suffix.lower() in suffixes
    ]
    found.sort(key=lambda each: (not each[0].lower().startswith(begun.lower()), each[0].lower()))
    return [f"{base}{name}{'/' if is_folder else ''}" for name, is_folder in found[:MOST]]


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
