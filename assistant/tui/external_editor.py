"""The user's own editor, on a text of the prompt."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from assistant.errors import InputError
from assistant.locales import _

_FALLBACKS = ("nano", "vim", "vi", "notepad")


def editor_command(environ: Mapping[str, str]) -> list[str]:
    """Return the command that the user chose with VISUAL or EDITOR, else one that is there.

    Raises `InputError` when there is none.
    """
    chosen = environ.get("VISUAL") or environ.get("EDITOR")
    if chosen:
        try:
            return shlex.split(chosen, posix=sys.platform != "win32")
        except ValueError as error:
            problem = _("EDITOR={command} is no command ({reason}). Set another.")
            raise InputError(problem.format(command=chosen, reason=error)) from error
    found = next((name for name in _FALLBACKS if shutil.which(name)), None)
    if found is None:
        raise InputError(_("There is no editor. Set EDITOR, for example: export EDITOR=nano"))
    return [found]


def edited(text: str, command: list[str]) -> str:
    """Let the user edit a text and return what became of it; blocks until the editor ends.

    Raises `InputError` when the editor cannot be run or fails: the text is then as it was.
    """
    with tempfile.TemporaryDirectory(prefix="glassbox-") as folder:
        file = Path(folder) / "prompt.md"
        file.write_text(text, "utf-8")
        try:
            # The command is the user's own.
            done = subprocess.run([*command, os.fspath(file)], check=False)  # noqa: S603
            if done.returncode:
                problem = _("{editor} ended with status {status}; the prompt is as it was.")
                raise InputError(problem.format(editor=command[0], status=done.returncode))
            return file.read_text("utf-8").removesuffix("\n")
        except (OSError, UnicodeDecodeError) as error:
            problem = _(
                "{editor} could not be used ({reason}); the prompt is as it was. Set EDITOR."
            )
            raise InputError(problem.format(editor=command[0], reason=error)) from error
