"""Every key of the interface.

Widgets take their bindings from here, and the help screen, the palette, the key line and the manual
are made of the same values.
"""

from collections.abc import Mapping, Sequence

from textual.binding import Binding

from assistant.locales import N_
from assistant.tui.key_group import KeyGroup, KeyRow, bind, key_label, key_rows
from assistant.tui.list_keys import CHATS, MEMORY, PROPOSAL, SEARCH, WHY

__all__ = [
    "BRANCHES", "CHATS", "CONVERSATION", "EVERYWHERE", "GROUPS", "HISTORY", "MEMORY", "MESSAGE",
    "PROMPT", "PROPOSAL", "READING", "SEARCH", "WHY", "KeyGroup", "KeyRow", "key_label", "key_of",
    "key_rows", "keys_of", "keys_outside",
]  # fmt: skip


PROMPT = KeyGroup(
    N_("While you write"),
    (
        bind("send", "enter", "send", N_("Send"), show=True),
        bind("new_line", "ctrl+j,shift+enter", "new_line", N_("New line"), show=True),
        bind("complete", "tab", "complete", N_("Complete")),
        bind("expand", "ctrl+o", "expand", N_("Show a long paste in full")),
        bind("close_completion", "escape", "close_completion", N_("Close the list")),
        bind("earlier", "up", "earlier", N_("Earlier input, from the first line")),
        bind("later", "down", "later", N_("Later input, from the last line")),
    ),
)

CONVERSATION = KeyGroup(
    N_("The conversation"),
    (
        bind(
            "leave_edit",
            "escape",
            "leave_edit",
            N_("Leave it"),
            show=True,
            more=N_("Leave the edited message as it was"),
        ),
        bind("stop", "escape", "command('stop')", N_("Stop"), show=True, more=N_("Stop the reply")),
        bind(
            "new",
            "ctrl+n",
            "command('new')",
            N_("New chat"),
            show=True,
            more=N_("Start a new chat"),
        ),
        bind(
            "conversations",
            "ctrl+b",
            "conversations",
            N_("Chats"),
            show=True,
            more=N_("Go to the list of chats; from there, hide it"),
        ),
        # Before the text area, where it would delete a word.
        Binding(
            "ctrl+f",
            "command('search')",
            N_("Search"),
            tooltip=N_("Search in all chats"),
            id="search",
            priority=True,
        ),
        bind("retry", "ctrl+r", "command('retry')", N_("Answer the last message again")),
        bind(
            "continue",
            "f5",
            "command('continue')",
            N_("Continue the last reply where it was cut short"),
        ),
        bind("branches", "f7", "command('tree')", N_("Show all branches of this conversation")),
        bind("reasoning", "ctrl+t", "reasoning", N_("Open or close all reasoning")),
        bind("copy_reply", "f4", "command('copy')", N_("Copy the last reply")),
        bind("editor", "f6", "command('editor')", N_("Write in your own editor")),
        # Before the text area, which would write its letter.
        Binding(
            "alt+m",
            "command('memory')",
            N_("Memory"),
            tooltip=N_("Show what is remembered"),
            id="memory",
            show=False,
            priority=True,
        ),
        bind("proposal", "f9", "proposal", N_("Answer what is proposed to be remembered")),
        bind("delete", "f8", "command('delete')", N_("Delete this conversation")),
        bind("back", "escape", "back", N_("Back to the prompt")),
    ),
)

HISTORY = KeyGroup(
    N_("Undoing, where no text is written"),
    (
        bind("undo", "ctrl+z", "command('undo')", N_("Undo")),
        bind("redo", "ctrl+y", "command('redo')", N_("Do again what was undone")),
    ),
)

READING = KeyGroup(
    N_("Reading"),
    (
        bind("page_up", "pageup", "page(-1)", N_("Scroll a page up")),
        bind("page_down", "pagedown", "page(1)", N_("Scroll a page down")),
        bind(
            "top",
            "ctrl+home,home",
            "edge(-1)",
            N_("Scroll to the beginning"),
        ),
        bind("bottom", "ctrl+end,end", "edge(1)", N_("Scroll to the end")),
        bind("message_up", "alt+up", "message(-1)", N_("Go to the message above")),
        bind("message_down", "alt+down", "message(1)", N_("Go to the message below")),
    ),
)

