"""One memory as a row of the list. Everything here is pure."""

from collections.abc import Mapping
from datetime import datetime

from textual.content import Content

from assistant.tui.memory.wording import kind_name, scope_name, state_words
from assistant.tui.wording import one_line, short_date
from assistant_memory.values import EVERYWHERE, Memory

_NARROWEST_WITH_KIND = 50
_KIND_CELLS = 12
_GAP = "  "


def memory_row(memory: Memory, titles: Mapping[str, str], width: int, now: datetime) -> Content:
    """Return one row at exactly a width in cells: mark, kind, words, and on the right when."""
    is_active = memory.state == "active"
    mark = ("★" if memory.pinned else "●") if is_active else "○"
    left = Content.styled(mark + " ", ".memory--mark" if is_active else ".memory--quiet")
    if width >= _NARROWEST_WITH_KIND:
        kind = Content.styled(kind_name(memory.kind), ".memory--quiet")
        left += kind.truncate(_KIND_CELLS, ellipsis=True, pad=True)
    notes = [state_words(memory)]
    notes += [scope_name(memory.scope, titles)] * (memory.scope != EVERYWHERE)
    notes += [short_date(memory.said_at, now)]
    right = Content.styled(_GAP + " · ".join(filter(None, notes)), ".memory--quiet")
    right = right.truncate(max(width // 2, 1), ellipsis=True)
    look = ".memory--text" if is_active else ".memory--past"
    room = max(width - left.cell_length - right.cell_length, 0)
    words = Content.styled(one_line(memory.text), look)
    line = left + words.truncate(room, ellipsis=True, pad=True) + right
    return line.truncate(width, pad=True)
