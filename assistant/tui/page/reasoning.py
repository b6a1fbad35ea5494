"""What a reasoning model thought, in one row until it is opened."""

from collections.abc import Sequence

from textual.content import Content

from assistant.locales import _, ngettext
from assistant.terminal_text import printable
from assistant.tui.markdown.lines import Line, wrap


class ReasoningCard:
    """`Reasoning · 124 words ▸`, or `thinking… 124 words ▸` while it grows."""

    def __init__(self, text: str, *, is_open: bool, is_growing: bool) -> None:
        self.is_open = is_open
        self.is_growing = is_growing
        self._pieces: list[str] = []
        self._words = 0
        self._ends_in_word = False
        self.append(text)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was thought."""
        return self._words == 0

    def append(self, piece: str) -> None:
        """Add a thought, counting words without reading the others again."""
        if piece:
            begins_in_word = not piece[0].isspace()
            self._words += len(piece.split()) - int(self._ends_in_word and begins_in_word)
            self._ends_in_word = not piece[-1].isspace()
            self._pieces.append(piece)

    def rows(self, width: int) -> Sequence[Line]:
        """Return the heading and, when open, the thoughts."""
        words = ngettext("{count:,} word", "{count:,} words", self._words).format(count=self._words)
        sentence = _("thinking… {words}") if self.is_growing else _("Reasoning · {words}")
        heading = sentence.format(words=words)
        mark = "▾" if self.is_open else "▸"
        lines = [Line(Content.styled(f"{heading} {mark}", ".card--heading"))]
        if self.is_open:
            bar = Content.styled("│ ", ".card--bar")
            text = Content.styled(printable("".join(self._pieces)).strip(), ".card--text")
            lines += [line.indented(bar, is_decoration=True) for line in wrap(text, width - 2)]
        return lines
