"""Sampling parameters as the user types and reads them."""

import json
import re
from collections.abc import Mapping

from assistant.configuration import parse_setting
from assistant.errors import SettingsError
from assistant.locales import _
from assistant.settings import Sampling
from assistant.tui.wording import explanation

_NEXT = re.compile(r"\s+(?=[a-z_]+=)")


def parse_assignments(text: str, defaults: Sampling) -> dict[str, object]:
    """Return the values of `name=value name=value …`; `default` stands for the settings' value.

    Raises `SettingsError` naming what is wrong.
    """
    values: dict[str, object] = {}
    for assignment in _NEXT.split(text.strip()):
        name, equals, value = assignment.partition("=")
        if not equals:
            raise SettingsError(
                _(
                    "{given!r} is not an assignment. Write for example /params temperature=0.2"
                ).format(given=assignment)
            )
        is_known = name in type(defaults).model_fields
        if is_known and value.strip() == "default":
            values[name] = getattr(defaults, name)
        else:
            values[name] = parse_setting(f"sampling.{name}", value.strip())
    return values


def parameter_rows(
    sampling: Sampling, changed: Mapping[str, object]
) -> list[tuple[str, str, str, bool]]:
    """Return name, value, explanation and whether the conversation has its own, for each."""
    return [
        (
            name,
            shown_value(getattr(sampling, name)),
            explanation(field.description),
            name in changed,
        )
        for name, field in type(sampling).model_fields.items()
    ]


def shown_value(value: object) -> str:
    """Return a value as it would be typed."""
    match value:
        case None:
            return "none"
        case tuple() | dict():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
