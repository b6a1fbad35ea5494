"""The keys of the list of chats and of the search."""

from assistant.locales import N_
from assistant.tui.key_group import KeyGroup, bind

CHATS = KeyGroup(
    N_("In the list of chats"),
    (
        bind("open_chat", "enter", "select", N_("Open"), show=True),
        bind(
            "filter_chats", "slash", "filter", N_("Filter"), show=True, more=N_("Filter by title")
        ),
        bind("pin_chat", "p", "change_chat('pin')", N_("Pin"), show=True, more=N_("Pin, or unpin")),
        bind("rename_chat", "r", "change_chat('rename')", N_("Rename"), show=True),
        bind(
            "tag_chat", "t", "change_chat('tag')", N_("Tags"), show=True, more=N_("Change its tags")
        ),
        bind(
            "archive_chat",
            "a",
            "change_chat('archive')",
            N_("Archive"),
            show=True,
            more=N_("Archive, or bring back"),
        ),
        bind("delete_chat", "delete", "delete_chat", N_("Delete"), show=True),
        bind("archived_chats", "h", "toggle_archived", N_("Show or hide what is archived")),
    ),
)

SEARCH = KeyGroup(
    N_("In the search"),
    (
        bind(
            "open_result", "enter", "select", N_("Open"), show=True, more=N_("Open what was found")
        ),
        bind("result_above", "up", "move(-1)", N_("The result above")),
        bind("result_below", "down", "move(1)", N_("The result below")),
        bind("results_up", "pageup", "page(-1)", N_("A page of results up")),
        bind("results_down", "pagedown", "page(1)", N_("A page of results down")),
        bind(
            "complete_filter",
            "tab",
            "complete",
            N_("Complete"),
            show=True,
            more=N_("Complete a filter"),
        ),
        bind(
            "close_search",
            "escape",
            "close",
            N_("Back"),
            show=True,
            more=N_("Back to where you were"),
        ),
    ),
)
