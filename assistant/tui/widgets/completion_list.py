"""The list above the prompt: how what is typed may go on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.tui.completion import Candidate

_ROWS = 11


class CompletionList(OptionList, can_focus=False):
    """Candidates for the prompt, which keeps the focus; `candidates_for` finds them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"completion--hint"}

    DEFAULT_CSS = f"""
    CompletionList {{
        display: none;
        overlay: screen;
        constrain: none inside;
        height: auto;
        max-height: {_ROWS};
        max-width: 104;
        border: none;
        padding: 0 1;
        background: $panel;
        scrollbar-size-vertical: 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        & > .completion--hint {{ color: $text-muted; }}
        & > .option-list--option-highlighted {{
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }}
        &:nocolor > .option-list--option-highlighted {{ text-style: bold underline; }}
    }}
    """

    @dataclass
    class Clicked(Message):
        """The user chose with the mouse."""

        candidate: Candidate

    def __init__(self, candidates_for: Callable[[str], Sequence[Candidate]]) -> None:
        super().__init__(id="completion", markup=False)
        self._candidates_for = candidates_for
        self._candidates: list[Candidate] = []
        self.offered_for = ""
        """What was written before the cursor when these were found."""

    @property
    def is_open(self) -> bool:
        """Whether there is something to choose."""
        return bool(self.display)

    @property
    def chosen(self) -> Candidate | None:
        """The highlighted candidate, while the list is open."""
        return self._candidates[self.highlighted or 0] if self.is_open else None

    def offer(self, text: str, *, is_at_end: bool = True) -> None:
        """Show what may follow a text; closes when there is nothing."""
        is_command = is_at_end and text.startswith("/")
        self.show(self._candidates_for(text) if is_command else (), text)

    def show(self, candidates: Sequence[Candidate], text: str) -> None:
        """Show what may follow a text; closes when there is nothing."""
        self.offered_for = text
        found = list(candidates)
        if found == self._candidates and self.is_open == bool(found):
            return
        self._candidates = found
        if found:
            label_width = min(
                max(Content(candidate.label).cell_length for candidate in found) + 2, 40
            )
            self.set_options(_option(candidate, label_width) for candidate in found)
            self.highlighted = 0
            self.styles.offset = (0, -min(len(found), _ROWS))
        self._show(visible=bool(found))

    def close(self) -> None:
        """Hide until something else is typed."""
        self._show(visible=False)

    def move(self, step: int) -> None:
        """Highlight another candidate, around the ends."""
        self.highlighted = ((self.highlighted or 0) + step) % len(self._candidates)

    @on(OptionList.OptionSelected)
    def _click(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Clicked(self._candidates[event.option_index]))

    def _show(self, *, visible: bool) -> None:
        if visible != self.is_open:
            self.display = visible
            self.refresh_bindings()


def _option(candidate: Candidate, label_width: int) -> Option:
    label = Content(candidate.label).truncate(label_width, ellipsis=True, pad=True)
    return Option(label + Content.styled(candidate.hint, ".completion--hint"))
