"""Every key of the interface.

Widgets take their bindings from here, and the help screen, the palette, the key line and the manual
are made of the same values.
"""

from collections.abc import Mapping

from textual.binding import Binding

from assistant.locales import N_
from assistant.tui.key_values import (
    KeyGroup,
    KeyRow,
    bound,
    key_label,
    key_rows,
    keys_of,
    keys_outside,
)

__all__ = [
    "CHATS",
    "CONVERSATION",
    "EVERYWHERE",
    "GROUPS",
    "MESSAGE",
    "PROMPT",
    "READING",
    "KeyGroup",
    "KeyRow",
    "key_label",
    "key_of",
    "key_rows",
    "keys_of",
    "keys_outside",
]

PROMPT = KeyGroup(
    N_("While you write"),
    (
        bound("send", "enter", "send", N_("Send"), show=True),
        bound("new_line", "ctrl+j,shift+enter", "new_line", N_("New line"), show=True),
        bound("complete", "tab", "complete", N_("Complete")),
        bound("expand", "ctrl+o", "expand", N_("Show a long paste in full")),
        bound("close_completion", "escape", "close_completion", N_("Close the list")),
        bound("earlier", "up", "earlier", N_("Earlier input, from the first line")),
        bound("later", "down", "later", N_("Later input, from the last line")),
    ),
)

CONVERSATION = KeyGroup(
    N_("The conversation"),
    (
        bound(
            "leave_edit",
            "escape",
            "leave_edit",
            N_("Leave it"),
            show=True,
            more=N_("Leave the message that is edited as it was"),
        ),
        bound(
            "stop", "escape", "command('stop')", N_("Stop"), show=True, more=N_("Stop the reply")
        ),
        bound(
            "new",
            "ctrl+n",
            "command('new')",
            N_("New chat"),
            show=True,
            more=N_("Start a new chat"),
        ),
        bound(
            "conversations",
            "ctrl+b",
            "conversations",
            N_("Chats"),
            show=True,
            more=N_("Go to the list of chats; from there, hide it"),
        ),
        bound("retry", "ctrl+r", "command('retry')", N_("Answer the last message again")),
        bound(
            "continue",
            "f5",
            "command('continue')",
            N_("Continue the last reply where it was cut short"),
        ),
        bound("branches", "f6", "command('tree')", N_("Show all branches of this conversation")),
        bound("reasoning", "ctrl+t", "reasoning", N_("Open or close all reasoning")),
        bound("copy_reply", "f4", "command('copy')", N_("Copy the last reply")),
        bound("editor", "f7", "command('editor')", N_("Write in your own editor")),
        bound("delete", "f8", "command('delete')", N_("Delete this conversation")),
        bound("back", "escape", "back", N_("Back to the prompt")),
    ),
)

HISTORY = KeyGroup(
    N_("Undoing, where no text is written"),
    (
        bound("undo", "ctrl+z", "command('undo')", N_("Undo")),
        bound("redo", "ctrl+y", "command('redo')", N_("Do again what was undone")),
    ),
)

READING = KeyGroup(
    N_("Reading"),
    (
        bound("page_up", "pageup", "page(-1)", N_("Scroll a page up")),
        bound("page_down", "pagedown", "page(1)", N_("Scroll a page down")),
        bound(
            "top",
            "ctrl+home,home",
            "edge(-1)",
            N_("Scroll to the beginning"),
        ),
        bound("bottom", "ctrl+end,end", "edge(1)", N_("Scroll to the end")),
        bound("message_up", "alt+up", "message(-1)", N_("Go to the message above")),
        bound("message_down", "alt+down", "message(1)", N_("Go to the message below")),
    ),
)

