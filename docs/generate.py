"""Writes the reference pages from the code, so that they cannot say anything else.

`python docs/generate.py` writes them; with `--check` it only tells which are out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from assistant.cli.group import COMMANDS as PROGRAM_COMMANDS
from assistant.cli.group import glassbox
from assistant.configuration import SettingKey, setting_keys
from assistant.tui.commands import COMMANDS as CHAT_COMMANDS
from assistant.tui.keys import GROUPS, KeyGroup, key_rows

DOCS = Path(__file__).parent
README = DOCS.parent / "README.md"
PICTURE = DOCS.parent / "tests" / "scenes" / "pictures" / "code-dark.svg"
README_GROUPS = ("While you write", "The conversation", "Everywhere")
COLUMNS = 92
NOTICE = "<!-- Written by docs/generate.py; change the code instead. -->\n"
BEGIN, END = "<!-- keys: written by docs/generate.py -->\n", "<!-- /keys -->"


def pages() -> dict[Path, str]:
    """Return every page that is written, by its file."""
    return {
        DOCS / "settings.md": settings_page(),
        DOCS / "keys.md": keys_page(),
        DOCS / "commands.md": commands_page(),
        DOCS / "chat.svg": PICTURE.read_text("utf-8"),
        README: readme(README.read_text("utf-8")),
    }


def settings_page() -> str:
    """Describe every setting, section by section."""
    lines = [
        "# Settings",
        "",
        NOTICE,
        "`glassbox settings path` prints where the file is, and `glassbox settings edit` opens it.",
        "A flag wins over an environment variable, that over the file, and that over the default.",
        "In a variable or after a flag, `none` means absent; lists and tables are written as JSON.",
        "`GLASSBOX_DATA_DIR` is no setting: it chooses the folder for all data, and the settings",
        "file in it.",
    ]
    section = ""
    for key in setting_keys().values():
        if key.path[0] != section:
            section = key.path[0]
            lines += ["", f"## [{section}]"]
        lines += ["", *_setting(key)]
    return "\n".join(lines) + "\n"


def _setting(key: SettingKey) -> Iterator[str]:
    yield f"### `{key.name}`"
    yield ""
    yield key.description
    yield ""
    yield f"Default `{key.default_text}`. Variable `{key.variable}`."


def keys_page() -> str:
    """List every key, and every command of the chat."""
    lines = [
        "# Keys and commands of the chat",
        "",
        NOTICE,
        "Every action has a name, and another key can be given to it in the settings file:",
        "",
        "```toml",
        "[keys]",
        'new = "ctrl+g"',
        'help = "f1,ctrl+h"',
        "```",
    ]
    for group in GROUPS:
        lines += ["", f"## {group.title}", "", "| key | what it does | name |", "|---|---|---|"]
        lines += [
            f"| {row.shown_keys} | {row.description} | `{row.name}` |"
            for row in key_rows(group, {})
        ]
    lines += [
        "",
        "## Commands",
        "",
        "Typed as a message.",
        "",
        "| command | what it does |",
        "|---|---|",
    ]
    for command in CHAT_COMMANDS:
        typed = f"/{command.name} {command.arguments}".strip().replace("|", "\\|")
        lines.append(f"| `{typed}` | {command.description} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Show the help of every command."""
    lines = ["# Commands", "", NOTICE, *_help(glassbox, None)]
    context = click.Context(glassbox, info_name="glassbox")
    for name in PROGRAM_COMMANDS:
        command = glassbox.get_command(context, name)
        assert command is not None
        lines += _help(command, context)
        if isinstance(command, click.Group):
            inner_context = click.Context(command, info_name=name, parent=context)
            for inner in command.commands.values():
                lines += _help(inner, inner_context)
    return "\n".join(lines).rstrip() + "\n"


def _help(command: click.Command, parent: click.Context | None) -> list[str]:
    name = "glassbox" if parent is None else command.name
    context = click.Context(
        command,
        info_name=name,
        parent=parent,
        terminal_width=COLUMNS,
        max_content_width=COLUMNS,
        help_option_names=["-h", "--help"],
    )
    return [f"## {context.command_path}", "", "```text", command.get_help(context), "```", ""]


def readme(text: str) -> str:
    """Put the keys between their two marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        return text
    groups = [group for group in GROUPS if group.title in README_GROUPS]
    table = [
        "| key | what it does |",
        "|---|---|",
        *(row for group in groups for row in _rows(group)),
    ]
    return before + BEGIN + "\n".join(table) + "\n" + END + after


def _rows(group: KeyGroup) -> list[str]:
    return [f"| {row.shown_keys} | {row.description} |" for row in key_rows(group, {})]


def main() -> int:
    """Write the pages, or with `--check` return 1 when one is out of date."""
    outdated = [
        (file, text)
        for file, text in pages().items()
        if not file.exists() or file.read_text("utf-8") != text
    ]
    for file, text in outdated:
        if "--check" in sys.argv:
            print(f"{file.relative_to(DOCS.parent)} is out of date; `make docs` writes it.")
        else:
            file.write_text(text, "utf-8")
    return 1 if outdated and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
