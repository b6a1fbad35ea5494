"""Help in the language that is in use when it is shown, on lines that fit wide letters too."""

import inspect
import re
from collections.abc import Iterable
from copy import copy

import click

from assistant.cli.output import cells
from assistant.locales import _

_FILLER = "\N{WORD JOINER}"
"""Follows each letter that is two cells wide while click, which counts letters, breaks lines."""
_LETTER = re.compile(r"[^\x00-\u10ff]")


class Formatter(click.HelpFormatter):
    """Breaks lines by cells."""

    def write(self, string: str) -> None:
        """Write without what only made letters count double."""
        super().write(string.replace(_FILLER, ""))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, _filled(args), prefix)

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        super().write_text(_filled(text))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write names and what they mean."""
        filled = [(_filled(name), _filled(meaning)) for name, meaning in rows]
        super().write_dl(filled, col_max, col_spacing)


class Context(click.Context):
    """Where a command is run; its help is written by our formatter."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose texts are translated when they are shown."""

    context_class = Context

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help of a copy that speaks the language in use."""
        super(Command, _translated(self)).format_help(ctx, formatter)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence of the help."""
        return super(Command, _translated(self)).get_short_help_str(limit)


class Group(Command, click.Group):
    """A command with commands."""

    command_class = Command


def _translated(command: Command) -> Command:
    shown = copy(command)
    if command.help:
        shown.help = _(inspect.cleandoc(command.help))
    if command.epilog:
        shown.epilog = _(command.epilog)
    shown.params = [_translated_parameter(parameter) for parameter in command.params]
    # Made anew when it is asked for, in the language in use.
    vars(shown)["_help_option"] = None
    return shown


def _translated_parameter(parameter: click.Parameter) -> click.Parameter:
    shown = copy(parameter)
    if isinstance(shown, click.Option) and shown.help:
        shown.help = _(shown.help)
    return shown


def _filled(text: str) -> str:
    return _LETTER.sub(lambda letter: letter[0] + _FILLER * (cells(letter[0]) - 1), text)