CHATS = KeyGroup(
    N_("In the list of chats"),
    (
        bound("open_chat", "enter", "select", N_("Open"), show=True),
        bound(
            "filter_chats", "slash", "filter", N_("Filter"), show=True, more=N_("Filter by title")
        ),
        bound(
            "pin_chat", "p", "change_chat('pin')", N_("Pin"), show=True, more=N_("Pin, or unpin")
        ),
        bound("rename_chat", "r", "change_chat('rename')", N_("Rename"), show=True),
        bound(
            "tag_chat", "t", "change_chat('tag')", N_("Tags"), show=True, more=N_("Change its tags")
        ),
        bound(
            "archive_chat",
            "a",
            "change_chat('archive')",
            N_("Archive"),
            show=True,
            more=N_("Archive, or bring back"),
        ),
        bound("delete_chat", "delete", "delete_chat", N_("Delete"), show=True),
        bound("archived_chats", "h", "toggle_archived", N_("Show or hide what is archived")),
    ),
)

MESSAGE = KeyGroup(
    N_("On a message"),
    (
        bound(
            "press",
            "enter,space",
            "press",
            N_("Open or close"),
            show=True,
            more=N_("Open its reasoning"),
        ),
        bound(
            "edit",
            "e",
            "screen.branch('edit')",
            N_("Edit"),
            show=True,
            more=N_("Edit and send anew"),
        ),
        bound(
            "again",
            "r",
            "screen.branch('again')",
            N_("Again"),
            show=True,
            more=N_("Answer it again; the other answer stays"),
        ),
        bound(
            "go_on",
            "c",
            "screen.branch('go_on')",
            N_("Continue"),
            show=True,
            more=N_("Continue a reply that was cut short"),
        ),
        bound(
            "previous_version",
            "left",
            "screen.branch('previous')",
            N_("Versions"),
            show=True,
            more=N_("The version before"),
        ),
        bound(
            "next_version",
            "right",
            "screen.branch('next')",
            N_("Versions"),
            show=True,
            more=N_("The version after"),
        ),
        bound(
            "fork", "f", "screen.branch('fork')", N_("Fork"), show=True, more=N_("Go on from here")
        ),
        bound(
            "delete_message",
            "d,delete",
            "screen.branch('delete')",
            N_("Delete"),
            show=True,
            more=N_("Delete it and what follows"),
        ),
        bound("above", "up", "message(-1)", N_("The message above")),
        bound("below", "down", "message(1)", N_("The message below")),
    ),
)

BRANCHES = KeyGroup(
    N_("In the overview of branches"),
    (
        bound("jump", "enter", "jump", N_("Go there"), show=True, more=N_("Show its branch")),
        bound(
            "delete_branch",
            "delete",
            "delete_branch",
            N_("Delete"),
            show=True,
            more=N_("Delete it and what follows"),
        ),
        bound("row_up", "up", "row(-1)", N_("The row above")),
        bound("row_down", "down", "row(1)", N_("The row below")),
        bound("rows_up", "pageup", "rows(-1)", N_("A page up")),
        bound("rows_down", "pagedown", "rows(1)", N_("A page down")),
        bound("first_row", "ctrl+home", "row_edge(-1)", N_("The first row")),
        bound("last_row", "ctrl+end", "row_edge(1)", N_("The last row")),
        bound(
            "close_branches", "escape", "close", N_("Back"), show=True, more=N_("Back to the page")
        ),
    ),
)

EVERYWHERE = KeyGroup(
    N_("Everywhere"),
    (
        bound(
            "commands",
            "ctrl+p",
            "command_palette",
            N_("Commands"),
            show=True,
            more=N_("Find a command by name"),
        ),
        bound("help", "f1", "help", N_("Help"), show=True, more=N_("Keys and commands")),
        bound("theme", "f3", "theme", N_("Dark or light")),
        Binding("ctrl+q", "quit", N_("Quit"), id="quit", show=False, priority=True),
    ),
)

GROUPS = (PROMPT, CONVERSATION, HISTORY, READING, MESSAGE, BRANCHES, CHATS, EVERYWHERE)


def key_of(name: str, keymap: Mapping[str, str]) -> str:
    """Return the label of the first key of an action."""
    rows = {row.name: row for group in GROUPS for row in key_rows(group, keymap)}
    return key_label(rows[name].keys[0])
