"""The keys of the lists: chats, search, memory; and of what an answer was made from."""

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

MEMORY = KeyGroup(
    N_("In the memory"),
    (
        bind("edit_memory", "enter", "edit_memory", N_("Edit"), show=True),
        bind("pin_memory", "ctrl+t", "pin_memory", N_("Pin"), show=True, more=N_("Pin, or unpin")),
        bind(
            "put_away",
            "delete",
            "put_away",
            N_("Put away"),
            show=True,
            more=N_("Recall it no more"),
        ),
        bind(
            "forget_memory",
            "f8,shift+delete",
            "forget_memory",
            N_("Forget"),
            show=True,
            more=N_("Forget it for good"),
        ),
        bind(
            "open_source",
            "ctrl+o",
            "open_source",
            N_("Go there"),
            show=True,
            more=N_("Open where it was said"),
        ),
        bind(
            "memory_view",
            "tab",
            "next_view",
            N_("Past"),
            show=True,
            more=N_("Show past ones, all, or those in use"),
        ),
        bind("memory_above", "up", "row(-1)", N_("The row above")),
        bind("memory_below", "down", "row(1)", N_("The row below")),
        bind("memories_up", "pageup", "rows(-1)", N_("A page up")),
        bind("memories_down", "pagedown", "rows(1)", N_("A page down")),
        bind("first_memory", "ctrl+home", "row_edge(-1)", N_("The first row")),
        bind("last_memory", "ctrl+end", "row_edge(1)", N_("The last row")),
        bind(
            "close_memory",
            "escape",
            "close",
            N_("Back"),
            show=True,
            more=N_("Back to where you were"),
        ),
    ),
)

PROPOSAL = KeyGroup(
    N_("In what is proposed"),
    (
        bind("keep_proposal", "y", "answer('yes')", N_("Remember"), show=True),
        bind("drop_proposal", "n", "answer('no')", N_("Do not"), show=True),
        bind("edit_proposal", "e", "answer('edit')", N_("Edit"), show=True),
        bind("leave_proposal", "escape,tab", "leave", N_("Later"), show=True),
    ),
)

WHY = KeyGroup(
    N_("In “Why this answer”"),
    (
        bind("read_row", "enter", "read", N_("Read"), show=True, more=N_("Read its words")),
        bind(
            "exact_prompt",
            "x",
            "exact",
            N_("Exact"),
            show=True,
            more=N_("The exact prompt, or back"),
        ),
        bind(
            "open_given",
            "o",
            "open_given",
            N_("Open"),
            show=True,
            more=N_("Open where it is from"),
        ),
        bind("pin_given", "p", "pin_given", N_("Pin"), show=True, more=N_("Pin the memory")),
        bind(
            "put_away_given",
            "delete",
            "put_away_given",
            N_("Put away"),
            show=True,
            more=N_("Recall it no more"),
        ),
        bind(
            "forget_given",
            "f8,shift+delete",
            "forget_given",
            N_("Forget"),
            show=True,
            more=N_("Forget it for good"),
        ),
        bind("why_up", "up", "rows(-1)", N_("The row above")),
        bind("why_down", "down", "rows(1)", N_("The row below")),
        bind("why_page_up", "pageup", "pages(-1)", N_("A page up")),
        bind("why_page_down", "pagedown", "pages(1)", N_("A page down")),
        bind("close_why", "escape", "close", N_("Back"), show=True, more=N_("Back to the page")),
    ),
)
