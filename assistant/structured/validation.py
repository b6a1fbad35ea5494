"""The door to jsonschema: no network, and no check that could take for ever."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any, cast

import referencing
from jsonschema import validators
from jsonschema.exceptions import SchemaError, ValidationError
from jsonschema.protocols import Validator as Checker
from pydantic_core import SchemaError as PatternError
from pydantic_core import SchemaValidator, core_schema
from referencing.exceptions import Unresolvable

from assistant.errors import InputError, StructuredError
from assistant.locales import _

MOST_REFERENCES = 4_000
"""References that may be followed for one value: without them no check exceeds schema × value."""
_MESSAGE_LENGTH = 160

Check = Callable[[Checker, Any, Any, Any], Iterator[ValidationError] | None]


class _TooInvolvedError(Exception):
    """A check went on for too long."""


class Validator:
    """Checks values against one schema."""

    def __init__(self, schema: object) -> None:
        """Take a schema; raises `InputError` when it is none, or has patterns of another kind."""
        if not isinstance(schema, dict | bool):
            raise InputError(_("The schema must be a JSON object."))
        document = cast("Mapping[str, Any]", schema)
        library: Any = validators  # its types do not tell what `extend` takes
        kind = library.validator_for(document, default=library.Draft202012Validator)
        try:
            kind.check_schema(document)
        except SchemaError as error:
            raise InputError(_not_a_schema(error.message)) from error
        except RecursionError as error:
            raise InputError(_not_a_schema(_("it is nested too deeply"))) from error
        _check_patterns(document)
        self._followed = 0
        checks: dict[str, Check] = {
            "pattern": _pattern,
            "patternProperties": _pattern_properties,
            "additionalProperties": _additional_properties,
            "$ref": self._counted(kind.VALIDATORS["$ref"]),
        }
        registries: Any = referencing  # its default fetches nothing
        self._checker: Any = library.extend(kind, checks)(document, registry=registries.Registry())

    def check(self, value: object) -> None:
        """Return if a value is allowed; raises `StructuredError` with the first objections."""
        self._followed = 0
        try:
            problems = [_told(error) for error in islice(self._errors(value), 3)]
        except (RecursionError, _TooInvolvedError, OverflowError) as error:
            raise StructuredError(_("The schema is too involved to be checked.")) from error
        except Unresolvable as error:
            raise StructuredError(
                _("The schema refers to {reference}, which is not part of it.").format(
                    reference=error.ref
                )
            ) from error
        if problems:
            raise StructuredError("; ".join(problems))

    def _errors(self, value: object) -> Iterator[ValidationError]:
        errors: Iterator[ValidationError] = self._checker.iter_errors(value)
        return errors

    def _counted(self, follow: Check) -> Check:
        def check(
            checker: Checker, reference: object, value: object, schema: object
        ) -> Iterator[ValidationError]:
            self._followed += 1
            if self._followed > MOST_REFERENCES:
                raise _TooInvolvedError
            yield from follow(checker, reference, value, schema) or ()

        return check


def _not_a_schema(problem: str) -> str:
    return _("The schema is not a JSON Schema: {problem}.").format(problem=problem[:200])


def _told(error: ValidationError) -> str:
    where = ".".join(map(str, error.absolute_path))
    message = error.message
    if len(message) > _MESSAGE_LENGTH:  # the value comes first, what it lacks last
        message = f"{message[:60]} … {message[-_MESSAGE_LENGTH:]}"
    return f"{where}: {message}" if where else message


def _check_patterns(schema: object) -> None:
    """Refuse patterns that cannot be matched in linear time; names in `unevaluated…` among them."""
    waiting = [schema]
    found: list[str] = []
    names: set[str] = set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            rules = cast("dict[str, object]", each)
            names |= rules.keys()
            pattern, by_name = rules.get("pattern"), rules.get("patternProperties")
            found += [pattern] if isinstance(pattern, str) else []
            found += cast("dict[str, object]", by_name) if isinstance(by_name, dict) else ()
            waiting += rules.values()
        elif isinstance(each, list):
            waiting += cast("list[object]", each)
    for pattern in found:
        try:
            _matcher(pattern)
        except PatternError as error:
            raise InputError(
                _("The pattern {pattern} of the schema cannot be checked. Simplify it.").format(
                    pattern=pattern[:80]
                )
            ) from error
    if {"patternProperties", "unevaluatedProperties"} <= names:
        raise InputError(
            _("A schema may have patternProperties or unevaluatedProperties, not both.")
        )


@lru_cache(maxsize=256)
def _matcher(pattern: str) -> SchemaValidator:
    """Compile a pattern for the linear-time engine of Rust."""
    return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex"))


def _matches(pattern: str, text: str) -> bool:
    return _matcher(pattern).isinstance_python(text)


def _pattern(
    _checker: Checker, pattern: str, value: object, _schema: object
) -> Iterator[ValidationError]:
    if isinstance(value, str) and not _matches(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


def _pattern_properties(
    checker: Any,  # noqa: ANN401  # its protocol does not name `descend`
    rules: Mapping[str, object],
    value: object,
    _schema: object,
) -> Iterator[ValidationError]:
    if not isinstance(value, dict):
        return
    for pattern, rule in rules.items():
        for name, each in cast("dict[str, object]", value).items():
            if _matches(pattern, name):
                yield from checker.descend(each, rule, path=name, schema_path=pattern)


def _additional_properties(
    checker: Any,  # noqa: ANN401  # its protocol does not name `descend`
    rule: object,
    value: object,
    schema: Mapping[str, Any],
) -> Iterator[ValidationError]:
    if not isinstance(value, dict):
        return
    named, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name, each in cast("dict[str, object]", value).items():
        if name in named or any(_matches(pattern, name) for pattern in patterns):
            continue
        if rule is False:
            yield ValidationError(f"{name!r} is not one of the properties")
        else:
            yield from checker.descend(each, rule, path=name)
