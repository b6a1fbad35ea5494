"""The sentences that tell what is wrong with a setting."""

import json
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistant.configuration.assignment import Origin
from assistant.terminal_text import printable

SHOWN_VALUE_CHARACTERS = 40

_DEMANDS: Mapping[str, str] = {
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be text",
    "string_too_short": "must not be empty",
    "tuple_type": 'must be a list, such as ["a", "b"]',
    "list_type": 'must be a list, such as ["a", "b"]',
    "dict_type": "must be a table",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge:,}",
    "less_than_equal": "must be at most {le:,}",
}


def problem_sentence(problem: ErrorDetails) -> str:
    """Say in plain words what a value must be, and what it is."""
    template = _DEMANDS.get(problem["type"])
    message = problem["msg"]
    demand = message[:1].lower() + message[1:]
    if template is not None:
        demand = template.format(**_whole_numbers(problem.get("ctx", {})))
    return f"{demand}, not {show_value(problem['input'])}"


def problem_sentences(error: ValidationError) -> str:
    """Say all that is wrong with one value."""
    return ", and ".join(map(problem_sentence, error.errors(include_url=False)))


def remedy(origin: Origin, default_text: str) -> str:
    """Say what to do about a value that is wrong, depending on where it was set."""
    fallback = "" if default_text == "none" else f" for the default, {default_text}"
    match origin.kind:
        case "file":
            return f"Change the line, or delete it{fallback}."
        case "variable":
            return f"Change the variable, or unset it{fallback}."
        case "flag":
            return f"Give another value, or leave the flag out{fallback}."


def did_you_mean(name: str, choices: Collection[str]) -> str:
    """Suggest the nearest dotted name, or tell where all of them are listed."""
    near = _nearest(name, choices)
    if near is None:
        return "`glassbox settings list` shows all of them."
    return f"Did you mean {near}?"


def _nearest(name: str, choices: Collection[str]) -> str | None:
    """Look among the settings of the same section first, then everywhere."""
    section, _, last = name.rpartition(".")
    lasts = {choice.rpartition(".")[2]: choice for choice in choices}
    inside = {word: choice for word, choice in lasts.items() if choice == f"{section}.{word}"}
    for words, cutoff in ((inside, 0.6), (lasts, 0.75)):
        for word in get_close_matches(last, words, n=1, cutoff=cutoff):
            return words[word]
    if inside:
        return None
    return next(iter(get_close_matches(name, choices, n=1, cutoff=0.8)), None)


def show_value(value: object, *, shorten: bool = True) -> str:
    """Return a value on one line as it would be typed, shortened if wanted; `none` when absent."""
    if value is None:
        return "none"
    text = printable(json.dumps(value, ensure_ascii=False, default=str))
    if shorten and len(text) > SHOWN_VALUE_CHARACTERS:
        return text[: SHOWN_VALUE_CHARACTERS - 1] + "…"
    return text


def _whole_numbers(context: Mapping[str, object]) -> dict[str, object]:
    """Write 10 where pydantic has 10.0."""
    return {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in context.items()
    }
