"""The search: one box, what was found in all chats, and what stands around it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from assistant.conversation import SearchHit, SearchQuery
from assistant.errors import AssistantError
from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.keys import SEARCH
from assistant.tui.search import find
from assistant.tui.search_words import FILTERS, completions
from assistant.tui.typed import leave_enter
from assistant.tui.widgets.key_line import KeyLine
from assistant.tui.widgets.passages_view import PassagesView
from assistant.tui.widgets.results_view import ResultsView
from assistant.tui.wording import one_line
from assistant.turn.chats import Chats

TYPING_SECONDS = 0.08
"""A pause this long is waited for before a search begins."""
_MOST_COMPLETIONS = 8


class SearchScreen(ModalScreen[SearchHit | None]):
    """Finds while one types; the result that is chosen is returned, `None` for none.

    `may_open` is asked about a choice, and tells the user why when it says no.
    """

    BINDINGS: ClassVar[list[BindingType]] = SEARCH.for_widget
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - Textual's type

    DEFAULT_CSS = """
    SearchScreen {
        & #search-box {
            height: 1;
            margin: 1 2 0 2;
            border: none;
            padding: 0;
            background: $background;
            &:focus { border: none; background-tint: transparent; }
            &:nocolor > .input--cursor { text-style: reverse; }
        }
        & #search-hint { height: auto; max-height: 3; margin: 0 2; color: $glass-faint; }
        & #search-hint.-told { color: $warning; }
        & #found { height: 1fr; margin-top: 1; }
        & ResultsView { width: 1fr; margin: 0 0 0 2; }
        & #around { width: 0.9fr; max-width: 92; padding: 0 2; background: $surface; }
        & #around { scrollbar-size-vertical: 1; }
        &.-narrow #around { display: none; }
        &.-narrow ResultsView { margin: 0 1 0 2; }
    }
    """

    def __init__(
        self,
        chats: Chats,
        words: str,
        *,
        may_open: Callable[[SearchHit], bool],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._chats = chats
        self._may_open = may_open
        self._now = now
        self._box = Input(printable(words), placeholder=_("Search in all chats"), id="search-box")
        # A blinking cursor is a timer that runs while nothing happens.
        self._box.cursor_blink = False
        leave_enter(self._box)
        self._hint = Static("", id="search-hint", markup=False)
        self._results = ResultsView()
        self._around = PassagesView()
        self._query = SearchQuery()
        self._note = ""
        self._tags: Sequence[str] = ()

    def compose(self) -> ComposeResult:
        """Lay out the box above what was found."""
        yield self._box
        yield self._hint
        with Horizontal(id="found"):
            yield self._results
            with VerticalScroll(id="around", can_focus=False):
                yield self._around
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what there is, and read in what the search does not know yet."""
        self._box.focus()
        self._search(pause=0.0)
        self.run_worker(self._learn(), group="index")

    def on_key(self, event: events.Key) -> None:
        """Take letters that arrived before the box had the focus."""
        if not self._box.has_focus and event.is_printable and event.character is not None:
            event.stop()
            self._box.focus()
            self._box.insert_text_at_cursor(event.character)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to open and complete only what is there."""
        if action == "select":
            return self._results.cursor is not None
        return super().check_action(action, parameters)

    def action_select(self) -> None:
        """Return the result under the cursor."""
        hit = self._results.cursor
        if hit is not None and self._may_open(hit):
            self.dismiss(hit)

    def action_close(self) -> None:
        """Return to where the user was."""
        self.dismiss(None)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self._results.move_cursor(step)

    def action_page(self, direction: int) -> None:
        """Move the cursor by what is in sight."""
        self._results.move_page(direction)

    def action_complete(self) -> None:
        """Take the first way in which the last word may go on."""
        ways = completions(self._box.value, self._tags)
        if ways:
            self._box.value = ways[0]
            self._box.cursor_position = len(ways[0])

    @on(Input.Changed)
    def _type(self, event: Input.Changed) -> None:
        event.stop()
        self._tell()
        self._search(pause=TYPING_SECONDS)

    @on(ResultsView.Clicked)
    def _choose(self, event: ResultsView.Clicked) -> None:
        event.stop()
        self.action_select()

    @on(ResultsView.Moved)
    def _look(self, event: ResultsView.Moved) -> None:
        event.stop()
        self.refresh_bindings()
        self.run_worker(self._look_around(event.hit), group="around", exclusive=True)

    def _search(self, *, pause: float) -> None:
        self.run_worker(self._find(self._box.value, pause), group="search", exclusive=True)

    async def _find(self, text: str, pause: float) -> None:
        """Search once nothing more is typed; a later search takes the place of this one."""
        await asyncio.sleep(pause)
        now = self._now()
        try:
            found = await find(text, self._chats, now)
            self._tags = [tag for chat in await self._chats.listed() for tag in chat.tags]
        except AssistantError as error:
            self._note = str(error)
            self._tell()
            return
        self._query, self._note = found.query, found.note
        self._results.show(found.sections, now)
        self._tell()

    async def _look_around(self, hit: SearchHit | None) -> None:
        if hit is None:
            self._around.show("", ())
            return
        message_id = hit.message_id or hit.conversation.head_id
        passages = []
        if message_id is not None:
            try:
                passages = await self._chats.around(message_id, self._query)
            except AssistantError as error:
                self._note = str(error)
                self._tell()
        self._around.show(one_line(hit.conversation.title) or _("untitled"), passages)
        self.query_one("#around").scroll_home(animate=False)

    async def _learn(self) -> None:
        """Let the search know everything, a little at a time, and search again."""
        has_learnt = False
        try:
            while await self._chats.index_some():
                has_learnt = True
        except AssistantError:
            return  # what the search knows is found; the next one tries again
        if has_learnt:
            self._search(pause=0.0)

    def _tell(self) -> None:
        """Show how the last word may go on, else what to know of the results."""
        ways = completions(self._box.value, self._tags)[:_MOST_COMPLETIONS]
        self._hint.set_class(bool(self._note) and not ways, "-told")
        if ways:
            typed = self._box.value.rsplit(" ", 1)[0]
            begin = len(typed) + 1 if " " in self._box.value else 0
            text = _("Tab") + "  " + "  ".join(one_line(way[begin:]) for way in ways)
        elif self._note:
            text = self._note
        else:
            text = " · ".join((" ".join(FILTERS), _('"words together"'), _("-without")))
        self._hint.update(Content(printable(text)))
