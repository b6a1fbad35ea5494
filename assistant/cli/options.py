"""Options that may stand before or after any command, and where their values are collected."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import click

from assistant.cli.language import speak
from assistant.data_folder import DataFolder, choose_data_folder
from assistant.locales import N_

Decorated = TypeVar("Decorated", bound=Callable[..., object])
GivenFlag = tuple[str, str, object]
"""A flag as it was typed, the setting it stands for, and the value."""

_DATA_DIR = "glassbox.data_dir"
_FLAGS = "glassbox.flags"


def shared_options(function: Decorated) -> Decorated:
    """Add `--data-dir` and `--model`."""
    data_dir = click.option(
        "--data-dir",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_remember_data_dir,
        help=N_("Keep conversations, models and settings in this folder."),
    )
    model = setting_option(
        "--model",
        "-m",
        key="model.name",
        metavar="NAME",
        described=N_("Model to use: a name or a path."),
    )
    return data_dir(model(function))


def json_option(function: Decorated) -> Decorated:
    """Add `--json`, which the command takes as `as_json`."""
    option = click.option("--json", "as_json", is_flag=True, help=N_("Print one JSON document."))
    return option(function)


def limit_option(default: int) -> Callable[[Decorated], Decorated]:
    """Add `--limit`: how many finds are shown."""

    def add(function: Decorated) -> Decorated:
        option = click.option(
            "--limit",
            type=click.IntRange(1, 1000),
            default=default,
            show_default=True,
            metavar="N",
            help=N_("Show so many at most."),
        )
        return option(function)

    return add


def setting_option(
    *names: str, key: str, metavar: str, described: str, multiple: bool = False
) -> Callable[[Decorated], Decorated]:
    """Return an option that overrides one setting; the settings check its value."""

    def remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
        if value is not None and value != ():
            given = list(cast("tuple[str, ...]", value)) if multiple else value
            add_flag(context, max(parameter.opts, key=len), key, given)

    return click.option(
        *names,
        metavar=metavar,
        help=described,
        multiple=multiple,
        expose_value=False,
        callback=remember,
    )


def add_flag(context: click.Context, name: str, key: str, value: object) -> None:
    """Remember that a flag was given."""
    flags = cast("list[GivenFlag]", context.meta.setdefault(_FLAGS, []))
    flags.append((name, key, value))


def given_flags(context: click.Context) -> list[GivenFlag]:
    """Return the flags given so far, before and after the command, in order."""
    return list(cast("list[GivenFlag]", context.meta.get(_FLAGS, [])))


def has_data_dir(context: click.Context) -> bool:
    """Whether the user chose a data folder on the command line."""
    return _DATA_DIR in context.meta


def data_folder(context: click.Context) -> DataFolder:
    """Return the data folder that the command line and the environment choose."""
    return choose_data_folder(cast("Path | None", context.meta.get(_DATA_DIR)), os.environ)


def choose_data_dir(context: click.Context, folder: Path) -> None:
    """Keep everything of this run in a folder."""
    context.meta[_DATA_DIR] = folder


def _remember_data_dir(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        choose_data_dir(context, value)
        speak(data_folder(context).settings_file)