MESSAGE = KeyGroup(
    N_("On a message"),
    (
        bind(
            "press",
            "enter,space",
            "press",
            N_("Open or close"),
            show=True,
            more=N_("Open its reasoning"),
        ),
        bind(
            "edit",
            "e",
            "screen.branch('edit')",
            N_("Edit"),
            show=True,
            more=N_("Edit and send anew"),
        ),
        bind(
            "again",
            "r",
            "screen.branch('again')",
            N_("Again"),
            show=True,
            more=N_("Answer it again; the other answer stays"),
        ),
        bind(
            "go_on",
            "c",
            "screen.branch('go_on')",
            N_("Continue"),
            show=True,
            more=N_("Continue a reply that was cut short"),
        ),
        bind(
            "previous_version",
            "left",
            "screen.branch('previous')",
            N_("Versions"),
            show=True,
            more=N_("The version before"),
        ),
        bind(
            "next_version",
            "right",
            "screen.branch('next')",
            N_("Versions"),
            show=True,
            more=N_("The version after"),
        ),
        bind(
            "fork", "f", "screen.branch('fork')", N_("Fork"), show=True, more=N_("Go on from here")
        ),
        bind(
            "delete_message",
            "d,delete",
            "screen.branch('delete')",
            N_("Delete"),
            show=True,
            more=N_("Delete it and what follows"),
        ),
        bind(
            "sources",
            "s",
            "screen.branch('sources')",
            N_("Sources"),
            show=True,
            more=N_("Show the documents that it was taken from"),
        ),
        bind("copy_message", "y", "screen.branch('copy')", N_("Copy"), show=True),
        bind(
            "why",
            "w",
            "screen.branch('why')",
            N_("Why"),
            show=True,
            more=N_("What an answer was made from"),
        ),
        bind("copy_code", "k", "screen.branch('code')", N_("Copy its code")),
        bind("above", "up", "message(-1)", N_("The message above")),
        bind("below", "down", "message(1)", N_("The message below")),
    ),
)

BRANCHES = KeyGroup(
    N_("In the overview of branches"),
    (
        bind("jump", "enter", "jump", N_("Go there"), show=True, more=N_("Show its branch")),
        bind(
            "delete_branch",
            "delete",
            "delete_branch",
            N_("Delete"),
            show=True,
            more=N_("Delete it and what follows"),
        ),
        bind("row_up", "up", "row(-1)", N_("The row above")),
        bind("row_down", "down", "row(1)", N_("The row below")),
        bind("rows_up", "pageup", "rows(-1)", N_("A page up")),
        bind("rows_down", "pagedown", "rows(1)", N_("A page down")),
        bind("first_row", "ctrl+home", "row_edge(-1)", N_("The first row")),
        bind("last_row", "ctrl+end", "row_edge(1)", N_("The last row")),
        bind(
            "close_branches", "escape", "close", N_("Back"), show=True, more=N_("Back to the page")
        ),
    ),
)

EVERYWHERE = KeyGroup(
    N_("Everywhere"),
    (
        bind(
            "commands",
            "ctrl+p",
            "command_palette",
            N_("Commands"),
            show=True,
            more=N_("Find a command by name"),
        ),
        bind("help", "f1", "help", N_("Help"), show=True, more=N_("Keys and commands")),
        bind("theme", "f3", "theme", N_("Dark or light")),
        Binding("ctrl+q", "quit", N_("Quit"), id="quit", show=False, priority=True),
    ),
)

GROUPS = (
    PROMPT, CONVERSATION, HISTORY, READING, MESSAGE, PROPOSAL, BRANCHES, CHATS, SEARCH, MEMORY, WHY,
    EVERYWHERE,
)  # fmt: skip


def keys_outside(group: KeyGroup, keymap: Mapping[str, str]) -> set[str]:
    """Return the keys that the user gave to actions of other groups."""
    inside = {binding.id for binding in group.bindings}
    given = (keys.split(",") for name, keys in keymap.items() if name not in inside)
    return {key.strip() for keys in given for key in keys}


def keys_of(groups: Sequence[KeyGroup], keymap: Mapping[str, str]) -> set[str]:
    """Return the keys of all actions of some groups, but Escape, which each place shares."""
    rows = (row for group in groups for row in key_rows(group, keymap))
    return {key for row in rows for key in row.keys} - {"escape"}


def key_of(name: str, keymap: Mapping[str, str]) -> str:
    """Return the label of the first key of an action."""
    rows = {row.name: row for group in GROUPS for row in key_rows(group, keymap)}
    return key_label(rows[name].keys[0])
