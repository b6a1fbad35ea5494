"""The memory: a list to filter, and everything about what is under the cursor."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static

from assistant.locales import N_, _
from assistant.tui.keys import HISTORY, MEMORY
from assistant.tui.memory.desk import MemoryDesk, View
from assistant.tui.memory.detail import MemoryDetail
from assistant.tui.memory.view import MemoriesView
from assistant.tui.memory.wording import counted_memories
from assistant.tui.typed import start_latest
from assistant.tui.widgets.filter_input import FilterInput
from assistant.tui.widgets.key_line import KeyLine
from assistant_memory.values import Memory, Source

TYPING_SECONDS = 0.05
"""A pause this long is waited for before the list is narrowed."""
_VIEWS: tuple[View, ...] = ("active", "past", "all")
_VIEW_NAMES: Mapping[View, str] = {
    "active": N_("what is recalled"),
    "past": N_("superseded or put away"),
    "all": N_("everything"),
}


class MemoryScreen(Screen[Source | None]):
    """Lists what is remembered; its result is the turn to go to, or `None`."""

    BINDINGS: ClassVar[list[BindingType]] = MEMORY.for_widget + HISTORY.for_widget
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012 - Textual's type

    DEFAULT_CSS = """
    MemoryScreen {
        & .memory-line { height: 1; padding: 0 1; }
        & #memory-title { width: auto; color: $accent; text-style: bold; }
        & #memory-count { width: 1fr; text-align: right; color: $text-muted; }
        & #memory-filter { margin: 1 1; }
        & #memory-slash { width: 2; color: $accent; }
        & #memory-empty { padding: 0 2; color: $text-muted; display: none; }
        & #memory-about {
            width: 0.7fr; max-width: 72; padding: 0 2; background: $surface;
            scrollbar-size-vertical: 1;
        }
        &.-narrow #memory-body { layout: vertical; }
        &.-narrow #memory-about { width: 1fr; max-width: 1000; height: 9; }
    }
    """

    def __init__(self, desk: MemoryDesk, words: str, now: datetime) -> None:
        super().__init__()
        self._desk = desk
        self._shows: View = "active"
        self._titles: Mapping[str, str] = {}
        self._view = MemoriesView(now)
        self._detail = MemoryDetail(now)
        self._count = Static("", id="memory-count", markup=False)
        self._empty = Static("", id="memory-empty", markup=False)
        self._filter = FilterInput(words, placeholder=_("type to filter"), select_on_focus=False)
        self._filter.cursor_blink = False

    def compose(self) -> ComposeResult:
        """Put the list between its title and the keys, and the details beside it."""
        with Horizontal(classes="memory-line"):
            yield Static(_("Memory"), id="memory-title", markup=False)
            yield self._count
        with Horizontal(id="memory-filter", classes="memory-line"):
            yield Static("/", id="memory-slash", markup=False)
            yield self._filter
        yield self._empty
        with Horizontal(id="memory-body"):
            yield self._view
            with VerticalScroll(id="memory-about", can_focus=False):
                yield self._detail
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is recalled."""
        self._filter.focus()
        self._load(pause=0.0)

    @on(Input.Changed)
    def _narrow(self) -> None:
        self._load(pause=TYPING_SECONDS)

    @on(MemoriesView.Clicked)
    def _click(self) -> None:
        self.action_edit_memory()

    @on(MemoriesView.Moved)
    def _look(self, event: MemoriesView.Moved) -> None:
        event.stop()
        self.refresh_bindings()
        start_latest(self, partial(self._tell_about, event.memory), "about")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done to a memory only where there is one."""
        marked = self._view.marked
        match action:
            case "edit_memory" | "pin_memory" | "put_away":
                return marked is not None and marked.state == "active"
            case "forget_memory":
                return marked is not None
            case "open_source":
                return marked is not None and self._source(marked) is not None
            case _:
                return super().check_action(action, parameters)

    def action_edit_memory(self) -> None:
        """Change the words of the memory under the cursor."""
        self._change(self._desk.edit)

    def action_pin_memory(self) -> None:
        """Pin the memory under the cursor, or no longer."""
        self._change(self._desk.pin)

    def action_put_away(self) -> None:
        """Recall the memory under the cursor no more."""
        self._change(self._desk.put_away)

    def action_forget_memory(self) -> None:
        """Forget the memory under the cursor for good."""
        self._change(self._desk.forget)

    def action_open_source(self) -> None:
        """Go to the turn in which it was said."""
        marked = self._view.marked
        if marked is not None and (source := self._source(marked)) is not None:
            self.dismiss(source)

    async def action_command(self, name: str) -> None:
        """Undo or redo."""
        await (self._desk.undo() if name == "undo" else self._desk.redo())
        self.load_anew()

    def action_next_view(self) -> None:
        """Show also, or only, what is not recalled any more."""
        self._shows = _VIEWS[(_VIEWS.index(self._shows) + 1) % len(_VIEWS)]
        self.load_anew()

    def action_row(self, step: int) -> None:
        """Move the cursor."""
        self._view.move(step)

    def action_rows(self, pages: int) -> None:
        """Move the cursor by a page."""
        self._view.move(pages * self._view.page_rows)

    def action_row_edge(self, direction: int) -> None:
        """Move the cursor to the first or the last row."""
        self._view.move(direction * self._view.count)

    def action_close(self) -> None:
        """Show all rows again, then return to where the page was."""
        if self._filter.value:
            self._filter.value = ""
        else:
            self.dismiss(None)

    def load_anew(self) -> None:
        """Show what there is now."""
        self._load(pause=0.0)

    def _load(self, *, pause: float) -> None:
        start_latest(self, partial(self._find, pause), "find")

    async def _find(self, pause: float) -> None:
        await asyncio.sleep(pause)
        words = self._filter.value.removeprefix("/").strip()
        shown = await self._desk.find(words, self._shows)
        self._titles = shown.titles
        more = "+" if shown.has_more else ""
        counted = counted_memories(len(shown.memories)) + more
        self._count.update(f"{_(_VIEW_NAMES[self._shows])} · {counted}")
        self._empty.display = not shown.memories
        self._empty.update(self._nothing(words))
        self._view.show(shown.memories, shown.titles)

    def _nothing(self, words: str) -> str:
        if words:
            return _("Nothing here has these words.")
        if self._shows == "active":
            return _("Nothing is remembered yet. /remember and a sentence does it.")
        return _("There is nothing here.")

    async def _tell_about(self, memory: Memory | None) -> None:
        related = () if memory is None else await self._desk.related(memory)
        self._detail.show(memory, self._titles, related)

    def _source(self, memory: Memory) -> Source | None:
        """The turn that a memory comes from, if its conversation is still there."""
        source = memory.source
        return source if source is not None and source.conversation_id in self._titles else None

    def _change(self, change: Callable[[Memory], Awaitable[None]]) -> None:
        """Do something to the memory under the cursor; it may open dialogues and wait for them."""
        if (marked := self._view.marked) is not None:
            start_latest(self, partial(self._changed, change, marked), "change")

    async def _changed(self, change: Callable[[Memory], Awaitable[None]], marked: Memory) -> None:
        await change(marked)
        self.load_anew()
