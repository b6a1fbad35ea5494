"""Runs a command, and turns every expected failure into one line and an exit code."""

import io
import os
import sys
from typing import BinaryIO, cast

import click

from assistant.cli.group import glassbox
from assistant.cli.language import speak, teach_click
from assistant.data_folder import choose_data_folder
from assistant.errors import AssistantError, InputError, NotFoundError, SettingsError
from assistant.locales import _
from assistant.terminal_text import printable
from assistant_memory.errors import AssistantMemoryError, NoMemoryError

DONE = 0
FAILED = 1
WRONG_USAGE = 2
NOT_FOUND = 3
INTERRUPTED = 130


def main() -> int:
    """Run the command line that the program was started with; return its exit code."""
    # A terminal that cannot show a character gets a question mark, not a crash.
    cast("io.TextIOWrapper[BinaryIO]", sys.stdout).reconfigure(errors="replace")
    # Other programs' plugins are no part of this one, and looking for them slows its start.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    teach_click()
    speak(choose_data_folder(None, os.environ).settings_file)
    try:
        status = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon_output()
        return FAILED  # who reads our output has read enough
    except OSError as error:
        if error.filename is not None:
            raise
        _abandon_output()
        _tell(
            _("The output cannot be written ({reason}). Send it somewhere else.").format(
                reason=error.strerror
            )
        )
        return FAILED
    return status


def _run() -> int:
    try:
        status: object = glassbox.main(prog_name="glassbox", standalone_mode=False)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "glassbox"
        message = error.format_message()
        end = "" if message.endswith((".", "?")) else "."
        _tell(
            _("{problem} `{command} --help` shows what can be given.").format(
                problem=message + end, command=command
            )
        )
        return WRONG_USAGE
    except click.ClickException as error:
        _tell(error.format_message())
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except (AssistantError, AssistantMemoryError) as error:
        _tell(str(error))
        return _exit_code(error)
    return status if isinstance(status, int) else DONE


def _exit_code(error: AssistantError | AssistantMemoryError) -> int:
    match error:
        case SettingsError() | InputError():
            return WRONG_USAGE
        case NotFoundError() | NoMemoryError():
            return NOT_FOUND
        case _:
            return FAILED


def _tell(sentences: str) -> None:
    for line in printable(sentences).splitlines():
        click.echo(f"glassbox: {line}", err=True)


def _abandon_output() -> None:
    """Point standard output at nothing, so that the interpreter's own last flush is silent."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
