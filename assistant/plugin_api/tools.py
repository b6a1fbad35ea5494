"""Tools: typed, documented functions that a model may call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, ParamSpec, TypeVar, overload

from assistant.plugin_api.signatures import described, documented, schema_of

P = ParamSpec("P")
R = TypeVar("R")

Effect = Literal["read", "write", "network", "execute"]
"""What a call can do: look at something, change something of the user's, reach the network, or run
a program. All but `read` are only run when the user approves."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the user is shown before a call, and what an "always" covers."""

    preview: str = ""
    """What exactly will happen, e.g. a diff; empty: the arguments are shown."""
    covers: str = ""
    """A pattern such as `git status *`: approving it always approves calls with the same one."""


@dataclass(frozen=True)
class Tool(Generic[P, R]):
    """A function with what a model and a user must know of it; still callable."""

    function: Callable[P, R]
    name: str
    description: str
    effect: Effect = "read"
    timeout_seconds: float = 60.0
    prepare: Callable[..., Preparation] | None = None
    """Takes the tool's own arguments, and its context if it wants that; changes nothing."""
    schema: dict[str, Any] = field(repr=False, default_factory=dict[str, Any])
    """JSON Schema of the arguments."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the function."""
        return self.function(*args, **kwargs)


@overload
def tool(function: Callable[P, R], /) -> Tool[P, R]: ...


@overload
def tool(
    *,
    name: str = "",
    effect: Effect = "read",
    timeout_seconds: float = 60.0,
    prepare: Callable[..., Preparation] | None = None,
) -> Callable[[Callable[P, R]], Tool[P, R]]: ...


def tool(
    function: Callable[P, R] | None = None,
    /,
    *,
    name: str = "",
    effect: Effect = "read",
    timeout_seconds: float = 60.0,
    prepare: Callable[..., Preparation] | None = None,
) -> Tool[P, R] | Callable[[Callable[P, R]], Tool[P, R]]:
    """Make a tool of a function, which may be a coroutine.

    Its type hints are the schema, its docstring is what the model reads (with an `Args:` section
    for the parameters, if need be), and a parameter of type `ToolContext` is filled in. Raises
    `TypeError` when a parameter has no type or nothing is said about the function.
    """

    def made(function: Callable[P, R]) -> Tool[P, R]:
        return Tool(
            function=function,
            name=name or documented(function).__name__,
            description=described(function),
            effect=effect,
            timeout_seconds=timeout_seconds,
            prepare=prepare,
            schema=schema_of(function),
        )

    return made if function is None else made(function)
