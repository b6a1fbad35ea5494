"""What was found for a question: one quiet row until it is opened."""

from collections.abc import Sequence

from textual.content import Content

from assistant.conversation import Given
from assistant.locales import _
from assistant.tui.markdown.lines import Line, wrap
from assistant.tui.wording import counted_given, one_line

_BAR = Content.styled("│ ", ".card--bar")


class GivenCard:
    """`◌ recalled 2 memories · 1 passage   /why ▸`, and below it, when open, what they are."""

    def __init__(self, given: Sequence[Given]) -> None:
        self._given = [each for each in given if each.kind in ("memory", "round", "passage")]
        self._whole = [each for each in given if each.kind == "document"]
        self._told = counted_given(given)
        self.is_open = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is given that is worth a row."""
        return not self._told

    def rows(self, width: int) -> list[Line]:
        """Return the row, and when open what is behind it."""
        if self.is_empty:
            return []
        mark = "▾" if self.is_open else "▸"
        heading = Content.styled(f"◌ {self._told}   /why {mark}", ".card--heading")
        lines = [Line(heading.truncate(width, ellipsis=True))]
        for each in (*self._whole, *self._given) if self.is_open else ():
            shown = wrap(Content.styled(_told(each), ".card--text"), width - 2)
            lines += [line.indented(_BAR, is_decoration=True) for line in shown]
        return lines


def _told(given: Given) -> str:
    number = f"[{given.number}] " if given.number is not None else ""
    score = f"{given.score:.2f} " if given.score is not None else ""
    reason = "" if given.is_used else f" · {_(given.reason)}"
    return f"{score}{number}{one_line(given.label)}{reason}"
