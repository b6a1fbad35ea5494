"""Commands: what a plugin adds to the `/` of the chat."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from assistant.plugin_api.context import ToolContext
from assistant.plugin_api.signatures import described


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a command returns to have something sent to the model in the user's name."""

    text: str


Run = Callable[[str, ToolContext], Awaitable[str | Prompt]]


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command."""

    name: str
    description: str
    run: Run


def command(function: Run) -> Command:
    """Make a slash command of a coroutine; its name is the command's.

    It takes what was typed after its name, and a `ToolContext`. Text that it returns is shown to
    the user; a `Prompt` is sent.
    """
    return Command(function.__name__.replace("_", "-"), described(function), function)
