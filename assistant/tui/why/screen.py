"""Why this answer: every section of its prompt, what was left out, and the prompt itself."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from assistant.context import Explanation
from assistant.conversation import Given
from assistant.errors import AssistantError
from assistant.locales import _
from assistant.tui.keys import WHY
from assistant.tui.screens.card import CardScreen
from assistant.tui.typed import app_of, start_latest
from assistant.tui.why.actions import ActionName, GivenAction, GivenActions
from assistant.tui.why.exact import exact_lines, has_joined
from assistant.tui.why.rows import why_rows
from assistant.tui.why.view import WhyView
from assistant.tui.widgets.key_line import KeyLine
from assistant.tui.widgets.rows_view import Row, Section

Pieces = Callable[[Sequence[int]], Awaitable[list[bytes]]]
"""Returns what tokens stand for; raises `AssistantError` without the model that knows."""


class WhyScreen(Screen[Given]):
    """Rows at first; a key turns to the exact prompt and back.

    `explain` tells what is to be shown, anew after something was done to a memory. The result is
    what is to be opened on the page.
    """

    BINDINGS: ClassVar[list[BindingType]] = WHY.for_widget
    AUTO_FOCUS = "WhyView"

    DEFAULT_CSS = """
    WhyScreen {
        background: $background;
        & > Horizontal { height: 2; padding: 0 2; }
        & #why-title { width: auto; text-style: bold; }
        & #why-count { width: 1fr; text-align: right; color: $glass-faint; }
        & #why-foot { height: auto; max-height: 4; padding: 1 2 0 2; color: $text-muted; }
    }
    """

    def __init__(
        self,
        explain: Callable[[], Explanation | None],
        explanation: Explanation,
        pieces: Pieces,
        actions: GivenActions | None = None,
    ) -> None:
        super().__init__()
        self._explain = explain
        self._explanation = explanation
        self._pieces = pieces
        self._actions = actions or GivenActions()
        self._view = WhyView()
        self._foot = Static(id="why-foot", markup=False)
        self._is_exact = False

    def compose(self) -> ComposeResult:
        """Lay out the heading, the rows, and what is to be said of the one under the cursor."""
        record = self._explanation.record
        told = _("{tokens:,} tokens read, {cached:,} from cache")
        with Horizontal():
            yield Static(_("Why this answer"), id="why-title", markup=False)
            count = told.format(tokens=record.prompt_tokens, cached=record.cached_tokens)
            yield Static(count, id="why-count", markup=False)
        yield self._view
        yield self._foot
        yield KeyLine()

    def on_mount(self) -> None:
        """Begin with the rows."""
        self._show_rows()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what can be done to the row under the cursor."""
        row = self._view.marked
        match action:
            case "read":
                return row is not None and bool(row.opened)
            case "open_given" | "pin_given" | "put_away_given" | "forget_given":
                given = None if row is None else row.given
                return given is not None and self._actions.of(action, given) is not None
            case _:
                return super().check_action(action, parameters)

    def action_rows(self, step: int) -> None:
        """Move the cursor or scroll."""
        self._view.move(step)
        self._tell_marked()

    def action_pages(self, direction: int) -> None:
        """Move by a page."""
        self.action_rows(direction * max(self._view.size.height - 1, 1))

    async def action_exact(self) -> None:
        """Turn to the exact prompt, or back to the rows."""
        if self._is_exact:
            self._show_rows()
            return
        ids = self._explanation.ids
        if ids is None:
            self._foot.update(_("The tokens of this prompt are not kept."))
            return
        try:
            pieces = await self._pieces(ids)
        except AssistantError as error:
            self._foot.update(str(error))
            return
        self._is_exact = True
        spans = self._explanation.record.spans
        self._view.show_lines(partial(exact_lines, pieces, spans))
        told = _("The exact prompt: where the ground changes, one token ends and another begins.")
        if has_joined(pieces):
            told += " " + _("Underlined: several tokens that only together make characters.")
        self._foot.update(told)

    def action_read(self) -> None:
        """Show the words of the row under the cursor."""
        row = self._view.marked
        if row is not None and row.opened:
            sections = [Section("", (Row("", row.opened),))]
            app_of(self).push_screen(CardScreen(row.detail or row.name, sections))

    def action_open_given(self) -> None:
        """Show where it is from: a file at once, what stands on a page after this screen."""
        row = self._view.marked
        given = None if row is None else row.given
        if given is not None and given.kind in ("memory", "round"):
            self.dismiss(given)
        else:
            self._act("open_given")

    def action_pin_given(self) -> None:
        """Pin the memory."""
        self._act("pin_given")

    def action_put_away_given(self) -> None:
        """Recall the memory no more."""
        self._act("put_away_given")

    def action_forget_given(self) -> None:
        """Forget the memory for good."""
        self._act("forget_given")

    def action_close(self) -> None:
        """Turn back to the rows, or to the page."""
        if self._is_exact:
            self._show_rows()
        else:
            self.dismiss(None)

    def _act(self, name: ActionName) -> None:
        """Do something to what is under the cursor; it may open dialogues and wait for them."""
        row = self._view.marked
        given = None if row is None else row.given
        action = None if given is None else self._actions.of(name, given)
        if given is not None and action is not None:
            start_latest(self, partial(self._done, action, given), "given")

    async def _done(self, action: GivenAction, given: Given) -> None:
        await action(given)
        explanation = self._explain()
        if explanation is None:
            self.dismiss(None)
        elif explanation != self._explanation:
            self._explanation = explanation
            self._show_rows()

    def _show_rows(self) -> None:
        self._is_exact = False
        self._view.show_rows(why_rows(self._explanation))
        self._tell_marked()

    def _tell_marked(self) -> None:
        """Say in full what the row under the cursor may have no room for."""
        if not self._is_exact:
            row = self._view.marked
            self._foot.update("" if row is None else row.detail)
