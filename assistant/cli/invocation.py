"""From what was typed to the settings and the data folder of this run."""

import os
from dataclasses import dataclass

import click

from assistant.cli.options import data_folder, given_flags
from assistant.configuration import Flag, load_settings
from assistant.data_folder import DataFolder
from assistant.locales import use_language
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a command needs to begin."""

    settings: Settings
    folder: DataFolder
    flags: tuple[Flag, ...]


def prepare(context: click.Context) -> Invocation:
    """Read the settings and make the data folder; raises `SettingsError` or `StorageError`."""
    folder = data_folder(context)
    flags = tuple(Flag(name, key, value) for name, key, value in given_flags(context))
    settings = load_settings(folder.settings_file, os.environ, flags)
    use_language(settings.interface.language)
    folder.create()
    return Invocation(settings, folder, flags)
