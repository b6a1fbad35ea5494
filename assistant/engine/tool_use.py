"""Tools as a model knows them, and the calls that it writes."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assistant.engine.value import Value

ToolName = Annotated[str, Field(pattern=r"^[A-Za-z_][0-9A-Za-z_-]{0,63}$")]
"""What a tool is called by."""


class ToolSpec(Value):
    """A tool as the model is told of it."""

    name: ToolName
    description: str
    parameters: str
    """The JSON Schema of its arguments, an object, as JSON."""


class ToolCall(Value):
    """What a model wants to be run; its name and arguments are those of a declared tool."""

    id: Annotated[str, Field(pattern=r"^[0-9A-Za-z]{9}$")]
    """Tells it from the others of a conversation; nine letters and digits, as some templates want.
    """
    name: ToolName
    arguments: str
    """A JSON object that the tool's schema allows, as JSON."""


class ToolUse(Value):
    """Which tools a reply may call, and whether it must."""

    tools: tuple[ToolSpec, ...]
    choice: Literal["auto", "none", "required"] = "auto"
    """`auto`: words, calls or both; `none`: words only, the tools are only told of; `required`: one
    call at least."""
    only: ToolName | None = None
    """The one tool that may be called, though the model is told of all."""
    may_be_several: bool = True
    """Whether one reply may hold more than one call."""

    @model_validator(mode="after")
    def _names_are_clear(self) -> Self:
        names = [tool.name for tool in self.tools]
        if len(set(names)) < len(names) or self.only not in (None, *names):
            raise ValueError("two tools have one name, or the only one is none of them")
        return self
