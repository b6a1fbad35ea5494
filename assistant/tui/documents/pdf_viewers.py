"""Programs that open a PDF at a page, and how each is told."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

_ANSWER_SECONDS = 2.0
_Arguments = Callable[[Path, int], list[str]]


def _index(path: Path, page: int) -> list[str]:
    return [f"--page-index={page}", str(path)]


def _in_browser(path: Path, page: int) -> list[str]:
    return [f"{path.as_uri()}#page={page}"]


_VIEWERS: Mapping[str, _Arguments] = {
    "evince": _index,
    "papers": _index,
    "atril": _index,
    "xreader": _index,
    "okular": lambda path, page: ["-p", str(page), str(path)],
    "zathura": lambda path, page: ["-P", str(page), str(path)],
    "sioyek": lambda path, page: ["--page", str(page), str(path)],
    "mupdf": lambda path, page: [str(path), str(page)],
    "qpdfview": lambda path, page: [f"{path}#{page}"],
    "firefox": _in_browser,
    "chromium": _in_browser,
    "google-chrome": _in_browser,
    "brave": _in_browser,
    "microsoft-edge": _in_browser,
}


def viewer_arguments(application: str, path: Path, page: int) -> list[str] | None:
    """Return the command that opens a PDF at a page; `None` where that is not known.

    `application` is the name of a desktop entry, such as `org.gnome.Evince.desktop`.
    """
    name = application.strip().lower()
    for program, arguments in _VIEWERS.items():
        if program in name:
            found = shutil.which(program) or shutil.which(f"{program}-browser")
            return None if found is None else [found, *arguments(path, page)]
    return None


def default_viewer() -> str:
    """Ask the desktop which program opens PDFs; empty where nobody can be asked."""
    asked = shutil.which("xdg-mime") if sys.platform.startswith("linux") else None
    if asked is None:
        return ""
    try:
        # A fixed program and fixed words.
        told = subprocess.run(  # noqa: S603
            [asked, "query", "default", "application/pdf"],
            capture_output=True, text=True, check=False, timeout=_ANSWER_SECONDS,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return told.stdout
