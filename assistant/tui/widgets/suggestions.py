"""What an empty conversation offers."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.locales import N_, _

SUGGESTIONS = (
    N_("Explain what a quantised language model is, as to a curious friend."),
    N_("Write a Python function that finds duplicate files in a folder."),
    N_("Give me three ideas for a quiet weekend at home."),
)


class Suggestions(OptionList):
    """Three things to try, chosen by Enter, click or number."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"suggestions--number"}

    DEFAULT_CSS = """
    Suggestions {
        height: auto;
        border: none;
        padding: 0 2;
        background: transparent;
        color: $text-muted;
        & > .suggestions--number { color: $accent; }
        &:focus { border: none; background-tint: transparent; }
        & > .option-list--option-highlighted { background: transparent; color: $text-muted; }
        &:focus > .option-list--option-highlighted {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
        &:nocolor:focus > .option-list--option-highlighted { text-style: bold underline; }
    }
    """

    @dataclass
    class Chosen(Message):
        """The user wants to send one of them."""

        text: str

    def __init__(self) -> None:
        super().__init__(
            *(
                Option(Content.assemble((f"{number}  ", ".suggestions--number"), _(text)))
                for number, text in enumerate(SUGGESTIONS, 1)
            )
        )

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.post_message(self.Chosen(_(SUGGESTIONS[event.option_index])))

    def on_key(self, event: events.Key) -> None:
        """Take a number for its suggestion."""
        numbers = [str(number) for number in range(1, len(SUGGESTIONS) + 1)]
        if event.character in numbers:
            event.stop()
            self.post_message(self.Chosen(_(SUGGESTIONS[numbers.index(event.character)])))
