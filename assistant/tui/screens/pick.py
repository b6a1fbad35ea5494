"""One of several, chosen from a list."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.locales import N_, _
from assistant.tui.widgets.rows_view import RowsView, Section
from assistant.tui.wording import one_line


class PickScreen(ModalScreen[str | None]):
    """Facts about what is in use, and the choices; `None` when the user changes nothing.

    `labels` tells what is shown for a choice instead of itself.
    """

    KEYS: ClassVar = N_("Enter chooses, Esc closes.")
    """What the keys do."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "close", N_("Close"))]

    DEFAULT_CSS = """
    PickScreen {
        align: center middle;
        & > Vertical {
            width: 84;
            max-width: 96%;
            height: auto;
            max-height: 92%;
            padding: 1 2 1 3;
            background: $panel;
        }
        & #pick-title { text-style: bold; margin-bottom: 1; }
        & #pick-foot { color: $text-muted; margin-top: 1; }
        & RowsView { margin-bottom: 1; }
        & OptionList {
            height: auto;
            max-height: 12;
            border: none;
            padding: 0;
            background: transparent;
            scrollbar-size-vertical: 1;
            &:focus { border: none; background-tint: transparent; }
            &:nocolor:focus > .option-list--option-highlighted { text-style: bold underline; }
        }
        &:nocolor > Vertical { border: round $foreground; }
    }
    """

    def __init__(
        self,
        title: str,
        choices: Sequence[str],
        *,
        chosen: str = "",
        labels: Mapping[str, str] | None = None,
        facts: Sequence[Section] = (),
        foot: str = "",
    ) -> None:
        super().__init__()
        self._title_text = title
        self._choices = choices
        self._labels = labels or {}
        self._chosen = chosen
        self._facts = facts
        self._foot = "  ".join(filter(None, (foot, _(self.KEYS))))

    def compose(self) -> ComposeResult:
        """Show the facts above the choices."""
        with Vertical():
            yield Static(self._title_text, id="pick-title", markup=False)
            if self._facts:
                yield RowsView(self._facts)
            marks = ("▸ " if choice == self._chosen else "  " for choice in self._choices)
            yield OptionList(
                *(
                    Option(Content(mark + one_line(self._labels.get(choice, choice))))
                    for mark, choice in zip(marks, self._choices, strict=True)
                )
            )
            yield Static(self._foot, id="pick-foot", markup=False)

    def on_mount(self) -> None:
        """Begin at what is in use."""
        if self._chosen in self._choices:
            self.query_one(OptionList).highlighted = self._choices.index(self._chosen)

    @on(OptionList.OptionSelected)
    def _pick(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index])

    def action_close(self) -> None:
        """Change nothing."""
        self.dismiss(None)
