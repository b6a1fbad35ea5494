"""The data folder: where it is, and whether it can be used."""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from assistant.cli.doctor.findings import Finding, Group, advice, fine, problem
from assistant.data_folder import DataFolder
from assistant.errors import StorageError
from assistant.locales import N_, _
from assistant.models import readable_size
from assistant.wiring import open_store

ENOUGH_FREE_BYTES = 500_000_000


def data_group(folder: DataFolder) -> Group:
    """Tell where the data lives, creating nothing."""
    return Group(N_("Data"), tuple(_findings(folder)))


def _findings(folder: DataFolder) -> Iterator[Finding]:
    elsewhere = _("Choose another folder with --data-dir or GLASSBOX_DATA_DIR.")
    nearest = _nearest(folder.root)
    if folder.root.is_dir():
        try:
            folder.create()
        except StorageError as error:
            yield problem("data.folder", str(error), elsewhere)
        else:
            size = readable_size(folder_bytes(folder.root))
            holds = _("{folder} holds {size} and can be written")
            yield fine("data.folder", holds.format(folder=folder.root, size=size))
        yield from _conversations(folder)
    elif not nearest.is_dir():
        text = _("{path} is a file, not a folder.").format(path=nearest)
        yield problem("data.folder", text, elsewhere)
    elif os.access(nearest, os.W_OK):
        text = _("{folder} will be made when it is first needed").format(folder=folder.root)
        yield fine("data.folder", text)
    else:
        text = _("{folder} cannot be made.").format(folder=folder.root)
        yield problem("data.folder", text, elsewhere)
    yield _disk(folder.root)


def folder_bytes(root: Path) -> int:
    """Return what the files below a folder take; those that vanish meanwhile count as nothing."""
    total = 0
    for parent, _folders, names in os.walk(root):
        for name in names:
            try:
                total += (Path(parent) / name).lstat().st_size
            except OSError:
                continue
    return total


def _conversations(folder: DataFolder) -> Iterator[Finding]:
    if not folder.database.exists():
        return
    try:
        with closing(open_store(folder)) as store:
            store.check()
            count = len(store.conversations())
            notices = store.notices
    except StorageError as error:
        remedy = _("Move {file} away, or restore a copy.").format(file=folder.database)
        yield problem("data.conversations", str(error), remedy)
    else:
        size = readable_size(folder.database.stat().st_size)
        text = _("conversations: {count:,}, in {size}").format(count=count, size=size)
        yield fine("data.conversations", text)
        for notice in notices:
            look = _("Look whether anything is missing; then the damaged file can be deleted.")
            yield advice("data.salvaged", notice, look)


def _disk(root: Path) -> Finding:
    free = shutil.disk_usage(_nearest(root)).free
    size = readable_size(free)
    if free < ENOUGH_FREE_BYTES:
        text = _("Only {size} are free on its disk.").format(size=size)
        return advice("data.disk", text, _("Free some space, or move the data folder."))
    return fine("data.disk", _("{size} are free on its disk").format(size=size))


def _nearest(path: Path) -> Path:
    """Return the path itself or the nearest one above it that exists."""
    return next(each for each in (path, *path.parents) if each.exists())
