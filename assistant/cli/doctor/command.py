"""Looks at everything and prints what was found."""

import os
import sys
from collections.abc import Iterator, Sequence

import click

from assistant.cli.doctor.data import data_group
from assistant.cli.doctor.engine import examine_engine
from assistant.cli.doctor.findings import Group
from assistant.cli.doctor.model import model_group
from assistant.cli.doctor.preferences import examine_settings
from assistant.cli.doctor.program import program_group
from assistant.cli.doctor.terminal import terminal_group
from assistant.cli.help import Command
from assistant.cli.options import data_folder, given_flags, shared_options
from assistant.cli.output import print_json, stdout_shows
from assistant.configuration import Flag
from assistant.locales import N_, SOURCE, _, use_language
from assistant.terminal_text import printable

_MARKS = {"ok": ("✓", "+", "green"), "advice": ("!", "!", "yellow"), "problem": ("✗", "x", "red")}
"""Of each state: its mark, the mark where there is no UTF-8, and its colour."""


@click.command("doctor", cls=Command)
@click.option("--json", "as_json", is_flag=True, help=N_("Print one JSON document."))
@shared_options
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> int:
    """Tell what is installed, what is wrong, and what to do.

    The exit code is 1 when something does not work.
    """
    if as_json:
        use_language(SOURCE)  # a program that reads it finds the same words everywhere
    groups = list(_examine(context))
    if as_json:
        print_json(documents(groups))
    else:
        for line in lines(groups, in_utf8=stdout_shows("✓"), in_colour=_wants_colour()):
            click.echo(line)
    states = {finding.state for group in groups for finding in group.findings}
    return 1 if "problem" in states else 0


def _examine(context: click.Context) -> Iterator[Group]:
    folder = data_folder(context)
    flags = [Flag(name, key, value) for name, key, value in given_flags(context)]
    settings, settings_group = examine_settings(folder.settings_file, os.environ, flags)
    yield program_group()
    engine = examine_engine(folder.engine_log)
    yield engine.group
    yield model_group(settings, folder, engine.system)
    yield data_group(folder)
    yield settings_group
    yield terminal_group(os.environ)


def lines(groups: Sequence[Group], *, in_utf8: bool, in_colour: bool) -> Iterator[str]:
    """Write the findings for a person to read."""
    for group in groups:
        title = _(group.title)
        yield click.style(title, bold=True) if in_colour else title
        for finding in group.findings:
            mark, plain_mark, colour = _MARKS[finding.state]
            shown = mark if in_utf8 else plain_mark
            shown = click.style(shown, fg=colour) if in_colour else shown
            yield f"  {shown} {printable(finding.text)}"
            if finding.remedy:
                yield f"    {'→' if in_utf8 else '->'} {printable(finding.remedy)}"
        yield ""


def documents(groups: Sequence[Group]) -> list[dict[str, str]]:
    """Return the findings for a program to read."""
    return [
        {
            "id": finding.id,
            "group": group.title,
            "state": finding.state,
            "text": finding.text,
            "remedy": finding.remedy,
        }
        for group in groups
        for finding in group.findings
    ]


def _wants_colour() -> bool:
    return not os.environ.get("NO_COLOR") and sys.stdout.isatty()
