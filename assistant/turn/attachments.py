"""Text files that a message takes along."""

import codecs
import os
from collections.abc import Sequence
from pathlib import Path

from assistant.conversation import AttachmentPart
from assistant.errors import InputError
from assistant.locales import _

MOST_BYTES = 4 * 1024 * 1024
"""A larger file fits no context."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS = ("utf-8", "cp949")
"""Tried in this order; the second is what Korean Windows wrote for decades."""


def attachable(names: Sequence[str], folder: Path) -> str | None:
    """Return the first of several names that is a file, as seen from a folder; blocking."""
    return next((name for name in names if _is_file(_path(name, folder))), None)


def read_attachment(name: str, folder: Path) -> AttachmentPart:
    """Read one file by its name, as seen from a folder; blocking.

    Raises `InputError` when it is not there, cannot be read, is no text, or is too large.
    """
    path = _path(name, folder)
    try:
        if not path.is_file():
            problem = _("{name} is not a file. Attach its files one by one.")
            raise InputError(problem.format(name=name))
        if path.stat().st_size > MOST_BYTES:
            size = path.stat().st_size / 1024 / 1024
            problem = _(
                "{name} is too large to attach ({size:.0f} MiB; {most} at most). "
                "Paste the part that matters."
            )
            raise InputError(problem.format(name=name, size=size, most=MOST_BYTES >> 20))
        content = path.read_bytes()
    except OSError as error:
        problem = _("{name} cannot be attached ({reason}).")
        raise InputError(problem.format(name=name, reason=error.strerror)) from error
    return AttachmentPart(name, _decoded(content, name))


def _decoded(content: bytes, name: str) -> str:
    encodings = [encoding for bom, encoding in _BOMS if content.startswith(bom)] or _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    problem = _("{name} is not a text file. Only text can be attached.")
    raise InputError(problem.format(name=name))


def _path(name: str, folder: Path) -> Path:
    # A `~name` that nobody has stays as it is.
    return folder / os.path.expanduser(name)  # noqa: PTH111 - see above


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
