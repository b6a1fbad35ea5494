"""The overview: the whole tree of a conversation, and the way to any of its messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input, Static

from assistant.conversation import Node
from assistant.locales import _, ngettext
from assistant.tui.keys import BRANCHES, HISTORY
from assistant.tui.screens.branches.rows import TreeRow, matching, tree_rows
from assistant.tui.screens.branches.view import BranchesView
from assistant.tui.widgets.filter_input import FilterInput
from assistant.tui.widgets.key_line import KeyLine
from assistant.tui.wording import counted_messages, one_line


@dataclass(frozen=True, slots=True)
class Outline:
    """A conversation as the overview needs it."""

    title: str
    nodes: Sequence[Node]
    """Parents before their children."""
    head_id: str | None
    """The end of the shown branch."""


class TreeKeeper(Protocol):
    """Who the overview asks; what fails is told by them."""

    async def outline(self) -> Outline:
        """Return the tree as it now is."""
        ...

    async def delete(self, message_id: str) -> None:
        """Throw away a message and what follows it."""
        ...

    async def undo(self) -> None:
        """Take back what was done last."""
        ...

    async def redo(self) -> None:
        """Do again what was taken back."""
        ...


class BranchesScreen(Screen[str | None]):
    """Shows every branch at once; its result is the message to go to, or `None`."""

    BINDINGS: ClassVar[list[BindingType]] = BRANCHES.for_widget + HISTORY.for_widget

    DEFAULT_CSS = """
    BranchesScreen {
        & Horizontal { height: 1; padding: 0 1; }
        & #tree-title { width: auto; max-width: 60%; color: $accent; text-style: bold; }
        & #tree-count { width: 1fr; text-align: right; color: $text-muted; }
        & #tree-filter { margin: 1 1; }
        & #tree-slash { width: 2; color: $accent; }
    }
    """

    def __init__(self, keeper: TreeKeeper, now: datetime, marked_id: str | None) -> None:
        super().__init__()
        self._keeper = keeper
        self._marked_id = marked_id
        self._rows: list[TreeRow] = []
        self._view = BranchesView(now)
        self._title = Static("", id="tree-title", markup=False)
        self._count = Static("", id="tree-count", markup=False)
        self._filter = FilterInput(placeholder=_("type to filter"), select_on_focus=False)
        self._filter.cursor_blink = False

    def compose(self) -> ComposeResult:
        """Put the tree between its title and the keys."""
        with Horizontal():
            yield self._title
            yield self._count
        with Horizontal(id="tree-filter"):
            yield Static("/", id="tree-slash", markup=False)
            yield self._filter
        yield self._view
        yield KeyLine()

    async def on_mount(self) -> None:
        """Begin at the message that was marked, else at the end of the shown branch."""
        self._filter.focus()
        await self._load(self._marked_id)

    @on(Input.Changed)
    def _narrow(self) -> None:
        marked = self._view.marked
        self._show(None if marked is None else marked.node.id)

    @on(BranchesView.Clicked)
    def _click(self, event: BranchesView.Clicked) -> None:
        self.dismiss(event.message_id)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done to a row only where there is one."""
        if action in ("jump", "delete_branch"):
            return self._view.marked is not None
        return super().check_action(action, parameters)

    def action_jump(self) -> None:
        """Go to the message under the cursor."""
        if marked := self._view.marked:
            self.dismiss(marked.node.id)

    async def action_delete_branch(self) -> None:
        """Throw away the message under the cursor and what follows it."""
        if marked := self._view.marked:
            await self._keeper.delete(marked.node.id)
            await self._load(None)

    async def action_command(self, name: str) -> None:
        """Undo or redo."""
        await (self._keeper.undo() if name == "undo" else self._keeper.redo())
        await self._load(None)

    def action_row(self, step: int) -> None:
        """Move the cursor."""
        self._view.move(step)

    def action_rows(self, pages: int) -> None:
        """Move the cursor by a page."""
        self._view.move(pages * self._view.page_rows)

    def action_row_edge(self, direction: int) -> None:
        """Move the cursor to the first or the last row."""
        self._view.move(direction * len(self._rows))

    def action_close(self) -> None:
        """Show all rows again, then return to where the page was."""
        if self._filter.value:
            self._filter.value = ""
        else:
            self.dismiss(None)

    async def _load(self, marked_id: str | None) -> None:
        outline = await self._keeper.outline()
        self._rows = tree_rows(outline.nodes, outline.head_id)
        parents = {node.parent_id for node in outline.nodes}
        branches = sum(node.id not in parents for node in outline.nodes)
        self._title.update(one_line(outline.title) or _("Branches"))
        counted = ngettext("{count:,} branch", "{count:,} branches", branches)
        counted = counted.format(count=branches)
        self._count.update(f"{counted_messages(len(outline.nodes))} · {counted}")
        is_first = self._view.marked is None
        self._show(marked_id or (outline.head_id if is_first else None))

    def _show(self, message_id: str | None) -> None:
        self._view.show(matching(self._rows, self._filter.value.removeprefix("/")), message_id)
