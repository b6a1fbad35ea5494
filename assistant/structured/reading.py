"""Reading JSON as the standard has it: no NaN, no infinity, one value to a name."""

import json
import math
from typing import NoReturn


def read_json(text: str) -> object:
    """Parse a text; raises `ValueError` for whatever could not be written again as JSON."""
    try:
        return json.loads(
            text, parse_float=_finite, parse_constant=_refused, object_pairs_hook=_without_twins
        )
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large a number")
    return number


def _refused(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
