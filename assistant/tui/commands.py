"""The slash commands: one list, from which completion, help and the palette are made."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from assistant.errors import InputError
from assistant.terminal_text import printable

Completion = Literal["nothing", "models", "parameters", "themes"]


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do, by name."""

    name: str
    """Without its slash."""
    arguments: str
    """A hint, e.g. `[name|path]`; empty when there are none."""
    description: str
    completes: Completion = "nothing"
    """What its argument is chosen from."""


COMMANDS = (
    Command("new", "", "Start a new conversation"),
    Command("rename", "[title]", "Give this conversation another title"),
    Command("tag", "[word -word …]", "Show or change the tags of this conversation"),
    Command("pin", "", "Pin this conversation above the others, or no longer"),
    Command("archive", "", "Keep this conversation out of the list, or bring it back"),
    Command("import", "PATH", "Take in conversations from ChatGPT, Claude or Glassbox"),
    Command("export", "[markdown|json|html] [PATH]", "Write this conversation into a file"),
    Command("model", "[name|path]", "Show the models, or load one", "models"),
    Command("system", "[text|default]", "Show or change what the model is told first"),
    Command("params", "[name=value …]", "Show or change how tokens are chosen", "parameters"),
    Command("retry", "", "Answer the last message again"),
    Command("stop", "", "Stop the reply"),
    Command("copy", "", "Copy the last reply"),
    Command("delete", "", "Delete this conversation"),
    Command("theme", "[name]", "Change the colours", "themes"),
    Command("help", "", "Show keys and commands"),
    Command("quit", "", "Quit; everything is kept"),
)

_CALL = re.compile(r"/([a-z]+)(?:\s+(.*))?", re.DOTALL)


def find_command(text: str) -> tuple[Command, str] | None:
    """Return the command that a text calls and its argument; `None` when the text is a message.

    Raises `InputError` when it looks like a command and is none.
    """
    call = _CALL.fullmatch(text.rstrip())
    if call is None:
        return None
    name, argument = call[1], call[2] or ""
    by_name = {command.name: command for command in COMMANDS}
    if name in by_name:
        return by_name[name], argument.strip()
    near = get_close_matches(name, by_name, n=1)
    hint = f"Did you mean /{near[0]}?" if near else "Type / to see the commands."
    raise InputError(
        f"/{printable(name)} is not a command. {hint} "
        "To send it as a message, put a space before it."
    )
