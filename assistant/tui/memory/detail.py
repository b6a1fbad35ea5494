"""Everything that is known of one memory, beside the list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from textual.content import Content

from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.markdown import Line
from assistant.tui.markdown.lines import EMPTY_LINE, wrap
from assistant.tui.memory.wording import holds_words, kind_name, scope_name, state_words
from assistant.tui.widgets.lines_view import LinesView
from assistant.tui.wording import clock_time, one_line, short_date
from assistant_memory.values import Memory


class MemoryDetail(LinesView):
    """A memory with its dates, its source and what was true before and after."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "detail--text", "detail--name", "detail--value", "detail--quote",
    }  # fmt: skip

    DEFAULT_CSS = """
    MemoryDetail {
        background: $surface;
        & > .detail--text { color: $foreground; text-style: bold; }
        & > .detail--name { color: $text-muted; }
        & > .detail--value { color: $foreground; }
        & > .detail--quote { color: $text-muted; text-style: italic; }
    }
    """

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now
        self._memory: Memory | None = None
        self._titles: Mapping[str, str] = {}
        self._related: Sequence[Memory] = ()

    def show(
        self, memory: Memory | None, titles: Mapping[str, str], related: Sequence[Memory]
    ) -> None:
        """Show another memory."""
        self._memory, self._titles, self._related = memory, titles, related
        self.lay_out_anew()

    def lay_out(self, width: int) -> Sequence[Line]:
        """Return the words, then what is known of them."""
        memory = self._memory
        if memory is None:
            return []
        lines = wrap(Content.styled(printable(memory.text), ".detail--text"), width)
        lines.append(EMPTY_LINE)
        for name, value in _facts(memory, self._titles, self._now):
            lines += _fact_lines(name, value, width)
        if memory.source is not None:
            quote = Content.styled(f"“{printable(memory.source.quote)}”", ".detail--quote")
            lines += [EMPTY_LINE, *wrap(quote, width)]
        if self._related:
            heading = Content.styled(_("before and after"), ".detail--name")
            lines += [EMPTY_LINE, Line(heading)]
            for other in self._related:
                words = f"{short_date(other.said_at, self._now)}  {one_line(other.text)}"
                lines += wrap(Content.styled(words, ".detail--value"), width)
        return lines


def _facts(memory: Memory, titles: Mapping[str, str], now: datetime) -> list[tuple[str, str]]:
    kind = " · ".join(filter(None, (kind_name(memory.kind), one_line(memory.subject))))
    facts = [
        (_("kind"), kind),
        (_("counts"), scope_name(memory.scope, titles)),
        (_("said"), clock_time(memory.said_at, now)),
        (_("holds"), holds_words(memory, now)),
        (_("state"), state_words(memory)),
    ]
    if memory.pinned:
        facts.append((_("pinned"), _("yes")))
    if memory.confidence < 1:
        facts.append((_("certain"), f"{memory.confidence:.0%}"))
    if memory.source is None:
        facts.append((_("source"), _("you wrote it down")))
    else:
        title = titles.get(memory.source.conversation_id)
        told = _("a conversation that is gone") if title is None else one_line(title)
        facts.append((_("source"), told or _("untitled")))
    return [(name, value) for name, value in facts if value]


def _fact_lines(name: str, value: str, width: int) -> list[Line]:
    label = Content.styled(name, ".detail--name").truncate(9, pad=True) + Content(" ")
    rows = wrap(Content.styled(value, ".detail--value"), max(width - label.cell_length, 1))
    blank = Content(" " * label.cell_length)
    first, *rest = rows
    return [
        first.indented(label, is_decoration=False),
        *(row.indented(blank, is_decoration=True) for row in rest),
    ]
