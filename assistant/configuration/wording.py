"""The sentences that tell what is wrong with a setting."""

import json
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from assistant.configuration.assignment import Origin
from assistant.locales import N_, _
from assistant.terminal_text import printable

SHOWN_VALUE_CHARACTERS = 40

_DEMANDS: Mapping[str, str] = {
    "int_type": N_("{name} must be a whole number, not {value}."),
    "int_parsing": N_("{name} must be a whole number, not {value}."),
    "int_from_float": N_("{name} must be a whole number, not {value}."),
    "float_type": N_("{name} must be a number, not {value}."),
    "float_parsing": N_("{name} must be a number, not {value}."),
    "finite_number": N_("{name} must be a finite number, not {value}."),
    "bool_type": N_("{name} must be true or false, not {value}."),
    "bool_parsing": N_("{name} must be true or false, not {value}."),
    "string_type": N_("{name} must be text, not {value}."),
    "string_too_short": N_("{name} must not be empty, not {value}."),
    "tuple_type": N_('{name} must be a list, such as ["a", "b"], not {value}.'),
    "list_type": N_('{name} must be a list, such as ["a", "b"], not {value}.'),
    "dict_type": N_("{name} must be a table, not {value}."),
    "literal_error": N_("{name} must be {expected}, not {value}."),
    "greater_than_equal": N_("{name} must be at least {ge:,}, not {value}."),
    "less_than_equal": N_("{name} must be at most {le:,}, not {value}."),
}


def problem_sentence(name: str, problem: ErrorDetails) -> str:
    """Say in plain words what a setting must be, and what it is."""
    sentence = _DEMANDS.get(problem["type"])
    value = show_value(problem["input"])
    if sentence is not None:
        context = _in_our_words(problem.get("ctx", {}))
        return _(sentence).format(**context, name=name, value=value)
    message = problem["msg"]
    demand = message[:1].lower() + message[1:]
    return _("{name} is wrong: {demand}, not {value}.").format(
        name=name, demand=demand, value=value
    )


def problem_sentences(name: str, error: ValidationError) -> str:
    """Say all that is wrong with one value."""
    return " ".join(problem_sentence(name, each) for each in error.errors(include_url=False))


def remedy(origin: Origin, default_text: str) -> str:
    """Say what to do about a value that is wrong, depending on where it was set."""
    has_default = default_text != "none"
    match origin.kind:
        case "file" if has_default:
            sentence = _("Change the line, or delete it for the default, {default}.")
        case "file":
            sentence = _("Change the line, or delete it.")
        case "variable" if has_default:
            sentence = _("Change the variable, or unset it for the default, {default}.")
        case "variable":
            sentence = _("Change the variable, or unset it.")
        case "flag" if has_default:
            sentence = _("Give another value, or leave the flag out for the default, {default}.")
        case "flag":
            sentence = _("Give another value, or leave the flag out.")
    return sentence.format(default=default_text)


def did_you_mean(name: str, choices: Collection[str]) -> str:
    """Suggest the nearest dotted name, or tell where all of them are listed."""
    near = _nearest(name, choices)
    if near is None:
        return _("`glassbox settings list` shows all of them.")
    return _("Did you mean {name}?").format(name=near)


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


def _in_our_words(context: Mapping[str, object]) -> dict[str, object]:
    """Write 10 where pydantic has 10.0, and its `or` in our language."""
    return {name: _in_our_word(value) for name, value in context.items()}


def _in_our_word(value: object) -> object:
    match value:
        case float() if value.is_integer():
            return int(value)
        case str():
            return value.replace(" or ", _(" or "))
        case _:
            return value
