"""Opening a file where a passage stands: in the user's editor, or with the system's own program."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import InputError, NotFoundError
from assistant.locales import _
from assistant.tui.documents.pdf_viewers import default_viewer, viewer_arguments

_NOT_FOR_EDITORS = frozenset({".pdf", ".docx", ".doc", ".html", ".htm"})
_OPENERS = {"darwin": ("open",), "win32": ("explorer",)}
_GOTO = frozenset({"code", "codium", "subl", "zed"})
"""Editors that take `FILE:LINE`; most take `+LINE FILE`."""


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A file, and where to begin."""

    path: Path
    line: int
    """Of a PDF the page."""


def file_place(name: str) -> FilePlace:
    """Read the name that a given passage has: its path, and after a colon the line or page."""
    path, _colon, line = name.rpartition(":")
    if path and line.isdecimal():
        return FilePlace(Path(path), int(line))
    return FilePlace(Path(name), 1)


def needs_terminal(place: FilePlace) -> bool:
    """Whether the file is opened in an editor, which may want the terminal; raises otherwise.

    Raises `NotFoundError` when it is not there any more.
    """
    if not place.path.is_file():
        raise NotFoundError(
            _("{path} is not there any more. /docs refresh forgets it.").format(path=place.path)
        )
    return place.path.suffix.lower() not in _NOT_FOR_EDITORS


def editor_arguments(command: Sequence[str], place: FilePlace) -> list[str]:
    """Return the command that opens a file at its line in an editor."""
    file = os.fspath(place.path)
    if Path(command[0]).stem in _GOTO:
        goto = ["--goto"] if Path(command[0]).stem in ("code", "codium") else []
        return [*command, *goto, f"{file}:{place.line}"]
    return [*command, f"+{place.line}", file]


def open_in_editor(command: Sequence[str], place: FilePlace) -> None:
    """Let the user read the file, until the editor ends; raises `InputError`."""
    try:
        # The command is the user's own.
        subprocess.run(editor_arguments(command, place), check=False)  # noqa: S603
    except OSError as error:
        problem = _("{editor} could not be used ({reason}). Set EDITOR.")
        raise InputError(problem.format(editor=command[0], reason=error)) from error


def open_with_system(place: FilePlace) -> None:
    """Hand the file to the program that the system has for it; raises `InputError`.

    A PDF is opened at its page, where that program is one that can be told.
    """
    quiet = subprocess.DEVNULL
    viewer = _at_page(place)
    if viewer is not None:
        # A program that the desktop names for PDFs, and one file that the user added.
        subprocess.Popen(viewer, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603
        return
    opener = _OPENERS.get(sys.platform, ("xdg-open",))
    if shutil.which(opener[0]) is None:
        raise InputError(
            _("No program opens {path} from here. Open it yourself.").format(path=place.path)
        )
    # A fixed program, and one file that the user added.
    subprocess.Popen(  # noqa: S603
        [*opener, os.fspath(place.path)], stdin=quiet, stdout=quiet, stderr=quiet
    )


def _at_page(place: FilePlace) -> list[str] | None:
    if place.path.suffix.lower() != ".pdf" or place.line <= 1:
        return None
    return viewer_arguments(default_viewer(), place.path, place.line)
