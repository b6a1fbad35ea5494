"""Tools as the program knows them, whoever brings them: plugins, MCP servers or agents."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.conversation import ToolStep
from assistant.engine import ToolSpec
from assistant.plugin_api import Effect, Preparation


@dataclass(frozen=True, slots=True)
class OfferedTool:
    """A tool that can be called."""

    spec: ToolSpec
    """What the model is told; its name is unique among all that are offered together."""
    source: str
    """The plugin, `mcp:SERVER` or `agents`."""
    own_name: str
    """What its source calls it."""
    effect: Effect
    timeout_seconds: float = 60.0

    @property
    def title(self) -> str:
        """How the user sees it and how rules name it, e.g. `files.read_file`."""
        return f"{self.source}.{self.own_name}"


@dataclass(frozen=True, slots=True)
class ToolOutcome:
    """What came of a call."""

    text: str
    """The result, or what went wrong, as the model reads it; of any length."""
    is_error: bool = False
    steps: tuple[ToolStep, ...] = ()
    """What an agent did on the way."""


@dataclass(frozen=True, slots=True)
class CallContext:
    """What a call is made with."""

    conversation_id: str
    progress: Callable[[str, float | None], None]
    """Told how far the call is, in one line; the share goes from 0 to 1."""
    ask: Callable[[str], Awaitable[str]]
    """Asks the user; raises `ToolError` when nobody can answer."""
    depth: int = 0
    """How many agents have delegated to each other up to here."""


class ToolSource(Protocol):
    """Somebody who brings tools."""

    async def tools(self) -> Sequence[OfferedTool]:
        """Return what can be called now; never raises, and never waits for long."""
        ...

    async def prepare(self, tool: OfferedTool, arguments: str) -> Preparation:
        """Say what a call would do; changes nothing. Raises `ToolError`."""
        ...

    async def call(self, tool: OfferedTool, arguments: str, context: CallContext) -> ToolOutcome:
        """Run a call whose arguments, a JSON object, its schema allows; cancelling it ends it.

        What goes wrong is an outcome, not an exception.
        """
        ...

    async def close(self) -> None:
        """End all that was started."""
        ...


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """A call that waits for the user."""

    call_id: str
    tool: OfferedTool
    arguments: str
    preparation: Preparation


@dataclass(frozen=True, slots=True)
class Approval:
    """What the user decided."""

    decision: Literal["once", "always_tool", "always_pattern", "deny"]
    reason: str = ""
    """Of a denial; the model reads it."""
