"""Every key of the interface.

Widgets take their bindings from here, and the help screen, the palette, the key line and the manual
are made of the same values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from assistant.locales import N_, _


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that work in the same place. Its texts are English: who shows them translates them."""

    title: str
    bindings: tuple[Binding, ...]

    @property
    def for_widget(self) -> list[BindingType]:
        """The bindings as a widget's `BINDINGS`."""
        return list(self.bindings)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One action: its name for `[keys]` in the settings, its keys, and what it does."""

    name: str
    keys: tuple[str, ...]
    description: str
    action: str

    @property
    def shown_keys(self) -> str:
        """The keys as they are printed on a keyboard, e.g. `Ctrl+J or Shift+Enter`."""
        return _(" or ").join(map(key_label, self.keys))


def _key(
    name: str, keys: str, action: str, description: str, *, show: bool = False, more: str = ""
) -> Binding:
    """Bind keys under a name; `more` says in help what is too long for the key line."""
    return Binding(keys, action, description, show=show, tooltip=more, id=name)


PROMPT = KeyGroup(
    N_("While you write"),
    (
        _key("send", "enter", "send", N_("Send"), show=True),
        _key("new_line", "ctrl+j,shift+enter", "new_line", N_("New line"), show=True),
        _key("complete", "tab", "complete", N_("Complete")),
        _key("expand", "ctrl+o", "expand", N_("Show a long paste in full")),
        _key("close_completion", "escape", "close_completion", N_("Close the list")),
        _key("earlier", "up", "earlier", N_("Earlier input, from the first line")),
        _key("later", "down", "later", N_("Later input, from the last line")),
    ),
)

CONVERSATION = KeyGroup(
    N_("The conversation"),
    (
        _key(
            "leave_edit",
            "escape",
            "leave_edit",
            N_("Leave it"),
            show=True,
            more=N_("Leave the message that is edited as it was"),
        ),
        _key("stop", "escape", "command('stop')", N_("Stop"), show=True, more=N_("Stop the reply")),
        _key(
            "new",
            "ctrl+n",
            "command('new')",
            N_("New chat"),
            show=True,
            more=N_("Start a new chat"),
        ),
        _key(
            "conversations",
            "ctrl+b",
            "conversations",
            N_("Chats"),
            show=True,
            more=N_("Go to the list of chats; from there, hide it"),
        ),
        _key("retry", "ctrl+r", "command('retry')", N_("Answer the last message again")),
        _key(
            "continue",
            "f5",
            "command('continue')",
            N_("Continue the last reply where it was cut short"),
        ),
        _key("branches", "f6", "command('tree')", N_("Show all branches of this conversation")),
        _key("reasoning", "ctrl+t", "reasoning", N_("Open or close all reasoning")),
        _key("copy_reply", "f4", "command('copy')", N_("Copy the last reply")),
        _key("editor", "f7", "command('editor')", N_("Write in your own editor")),
        _key("delete", "f8", "command('delete')", N_("Delete this conversation")),
        _key("back", "escape", "back", N_("Back to the prompt")),
    ),
)

HISTORY = KeyGroup(
    "Undoing, where no text is written",
    (
        _key("undo", "ctrl+z", "command('undo')", "Undo"),
        _key("redo", "ctrl+y", "command('redo')", "Do again what was undone"),
    ),
)

READING = KeyGroup(
    N_("Reading"),
    (
        _key("page_up", "pageup", "page(-1)", N_("Scroll a page up")),
        _key("page_down", "pagedown", "page(1)", N_("Scroll a page down")),
        _key(
            "top",
            "ctrl+home,home",
            "edge(-1)",
            N_("Scroll to the beginning"),
        ),
        _key("bottom", "ctrl+end,end", "edge(1)", N_("Scroll to the end")),
        _key("message_up", "alt+up", "message(-1)", N_("Go to the message above")),
        _key("message_down", "alt+down", "message(1)", N_("Go to the message below")),
    ),
)

CHATS = KeyGroup(
    N_("In the list of chats"),
    (
        _key("open_chat", "enter", "select", N_("Open"), show=True),
        _key(
            "filter_chats", "slash", "filter", N_("Filter"), show=True, more=N_("Filter by title")
        ),
        _key("pin_chat", "p", "change_chat('pin')", N_("Pin"), show=True, more=N_("Pin, or unpin")),
        _key("rename_chat", "r", "change_chat('rename')", N_("Rename"), show=True),
        _key(
            "tag_chat", "t", "change_chat('tag')", N_("Tags"), show=True, more=N_("Change its tags")
        ),
        _key(
            "archive_chat",
            "a",
            "change_chat('archive')",
            N_("Archive"),
            show=True,
            more=N_("Archive, or bring back"),
        ),
        _key("delete_chat", "delete", "delete_chat", N_("Delete"), show=True),
        _key("archived_chats", "h", "toggle_archived", N_("Show or hide what is archived")),
    ),
)

MESSAGE = KeyGroup(
    N_("On a message"),
    (
        _key(
            "press",
            "enter,space",
            "press",
            N_("Open or close"),
            show=True,
            more=N_("Open its reasoning"),
        ),
        _key(
            "edit",
            "e",
            "screen.branch('edit')",
            N_("Edit"),
            show=True,
            more=N_("Edit and send anew"),
        ),
        _key(
            "again",
            "r",
            "screen.branch('again')",
            N_("Again"),
            show=True,
            more=N_("Answer it again; the other answer stays"),
        ),
        _key(
            "go_on",
            "c",
            "screen.branch('go_on')",
            N_("Continue"),
            show=True,
            more=N_("Continue a reply that was cut short"),
        ),
        _key(
            "previous_version",
            "left",
            "screen.branch('previous')",
            N_("Versions"),
            show=True,
            more=N_("The version before"),
        ),
        _key(
            "next_version",
            "right",
            "screen.branch('next')",
            N_("Versions"),
            show=True,
            more=N_("The version after"),
        ),
        _key(
            "fork", "f", "screen.branch('fork')", N_("Fork"), show=True, more=N_("Go on from here")
        ),
        _key(
            "delete_message",
            "d,delete",
            "screen.branch('delete')",
            N_("Delete"),
            show=True,
            more=N_("Delete it and what follows"),
        ),
        _key("above", "up", "message(-1)", N_("The message above")),
        _key("below", "down", "message(1)", N_("The message below")),
    ),
)

BRANCHES = KeyGroup(
    "In the overview of branches",
    (
        _key("jump", "enter", "jump", "Go there", show=True, more="Show its branch"),
        _key(
            "delete_branch",
            "delete",
            "delete_branch",
            "Delete",
            show=True,
            more="Delete it and what follows",
        ),
        _key("row_up", "up", "row(-1)", "The row above"),
        _key("row_down", "down", "row(1)", "The row below"),
        _key("rows_up", "pageup", "rows(-1)", "A page up"),
        _key("rows_down", "pagedown", "rows(1)", "A page down"),
        _key("first_row", "ctrl+home", "row_edge(-1)", "The first row"),
        _key("last_row", "ctrl+end", "row_edge(1)", "The last row"),
        _key("close_branches", "escape", "close", "Back", show=True, more="Back to the page"),
    ),
)

EVERYWHERE = KeyGroup(
    N_("Everywhere"),
    (
        _key(
            "commands",
            "ctrl+p",
            "command_palette",
            N_("Commands"),
            show=True,
            more=N_("Find a command by name"),
        ),
        _key("help", "f1", "help", N_("Help"), show=True, more=N_("Keys and commands")),
        _key("theme", "f3", "theme", N_("Dark or light")),
        Binding("ctrl+q", "quit", N_("Quit"), id="quit", show=False, priority=True),
    ),
)

GROUPS = (PROMPT, CONVERSATION, HISTORY, READING, MESSAGE, BRANCHES, CHATS, EVERYWHERE)

_LABELS = {
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "delete": "Del",
    "question_mark": "?",
    "slash": "/",
}


def key_label(key: str) -> str:
    """Return a key as it is printed on a keyboard, e.g. `Ctrl+N` for `ctrl+n`."""
    return "+".join(_LABELS.get(part, part.capitalize()) for part in key.split("+"))


def key_rows(group: KeyGroup, keymap: Mapping[str, str]) -> list[KeyRow]:
    """Return a group's actions with the keys that the user gave them."""
    return [
        KeyRow(
            name=binding.id or binding.action,
            keys=tuple(key.strip() for key in keymap.get(binding.id or "", binding.key).split(",")),
            description=_(binding.tooltip or binding.description),
            action=binding.action,
        )
        for binding in group.bindings
    ]


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
