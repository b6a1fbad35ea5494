"""The files that a message took along, a row for each until they are opened."""

from collections.abc import Sequence

from textual.content import Content

from assistant.conversation import AttachmentPart
from assistant.locales import ngettext
from assistant.terminal_text import printable
from assistant.tui.markdown.lines import Line, wrap
from assistant.tui.wording import one_line

_BAR = Content.styled("│ ", ".card--bar")


class AttachmentCards:
    """`▤ notes.txt · 12 lines ▸` for each file, and below it, when open, what is in it."""

    def __init__(self, attachments: Sequence[AttachmentPart]) -> None:
        self._attachments = attachments
        self._headings: set[int] = set()
        self.is_open = False

    def is_heading(self, row: int) -> bool:
        """Whether the name of a file is in a row, counted from 0."""
        return row in self._headings

    def rows(self, width: int) -> list[Line]:
        """Return the cards at a width in cells."""
        lines: list[Line] = []
        self._headings.clear()
        for attachment in self._attachments:
            self._headings.add(len(lines))
            lines.append(Line(self._heading(attachment, width)))
            if self.is_open:
                words = Content(printable(attachment.text).strip("\n")).expand_tabs(4)
                shown = wrap(words.stylize(".card--text"), width - 2)
                lines += [line.indented(_BAR, is_decoration=True) for line in shown]
        return lines

    def _heading(self, attachment: AttachmentPart, width: int) -> Content:
        count = len(attachment.text.splitlines())
        size = ngettext("{count:,} line", "{count:,} lines", count).format(count=count)
        mark = "▾" if self.is_open else "▸"
        text = f"▤ {one_line(attachment.name)} · {size} {mark}"
        return Content.styled(text, ".card--heading").truncate(width, ellipsis=True)
