"""Refusing schemas that would cost too much to compile. Pure."""

import json
from collections.abc import Iterator
from typing import cast

from assistant.errors import InputError
from assistant.locales import _

MOST_BYTES = 100_000
MOST_LEVELS = 1_000
"""Levels of nesting, those of everything that is referred to included: llguidance recurses."""

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def readable_schema(schema_json: str) -> dict[str, Json]:
    """Parse a schema within the limits; raises `InputError`."""
    if len(schema_json.encode("utf-8", "replace")) > MOST_BYTES:
        raise InputError(
            _("The schema is longer than {bytes:,} bytes. Make it smaller.").format(
                bytes=MOST_BYTES
            )
        )
    try:
        schema = cast("Json", json.loads(schema_json))
    except (ValueError, RecursionError) as error:
        raise InputError(_("The schema is not JSON ({error}).").format(error=error)) from error
    if schema is True:
        schema = {}
    if not isinstance(schema, dict):
        raise InputError(_("The schema allows nothing: it must be a JSON object."))
    if _levels(schema) > MOST_LEVELS:
        raise InputError(_("The schema is nested too deeply. Make it flatter."))
    return schema


def _levels(schema: dict[str, Json]) -> int:
    """Count the levels of the schema and of all that it refers to, once each.

    No chain of references is longer, whatever its cycles.
    """
    targets = {
        target
        for each, _depth in _walk(schema)
        if isinstance(each, dict)
        for key in ("$ref", "$dynamicRef", "$recursiveRef")
        if isinstance(target := each.get(key), str)
    }
    deepest = max(depth for _each, depth in _walk(schema))
    referred = (_target(schema, target) for target in targets)
    return deepest + sum(max(depth for _each, depth in _walk(each)) for each in referred)


def _walk(value: Json, depth: int = 1) -> Iterator[tuple[Json, int]]:
    waiting = [(value, depth)]
    while waiting:
        value, depth = waiting.pop()
        yield value, depth
        if isinstance(value, dict):
            waiting += [(child, depth + 1) for child in value.values()]
        elif isinstance(value, list):
            waiting += [(child, depth + 1) for child in value]


def _target(schema: dict[str, Json], reference: str) -> Json:
    """Return what a local pointer names; the whole schema when that is not clear."""
    found: Json = schema
    for step in reference.removeprefix("#/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~")
        if not isinstance(found, dict) or name not in found:
            return schema
        found = found[name]
    return found
