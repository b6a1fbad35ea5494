"""Agents: instructions with tools of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Agent:
    """A way to answer: chosen with `/agent NAME`, called with `@NAME`, or delegated to."""

    name: str
    """Letters, digits, `_` and `-`."""
    description: str
    """One line: when to ask it. A model that delegates reads this."""
    instructions: str
    """What the model is told first."""
    tools: tuple[str, ...] = ()
    """Names of the tools that it may call; others do not exist for it."""
    agents: tuple[str, ...] = ()
    """Names of the agents that it may delegate to."""
    answer: type[BaseModel] | None = None
    """The shape of its answers, if they are values."""
    sampling: Mapping[str, object] = field(default_factory=dict[str, object])
    """Sampling parameters that differ from the user's."""
    most_steps: int = 8
    """How often it may call tools before it must answer."""


agent = Agent
"""Assign what it makes to a name in the plugin's module."""
