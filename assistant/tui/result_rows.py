"""What a search found, as rows: where to jump to, then messages with their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content, Span

from assistant.conversation import SearchHit, Snippet
from assistant.locales import _
from assistant.terminal_text import printable
from assistant.tui.wording import one_line, short_date, speaker

_INDENT = 2
_GAP = 2
_LEAD_SHARE = 3
"""A match stands in the first third of its row, unless it is nearer to the beginning."""


@dataclass(frozen=True, slots=True)
class ResultSection:
    """Hits of one kind, under a heading."""

    title: str
    hits: Sequence[SearchHit]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row; `index` counts the hits, `None` for headings and blank rows."""

    index: int | None
    content: Content


def result_rows(sections: Sequence[ResultSection], width: int, now: datetime) -> list[ResultRow]:
    """Lay out at a width in cells: a conversation takes one row, a message two and a blank one."""
    rows: list[ResultRow] = []
    index = 0
    for section in sections:
        if not section.hits:
            continue
        if rows and rows[-1].index is not None:
            rows.append(ResultRow(None, Content("")))
        rows.append(ResultRow(None, Content.styled(section.title, ".results--heading")))
        for hit in section.hits:
            rows.append(ResultRow(index, _head(hit, width, now)))
            if hit.message_id is not None:
                rows.append(ResultRow(index, _words(hit, width)))
                rows.append(ResultRow(None, Content("")))
            index += 1
    while rows and not rows[-1].content.plain:
        rows.pop()
    return rows


def _head(hit: SearchHit, width: int, now: datetime) -> Content:
    """Return the title, its tags and the date on the right."""
    date = Content.styled(short_date(hit.created_at, now), ".results--date")
    marks = [_("archived")] if hit.conversation.archived else []
    marks += [f"#{one_line(tag)}" for tag in hit.conversation.tags]
    tags = Content.styled("".join(f"  {mark}" for mark in marks), ".results--date")
    room = max(width - _INDENT - _GAP - date.cell_length, 1)
    if hit.message_id is None and hit.snippet.highlights:
        title = highlighted(hit.snippet)
    else:
        title = Content(one_line(hit.conversation.title) or _("untitled"))
    look = ".results--title" if hit.message_id is None else ".results--of"
    title = Content(title.plain, [Span(0, len(title.plain), look), *title.spans])
    line = (title.truncate(room, ellipsis=True) + tags).truncate(room, ellipsis=True)
    gap = max(width - _INDENT - line.cell_length - date.cell_length, 0)
    return Content(" " * _INDENT) + line + Content(" " * gap) + date


def _words(hit: SearchHit, width: int) -> Content:
    """Return who said it, and the words with what was searched for in sight."""
    role = Content.styled(speaker(hit.role or "user"), ".results--role")
    room = max(width - _INDENT - _GAP - role.cell_length, 1)
    words = in_sight(hit.snippet, room).truncate(room, ellipsis=True)
    line = Content(" " * _INDENT) + role + Content(" " * _GAP) + words
    return line.pad_right(max(width - line.cell_length, 0))


def highlighted(snippet: Snippet) -> Content:
    """Return a line with what was searched for marked; one character becomes one."""
    spans = [Span(start, end, ".results--match") for start, end in snippet.highlights]
    return Content(plain_text(snippet.text), spans)


def plain_text(text: str) -> str:
    """Return a text in which no character is a command to the terminal, each in its place."""
    return printable(text.replace("\r\n", " \n").replace("\t", " "))


def in_sight(snippet: Snippet, width: int) -> Content:
    """Return the words of a snippet from where its first match can be seen at a width in cells."""
    content = highlighted(snippet)
    if not snippet.highlights or content.cell_length <= width:
        return content
    lead = width // _LEAD_SHARE
    start = first = snippet.highlights[0][0]
    while start > 0 and content[start - 1 : first].cell_length < lead:
        start -= 1
    if content[:first].cell_length <= lead or start == 0:
        return content
    blank = content.plain.find(" ", start, first)
    return Content("…") + content[blank + 1 if blank >= 0 else start :]
