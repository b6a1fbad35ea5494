"""Every key and command, made from the lists that the program itself uses."""

from collections.abc import Mapping
from pathlib import Path

from assistant.locales import _
from assistant.tui.commands import COMMANDS
from assistant.tui.keys import GROUPS, key_rows
from assistant.tui.screens.card import CardScreen
from assistant.tui.widgets.rows_view import Row, Section


def help_screen(keymap: Mapping[str, str], settings_file: Path) -> CardScreen:
    """Return the help with the keys as the user has them."""
    foot = _("Change keys under [keys] in {file}, by the names on the right.")
    return CardScreen(_("Help"), help_sections(keymap), foot.format(file=settings_file))


def help_sections(keymap: Mapping[str, str]) -> list[Section]:
    """Return the commands, then the keys by the place where they work."""
    commands = tuple(Row(command.usage, _(command.description)) for command in COMMANDS)
    keys = [
        Section(
            _(group.title),
            tuple(
                Row(row.shown_keys, row.description, note=row.name)
                for row in key_rows(group, keymap)
            ),
        )
        for group in GROUPS
    ]
    return [Section(_("Commands, typed in the prompt"), commands), *keys]
