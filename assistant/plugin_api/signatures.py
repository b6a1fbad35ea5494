"""What a function says of itself: its arguments as a JSON Schema, and its docstring."""

import inspect
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, cast, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from assistant.plugin_api.context import ToolContext

_SECTION = re.compile(r"^\s*(Args|Arguments|Parameters|Returns|Raises|Yields|Examples?):\s*$")
_ARGUMENT = re.compile(r"^\s+\*{0,2}(\w+)\s*(?:\([^)]*\))?:\s*(.*)$")


def documented(function: Callable[..., object]) -> Callable[..., object]:
    """Return the function; raises `TypeError` when nothing is said about it."""
    if not inspect.getdoc(function):
        raise TypeError(f"{function.__name__} needs a docstring: it is what the model reads")
    return function


def described(function: Callable[..., object]) -> str:
    """Return the docstring up to its first section, with lines joined to paragraphs."""
    text = inspect.getdoc(documented(function)) or ""
    lines: list[str] = []
    for line in text.splitlines():
        if _SECTION.match(line):
            break
        lines.append(line.strip())
    paragraphs = "\n".join(lines).strip().split("\n\n")
    return "\n\n".join(" ".join(each.split("\n")) for each in paragraphs)


def schema_of(function: Callable[..., object]) -> dict[str, Any]:
    """Return the JSON Schema of a function's arguments, closed to others."""
    return _plain(arguments_model(function).model_json_schema())


@cache
def arguments_model(function: Callable[..., object]) -> type[BaseModel]:
    """Return a model of a function's arguments; raises `TypeError` when one has no type."""
    hints = get_type_hints(function, include_extras=True)
    told = _argument_docs(inspect.getdoc(function) or "")
    fields: dict[str, Any] = {}
    for parameter in inspect.signature(function).parameters.values():
        name = parameter.name
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"{function.__name__} takes any number of arguments; name each")
        if parameter.kind is parameter.POSITIONAL_ONLY:
            raise TypeError(f"{name} of {function.__name__} must be allowed by name")
        if name not in hints:
            raise TypeError(f"{name} of {function.__name__} has no type")
        if hints[name] is ToolContext:
            continue
        hint = (
            Annotated[hints[name], Field(description=told[name])] if name in told else hints[name]
        )
        is_required = parameter.default is parameter.empty
        fields[name] = (hint, ... if is_required else parameter.default)
    return create_model(function.__name__, __config__=ConfigDict(extra="forbid"), **fields)


def context_parameter(function: Callable[..., object]) -> str | None:
    """Return the name of the parameter that the tool's context is given as, if there is one."""
    hints = get_type_hints(function)
    return next((name for name, hint in hints.items() if hint is ToolContext), None)


def _argument_docs(text: str) -> Mapping[str, str]:
    """Read the `Args:` section of a docstring."""
    told: dict[str, str] = {}
    is_inside, last = False, ""
    for line in text.splitlines():
        section = _SECTION.match(line)
        if section:
            is_inside = section[1] in ("Args", "Arguments", "Parameters")
            continue
        found = _ARGUMENT.match(line) if is_inside else None
        if found:
            last = found[1]
            told[last] = found[2].strip()
        elif is_inside and last and line.strip():
            told[last] = f"{told[last]} {line.strip()}".strip()
    return told


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop the titles that pydantic makes of names: a model learns nothing from them."""
    return {
        key: _plain_names(each) if key in ("properties", "$defs") else _plain_value(each)
        for key, each in schema.items()
        if key != "title"
    }


def _plain_names(schemas: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain_value(each) for name, each in schemas.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, dict):
        return _plain(cast("dict[str, Any]", value))
    if isinstance(value, list):
        return [_plain_value(each) for each in cast("list[object]", value)]
    return value
