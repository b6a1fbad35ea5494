"""The slash commands: one list, from which completion, help and the palette are made."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, Protocol

from assistant.errors import InputError
from assistant.locales import N_, _
from assistant.terminal_text import printable


class CommandHost(Protocol):
    """What a command can ask of the chat."""

    async def new_chat(self) -> None:
        """Start a new conversation."""

    async def choose_model(self, name: str) -> None:
        """Load a model by name or path; without one, show those there are."""

    async def change_system_prompt(self, text: str) -> None:
        """Change what the model is told first; without a text, show it."""

    async def change_parameters(self, assignments: str) -> None:
        """Change sampling parameters of this conversation; without any, show them."""

    async def change_theme(self, name: str) -> None:
        """Use another theme; without a name, show those there are."""

    async def change_language(self, name: str) -> None:
        """Speak another language; without a name, show those there are."""

    async def retry(self) -> None:
        """Answer the last message again."""

    async def stop(self) -> None:
        """End the reply in progress."""

    async def copy_reply(self) -> None:
        """Put the last reply on the clipboard."""

    async def delete_chat(self) -> None:
        """Delete the open conversation, once the user has confirmed it."""

    async def show_help(self) -> None:
        """Show keys and commands."""

    async def quit(self) -> None:
        """End the program; what was said is kept."""


Completion = Literal["nothing", "models", "parameters", "themes", "languages"]


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do, by name."""

    name: str
    """Without its slash."""
    arguments: str
    """A hint, e.g. `[name|path]`; empty when there are none."""
    description: str
    """In English, as the arguments: who shows them translates them."""
    run: Callable[[CommandHost, str], Awaitable[None]]
    completes: Completion = "nothing"
    """What its argument is chosen from."""

    @property
    def usage(self) -> str:
        """How it is typed, in the language in use, e.g. `/model [name|path]`."""
        return f"/{self.name} {_(self.arguments)}".rstrip()


COMMANDS = (
    Command("new", "", N_("Start a new conversation"), lambda host, _: host.new_chat()),
    Command(
        "model",
        N_("[name|path]"),
        N_("Show the models, or load one"),
        lambda host, name: host.choose_model(name),
        "models",
    ),
    Command(
        "system",
        N_("[text|default]"),
        N_("Show or change what the model is told first"),
        lambda host, text: host.change_system_prompt(text),
    ),
    Command(
        "params",
        N_("[name=value …]"),
        N_("Show or change how tokens are chosen"),
        lambda host, assignments: host.change_parameters(assignments),
        "parameters",
    ),
    Command("retry", "", N_("Answer the last message again"), lambda host, _: host.retry()),
    Command("stop", "", N_("Stop the reply"), lambda host, _: host.stop()),
    Command("copy", "", N_("Copy the last reply"), lambda host, _: host.copy_reply()),
    Command("delete", "", N_("Delete this conversation"), lambda host, _: host.delete_chat()),
    Command(
        "theme",
        N_("[name]"),
        N_("Change the colours"),
        lambda host, name: host.change_theme(name),
        "themes",
    ),
    Command(
        "language",
        N_("[name]"),
        N_("Change the language: 한국어, English"),
        lambda host, name: host.change_language(name),
        "languages",
    ),
    Command("help", "", N_("Show keys and commands"), lambda host, _: host.show_help()),
    Command("quit", "", N_("Quit; everything is kept"), lambda host, _: host.quit()),
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
    hint = (
        _("Did you mean {name}?").format(name=f"/{near[0]}")
        if near
        else _("Type / to see the commands.")
    )
    problem = _("{name} is not a command.").format(name=f"/{printable(name)}")
    raise InputError(f"{problem} {hint} " + _("To send it as a message, put a space before it."))
