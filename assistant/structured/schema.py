"""What a value must look like, and how its JSON is read."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from assistant.errors import InputError, StructuredError
from assistant.locales import _
from assistant.structured.reading import read_json

T = TypeVar("T")
U = TypeVar("U")
Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Schema(Generic[T]):
    """A JSON Schema, and the check of what was written by it."""

    json: str
    """As the engine takes it."""
    read: Callable[[str], T]
    """Returns the value of a text; raises `StructuredError` with the words of the validator."""

    @staticmethod
    def from_model(kind: type[U]) -> "Schema[U]":
        """Make the schema of any type that pydantic knows; values are of that type.

        Objects have no names but those of their fields: a model must not go on inventing some.
        """
        adapter = TypeAdapter(kind)
        return Schema(json.dumps(_closed(adapter.json_schema())), partial(_read_as, adapter))

    @staticmethod
    def from_json(schema: Mapping[str, object] | str) -> "Schema[object]":
        """Take a JSON Schema as it is; values are plain JSON.

        Raises `InputError` when it is none, or has patterns that could take for ever to match.
        """
        from assistant.structured.validation import Validator  # noqa: PLC0415  # slow to import

        text = schema if isinstance(schema, str) else json.dumps(schema)
        try:
            parsed = read_json(text)
        except ValueError as error:
            raise InputError(_("The schema is not JSON ({error}).").format(error=error)) from error
        validator = Validator(parsed)
        return Schema(text, partial(_read_plain, validator.check))


def _closed(schema: Json) -> Json:
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(each) for name, each in schema.items()}
    is_object = schema.get("type") == "object" and "properties" in schema
    return {"additionalProperties": False, **closed} if is_object else closed


def _read_as(adapter: TypeAdapter[T], text: str) -> T:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        problem, *_others = error.errors(include_url=False, include_input=False)
        where = ".".join(map(str, problem["loc"]))
        told = f"{where}: {problem['msg']}" if where else problem["msg"]
        raise StructuredError(told) from error


def _read_plain(check: Callable[[object], None], text: str) -> object:
    try:
        value = read_json(text)
    except ValueError as error:
        raise StructuredError(_("It is not JSON: {error}").format(error=error)) from error
    check(value)
    return value
