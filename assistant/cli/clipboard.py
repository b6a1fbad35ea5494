"""The clipboard of this system, beside the one of the terminal."""

from contextlib import suppress

import pyperclip


def copy_to_system(text: str) -> None:
    """Copy a text, if this system has a clipboard and a program for it; blocking."""
    with suppress(pyperclip.PyperclipException, OSError):
        pyperclip.copy(text)
