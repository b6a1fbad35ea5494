"""The slash commands: one list, from which completion, help and the palette are made."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from assistant.errors import InputError
from assistant.locales import N_, _
from assistant.terminal_text import printable

Completion = Literal["nothing", "models", "parameters", "themes", "languages", "files"]


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do, by name."""

    name: str
    """Without its slash."""
    arguments: str
    """A hint, e.g. `[name|path]`; empty when there are none."""
    description: str
    """In English, as the arguments: who shows them translates them."""
    completes: Completion = "nothing"
    """What its argument is chosen from."""

    @property
    def usage(self) -> str:
        """How it is typed, in the language in use, e.g. `/model [name|path]`."""
        return f"/{self.name} {_(self.arguments)}".rstrip()


COMMANDS = (
    Command("new", "", N_("Start a new conversation")),
    Command("search", N_("[words]"), N_("Search in all chats")),
    Command("rename", N_("[title]"), N_("Give this conversation another title")),
    Command("tag", N_("[word -word …]"), N_("Show or change the tags of this conversation")),
    Command("pin", "", N_("Pin this conversation above the others, or no longer")),
    Command("archive", "", N_("Keep this conversation out of the list, or bring it back")),
    Command(
        "import", N_("PATH"), N_("Take in conversations from ChatGPT, Claude or Glassbox"), "files"
    ),
    Command(
        "export", N_("[format] [PATH]"), N_("Write this conversation as markdown, json or html")
    ),
    Command("model", N_("[name|path]"), N_("Show the models, or load one"), "models"),
    Command("system", N_("[text|default]"), N_("Show or change what the model is told first")),
    Command(
        "params", N_("[name=value …]"), N_("Show or change how tokens are chosen"), "parameters"
    ),
    Command(
        "remember",
        N_("[text]"),
        N_("Remember this, or what you said last (--here, --chat: only there)"),
    ),
    Command("memory", N_("[words]"), N_("Show what is remembered")),
    Command("forget", N_("[words]"), N_("Recall something no more, or forget it for good")),
    Command(
        "incognito", "", N_("Neither read nor write the memory in this conversation, or do again")
    ),
    Command(
        "docs",
        N_("[add|list|search|…]"),
        N_("Show, add or search the documents that answers are taken from"),
    ),
    Command("retry", "", N_("Answer the last message again")),
    Command("stop", "", N_("Stop the reply")),
    Command("continue", "", N_("Continue the last reply where it was cut short")),
    Command("edit", "", N_("Edit your last message, or the marked one, and send it anew")),
    Command("fork", "", N_("Go on from the marked message; what followed it stays")),
    Command("tree", "", N_("Show all branches of this conversation")),
    Command("undo", "", N_("Undo what was done last to this conversation, or to the list")),
    Command("redo", "", N_("Do again what was undone")),
    Command("why", "", N_("Show what the last answer, or the marked one, was made from")),
    Command("copy", N_("[code]"), N_("Copy the last reply, or its code")),
    Command("editor", "", N_("Write in your own editor")),
    Command(
        "mouse",
        "[on|off]",
        N_("Give the mouse to the terminal, to select text, or take it back"),
    ),
    Command("delete", "", N_("Delete this conversation")),
    Command("theme", N_("[name]"), N_("Change the colours"), "themes"),
    Command("language", N_("[name]"), N_("Change the language: 한국어, English"), "languages"),
    Command("help", "", N_("Show keys and commands")),
    Command("quit", "", N_("Quit; everything is kept")),
)

_CALL = re.compile(r"/([a-z]+)(?:\s+(.*))?", re.DOTALL)


def begun_path(text: str) -> tuple[str, str] | None:
    """Return the call of a command up to the path that is being typed for it, and that path."""
    call = _CALL.fullmatch(text)
    if call is None or call[2] is None or "\n" in text:
        return None
    takes_file = any(each.name == call[1] and each.completes == "files" for each in COMMANDS)
    return (text[: call.start(2)], call[2]) if takes_file else None


def find_command(text: str) -> tuple[Command, str] | None:
    """Return the command that a text calls and its argument; `None` when the text is a message.

    Raises `InputError` when it looks like a command and is none.
    """
    call = _CALL.fullmatch(text.rstrip())
    if call is None:
        return None
    name, argument = call[1], call[2] or ""
    by_name = {command.name: command for command in COMMANDS}
    if name in by_name:
        return by_name[name], argument.strip()
    near = get_close_matches(name, by_name, n=1)
    hint = (
        _("Did you mean {name}?").format(name=f"/{near[0]}")
        if near
        else _("Type / to see the commands.")
    )
    problem = _("{name} is not a command.").format(name=f"/{printable(name)}")
    raise InputError(f"{problem} {hint} " + _("To send it as a message, put a space before it."))
