"""The status line: what runs, where, and how full the context is; as text that fits."""

from dataclasses import dataclass

from textual.content import Content

from assistant.engine import ModelInfo
from assistant.locales import _
from assistant.tui.wording import one_line, place, short_count, speed

_LEVELS = "▁▂▃▄▅▆▇█"
_SEPARATOR = Content.styled(" · ", ".header--quiet")
_BRAND = "Glassbox"
_GAP = 2
_WIDE_GAP = 3
_LEAST_TITLE = 6


@dataclass(frozen=True, slots=True)
class Status:
    """Everything the status line tells."""

    model: ModelInfo | None = None
    activity: str = ""
    """What is being done instead of answering, e.g. `loading model 43 %`."""
    is_trouble: bool = False
    """Whether there is no model because it could not be loaded."""
    context_used: int = 0
    tokens_per_second: float = 0.0


def header_text(title: str, status: Status, width: int, mark: str = "") -> Content:
    """Return the header at a width in cells.

    The status is on the right and gives up its first parts only when it must; the name and the
    title are on the left as far as there is room. A `mark` is always there.
    """
    kept = Content.styled(mark, ".header--mark")
    right = _status_text(status, width - kept.cell_length - _GAP if mark else width)
    room = width - right.cell_length - _GAP
    left = Content("")
    if room >= len(_BRAND) + (kept.cell_length + _WIDE_GAP if mark else 0):
        left = Content.styled(_BRAND, ".header--brand")
    if mark:
        left = left + Content(" " * _WIDE_GAP) + kept if left else kept
    title_room = room - left.cell_length - _WIDE_GAP
    if left and title and title_room >= _LEAST_TITLE:
        words = Content(one_line(title)).truncate(title_room, ellipsis=True)
        left = left + Content(" " * _WIDE_GAP) + words.stylize(".header--title")
    gap = max(width - left.cell_length - right.cell_length, 0)
    return left + Content(" " * gap) + right


def _status_text(status: Status, width: int) -> Content:
    parts = [*_model_parts(status), *_activity_parts(status)]
    while len(parts) > 1 and _joined(parts).cell_length > width:
        parts.pop(0)
    return _joined(parts).truncate(width, ellipsis=True)


def _joined(parts: list[Content]) -> Content:
    return _SEPARATOR.join(parts)


def _model_parts(status: Status) -> list[Content]:
    model = status.model
    if model is None:
        return []
    name = f"{one_line(model.name)} {one_line(model.quantisation)}"
    return [Content(name), Content(place(model))]


def _activity_parts(status: Status) -> list[Content]:
    if status.activity:
        return [Content.styled(status.activity, ".header--activity")]
    if status.model is None:
        return [Content.styled(_("no model"), ".header--trouble")] if status.is_trouble else []
    parts = [_context(status.context_used, status.model.context_tokens)]
    if status.tokens_per_second > 0:
        parts.append(Content(speed(status.tokens_per_second)))
    return parts


def _context(used: int, total: int) -> Content:
    share = min(used / total, 1.0) if total else 0.0
    look = ".header--trouble" if share >= 0.95 else ".header--full" if share >= 0.8 else ""
    text = f"{short_count(used)}/{short_count(total)} {share:.0%} ".replace("%", " %")
    bar = Content.styled(_LEVELS[min(int(share * 8), 7)], look or ".header--bar")
    return (Content.styled(text, look) if look else Content(text)) + bar
