"""The command palette: every command and every key's action, from the same lists."""

from collections.abc import Iterator, Mapping
from functools import partial

from textual.app import SystemCommand
from textual.screen import Screen

from assistant.locales import _
from assistant.tui.commands import COMMANDS
from assistant.tui.keys import CONVERSATION, EVERYWHERE, HISTORY, READING, KeyRow, key_rows

_NOT_LISTED = ("command_palette", "help", "quit", "back", "leave_edit")
"""The palette itself, what is listed as a command, what choosing an entry does anyway, and
what is only for a prompt with something in it."""


def palette_commands(screen: Screen[object], keymap: Mapping[str, str]) -> Iterator[SystemCommand]:
    """Yield what can be done on the chat screen, with its slash command and its key."""
    groups = (CONVERSATION, HISTORY, READING)
    rows = {row.action: row for group in groups for row in key_rows(group, keymap)}
    everywhere = {row.action: row for row in key_rows(EVERYWHERE, keymap)}
    for command in COMMANDS:
        action = f"command('{command.name}')"
        key = rows.pop(action, None)
        if command.name in _NOT_LISTED:
            key = everywhere.get(command.name)
        hint = f"/{command.name}" + (f" · {key.shown_keys}" if key else "")
        yield SystemCommand(
            _(command.description), hint, partial(screen.run_action, f"screen.{action}")
        )
    yield from (_entry(screen, "screen", row) for row in rows.values() if _is_listed(row))
    yield from (_entry(screen, "app", row) for row in everywhere.values() if _is_listed(row))


def _is_listed(row: KeyRow) -> bool:
    return row.action not in _NOT_LISTED


def _entry(screen: Screen[object], where: str, row: KeyRow) -> SystemCommand:
    run = partial(screen.run_action, f"{where}.{row.action}")
    return SystemCommand(row.description, row.shown_keys, run)
