"""The language of the command line before the settings are read, and what click says in it."""

import os
import tomllib
from pathlib import Path
from typing import cast

import click

from assistant.locales import N_, VARIABLE, _, ngettext, use_language

CLICKS_SENTENCES = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Show the version and exit."),
    N_("Missing argument"),
    N_("Missing option"),
    N_("Missing command."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Option {name!r} does not take a value."),
    N_("{editor}: Editing failed"),
    N_("{editor}: Editing failed: {e}"),
)
"""What click may say of our commands, as it stands in click's code."""


def clicks_plural_sentences(number: int) -> tuple[str, ...]:
    """Return, for a number, what click may say with one."""
    return (
        ngettext(
            "Got unexpected extra argument ({args})",
            "Got unexpected extra arguments ({args})",
            number,
        ),
        ngettext(
            "Option {name!r} requires an argument.",
            "Option {name!r} requires {nargs} arguments.",
            number,
        ),
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", number),
    )


def speak(settings_file: Path) -> None:
    """Use the language that the environment or a settings file asks for, else the system's.

    The file is only looked into: what is wrong with it is told by those who need it whole.
    """
    use_language(os.environ.get(VARIABLE) or _language_in(settings_file))


def teach_click() -> None:
    """Let click take its own sentences from our catalogue.

    It asks the standard library's `gettext`, which knows the environment but no settings.
    """
    for module in vars(click).values():
        names = getattr(module, "__dict__", {})
        if getattr(module, "__package__", "") == click.__name__:
            names.update({"_": _} if "_" in names else {})
            names.update({"ngettext": ngettext} if "ngettext" in names else {})


def _language_in(settings_file: Path) -> str:
    try:
        tables = cast("dict[str, object]", tomllib.loads(settings_file.read_text("utf-8")))
    except (OSError, ValueError):
        return "system"
    match tables.get("interface"):
        case {"language": str(wanted)}:
            return wanted
        case _:
            return "system"
