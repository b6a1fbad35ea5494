"""`glassbox settings`: read and change the settings file."""

import os

import click

from assistant.cli.help import Group
from assistant.cli.options import data_folder, given_flags, json_option, shared_options
from assistant.cli.output import print_json, tell
from assistant.configuration import (
    Assignment,
    Flag,
    load_settings,
    parse_setting,
    read_assignments,
    setting_key,
    setting_keys,
    show_value,
)
from assistant.configuration.save import save_setting
from assistant.errors import SettingsError, StorageError
from assistant.locales import _
from assistant.terminal_text import printable

FIRST_LINES = "# Settings of Glassbox. `glassbox settings list` shows every name and value.\n"


@click.group("settings", cls=Group, invoke_without_command=True)
@shared_options
@click.pass_context
def command(context: click.Context) -> object:
    """Show and change the settings.

    A flag wins over an environment variable, that over the file, and that over the default.
    """
    return context.invoke(list_settings) if context.invoked_subcommand is None else None


@command.command("list")
@json_option
@shared_options
@click.pass_context
def list_settings(context: click.Context, *, as_json: bool) -> None:
    """List every setting, its value, and where it was set."""
    winners = {assignment.key: assignment for assignment in _assignments(context)}
    rows: list[dict[str, object]] = []
    for name, key in setting_keys().items():
        assignment = winners.get(name)
        rows.append(
            {
                "id": name,
                "value": key.default if assignment is None else assignment.value,
                "origin": "default" if assignment is None else str(assignment.origin),
                "variable": key.variable,
                "description": key.description,
            }
        )
    if as_json:
        print_json(rows)
        return
    for row in rows:
        value = printable(show_value(row["value"]))
        note = "" if row["origin"] == "default" else f"   # {printable(str(row['origin']))}"
        click.echo(f"{row['id']} = {value}{note}")


@command.command("get")
@click.argument("key")
@shared_options
@click.pass_context
def get_setting(context: click.Context, key: str) -> None:
    """Print the value that is in force."""
    value = setting_key(key).default
    for assignment in _assignments(context):
        if assignment.key == key:
            value = assignment.value
    click.echo(printable(value) if isinstance(value, str) else show_value(value, shorten=False))


@command.command("set")
@click.argument("key")
@click.argument("value")
@shared_options
@click.pass_context
def set_setting(context: click.Context, key: str, value: str) -> None:
    """Write a value into the settings file; `none` removes it."""
    file = data_folder(context).settings_file
    save_setting(file, key, None if value == "none" else parse_setting(key, value))
    variable = setting_key(key).variable
    if os.environ.get(variable):
        tell(
            _("Saved, but the variable {variable} is set and wins over the file.").format(
                variable=variable
            )
        )


@command.command("path")
@shared_options
@click.pass_context
def show_path(context: click.Context) -> None:
    """Print where the settings file is, or would be."""
    click.echo(data_folder(context).settings_file)


@command.command("edit")
@shared_options
@click.pass_context
def edit_settings(context: click.Context) -> None:
    """Open the settings file in your editor, then check it."""
    file = data_folder(context).settings_file
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            file.write_text(FIRST_LINES, "utf-8")
    except OSError as error:
        raise StorageError(
            _(
                "The settings file {file} cannot be written ({reason}). "
                "Choose a data folder with --data-dir."
            ).format(file=file, reason=error.strerror)
        ) from error
    try:
        click.edit(filename=str(file))
    except click.ClickException as error:
        raise SettingsError(
            _("{problem} Set the variable EDITOR, or open {file} yourself.").format(
                problem=error.format_message(), file=file
            )
        ) from error
    load_settings(file, {})


def _assignments(context: click.Context) -> list[Assignment]:
    flags = [Flag(name, key, value) for name, key, value in given_flags(context)]
    return read_assignments(data_folder(context).settings_file, os.environ, flags)
