"""Context providers: what a plugin puts before the model with a question."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from assistant.plugin_api.context import ToolContext
from assistant.plugin_api.signatures import described

Provide = Callable[[str, ToolContext], Awaitable[str | None]]


@dataclass(frozen=True, slots=True)
class ContextProvider:
    """A section of the prompt, as data."""

    name: str
    description: str
    provide: Provide


def context_provider(function: Provide) -> ContextProvider:
    """Make a section of the prompt of a coroutine; its name is the section's.

    It takes the question and a `ToolContext`, and returns what the model is to see with the
    question, or `None`. It has a second; `/why` shows what it gave.
    """
    return ContextProvider(function.__name__, described(function), function)
