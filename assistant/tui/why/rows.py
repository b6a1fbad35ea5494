"""What the screen shows, as rows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content

from assistant.context import Explanation, Item
from assistant.context.notes import is_note
from assistant.context.wording import part_text, section_name
from assistant.conversation import Given
from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.wording import one_line

_NAME = 15
_BAR = 14
_COUNT = 8
_GAP = 3
_LEFT = _NAME + _BAR + _COUNT + _GAP
_NARROWEST_DETAIL = 16


@dataclass(frozen=True, slots=True)
class WhyRow:
    """A section, or something that was found for the question."""

    name: str
    tokens: int
    detail: str
    given: Given | None = None
    """What the row is about, when it is not a section."""
    opened: str = ""
    """What Enter shows."""

    @property
    def is_used(self) -> bool:
        """Whether the model was told it."""
        return self.given is None or self.given.is_used


def why_rows(explanation: Explanation) -> list[WhyRow]:
    """Every section in order, what was found below its section, the reserve last."""
    rows: list[WhyRow] = []
    for part in explanation.parts:
        summary = explanation.summary
        opened = summary.text if part.name == "summary" and summary is not None else ""
        detail = part_text(explanation, part)
        if part.name == "history" and explanation.left_out:
            detail += f" · {_(explanation.left_out[0].reason)}"
        rows.append(WhyRow(section_name(part.name), part.tokens, detail, opened=opened))
        rows += [_item_row(item) for item in part.items if not is_note(item.given)]
    reserve = explanation.record.reserve_tokens
    rows.append(WhyRow(section_name("reserve"), reserve, ""))
    return rows


def row_content(row: WhyRow, width: int, most: int) -> Content:
    """Return one row at exactly a width in cells; `most`: the tokens of the longest bar."""
    look = ".why--name" if row.given is None else ".why--quiet"
    name = Content.styled(row.name, look).truncate(_NAME - 1, ellipsis=True)
    bar = Content.styled(_bar(row, most), ".why--bar" if row.is_used else ".why--quiet")
    count = f"{row.tokens:,}" if row.is_used else ""
    left = name.pad_right(_NAME - name.cell_length) + bar.pad_right(_BAR - bar.cell_length)
    left += Content.styled(count.rjust(_COUNT), ".why--name") + Content(" " * _GAP)
    detail = Content.styled(row.detail, ".why--detail" if row.is_used else ".why--quiet")
    room = width - _LEFT
    if room < _NARROWEST_DETAIL:
        return left.truncate(width, pad=True)
    return (left + detail.truncate(room, ellipsis=True)).truncate(width, pad=True)


def longest(rows: Sequence[WhyRow]) -> int:
    """The tokens of the longest bar; that of the reserve, which is last, may be cut."""
    return max((row.tokens for row in rows[:-1]), default=1)


def _bar(row: WhyRow, most: int) -> str:
    if not row.is_used:
        return "▁"
    cells = min(round(row.tokens / max(most, 1) * _BAR), _BAR)
    return "▇" * cells if cells else "▁"


def _item_row(item: Item) -> WhyRow:
    given = item.given
    score = "" if given.score is None else f"{given.score:.2f} "
    number = "" if given.number is None else f"[{given.number}] "
    reason = f" · {_(given.reason)}" if given.reason else ""
    detail = f"{score}{number}{one_line(given.label)}{reason}"
    return WhyRow("", item.tokens, detail, given, opened=printable(given.text))
