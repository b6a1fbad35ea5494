"""A message and its neighbours as they are read beside a list of results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.conversation import Message, Role, SearchQuery
from assistant.conversation.search.documents import searched_text
from assistant.conversation.search.snippet import Span, find_spans

HIT_CHARACTERS = 3_000
BESIDE_CHARACTERS = 400
_LEAD_CHARACTERS = 300
"""Of the message, at most so many come before the first match."""
_WINDOW_CHARACTERS = 20_000
_MOST_WINDOWS = 10


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a message, with its line ends."""

    role: Role
    text: str
    highlights: tuple[Span, ...] = ()
    """Offsets of what was searched for, in order."""
    is_hit: bool = False
    """Whether it is the message that was found."""


def passages(messages: Sequence[Message], hit_id: str, query: SearchQuery) -> list[Passage]:
    """Return the found message from a little before its first match, between its neighbours.

    The time is bounded however long the messages are.
    """
    shown: list[Passage] = []
    is_before = True
    for message in messages:
        if message.id == hit_id:
            shown.append(_hit(message, query))
            is_before = False
        elif is_before:
            shown.append(Passage(message.role, _end_of(message.text)))
        else:
            shown.append(Passage(message.role, _beginning_of(message.text, BESIDE_CHARACTERS)))
    return shown


def _hit(message: Message, query: SearchQuery) -> Passage:
    text = searched_text(message)
    first = next(_matches(text, query), 0)
    begin = text.rfind("\n", 0, max(first - _LEAD_CHARACTERS, 0)) + 1
    if first - begin > 2 * _LEAD_CHARACTERS:
        begin = first - _LEAD_CHARACTERS
    before = "…" if begin else ""
    part = before + _beginning_of(text[begin:], HIT_CHARACTERS)
    return Passage(message.role, part, find_spans(part, query.words), is_hit=True)


def _matches(text: str, query: SearchQuery) -> Iterator[int]:
    """Yield where a window of the text has its first match."""
    for start in range(0, min(len(text), _MOST_WINDOWS * _WINDOW_CHARACTERS), _WINDOW_CHARACTERS):
        spans = find_spans(text[start : start + _WINDOW_CHARACTERS], query.words)
        if spans:
            yield start + spans[0][0]


def _beginning_of(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length].rstrip()}…"


def _end_of(text: str) -> str:
    if len(text) <= BESIDE_CHARACTERS:
        return text
    return f"…{text[-BESIDE_CHARACTERS:].lstrip()}"
