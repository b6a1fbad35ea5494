"""What a reasoning model thought, in one row until it is opened."""

from collections.abc import Sequence

from textual.content import Content

from assistant.locales import _, ngettext
from assistant.terminal_text import printable
from assistant.tui.markdown.lines import Line
from assistant.tui.markdown.wrapped import Wrapped


class ReasoningCard:
    """`Reasoning · 124 words ▸`, or `thinking… 124 words ▸` while it grows."""

    def __init__(self, text: str, *, is_open: bool, is_growing: bool) -> None:
        self.is_open = is_open
        self.is_growing = is_growing
        self._pieces: list[str] = []
        """What was not shown yet."""
        self._text = ""
        """What was shown."""
        self._words = 0
        self._ends_in_word = False
        self._width = 0
        self._wrapped = Wrapped(0)
        self._rows: list[Line] = []
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
            lines += self._thoughts(width)
        return lines

    def _thoughts(self, width: int) -> Sequence[Line]:
        """Return the thoughts beside a bar; those that were shown before are left alone."""
        if width != self._width:
            self._width, self._wrapped, self._rows = width, Wrapped(width - 2), []
        shown = len(self._text.rstrip()) if self._rows else 0
        # A line end may come in two pieces.
        whole = "".join(self._pieces)
        self._pieces = ["\r"] if whole.endswith("\r") else []
        self._text = (self._text + printable(whole.removesuffix("\r"))).lstrip()
        text = self._text.rstrip()
        first = self._wrapped.update(
            shown, lambda offset: Content.styled(text[offset:], ".card--text")
        )
        bar = Content.styled("│ ", ".card--bar")
        fresh = self._wrapped.rows[first:]
        self._rows[first:] = [line.indented(bar, is_decoration=True) for line in fresh]
        return self._rows
