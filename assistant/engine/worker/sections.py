"""Which part of a prompt is what: marks that pass through a template with the words. Pure.

A mark is a private character that nobody wrote. It stands where a segment begins, or where the
words of a message end, and is taken out before anything is tokenised.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.engine.protocol import ChatMessage, Segment

_UNNAMED = Segment(name="", text="")
_OF_THE_TEMPLATE = Segment(name="system", text="")


@dataclass(frozen=True, slots=True)
class Boundary:
    """Here a segment begins, with what the template says before it."""

    position: int
    """In the text without marks."""
    segment: Segment


@dataclass(frozen=True, slots=True)
class _Start:
    segment: Segment
    begins_message: bool
    is_system: bool


class Marking:
    """Messages with a mark before each of their segments."""

    def __init__(self, messages: Sequence[ChatMessage], free: Iterator[str]) -> None:
        """Take marks from `free`; without enough of them, `messages` stay as they are."""
        self._starts: dict[str, _Start] = {}
        self._end = next(free, "")
        count = sum(max(len(message.segments), 1) for message in messages)
        marks = [mark for mark, _ in zip(free, range(count), strict=False)]
        self.is_possible = bool(self._end) and len(marks) == count
        supply = iter(marks)
        self.messages = (
            tuple(self._marked(message, supply) for message in messages)
            if self.is_possible
            else tuple(messages)
        )

    def read(
        self, rendered: str, ends: Iterable[str], *, follows: bool
    ) -> tuple[str, list[Boundary]]:
        """Return the text without its marks, and where what begins.

        What a template writes between two messages belongs to the first as far as it ends it, by
        one of the texts `ends`, and to the second from there on. What it writes before the first
        is that one's when something `follows` or that one is the system's.
        """
        known = list(ends)
        marks = re.escape("".join(self._starts) + self._end)
        pieces = re.split(f"([{marks}])", rendered)
        text = "".join(pieces[::2])
        boundaries: list[Boundary] = []
        position = ended = 0
        for piece, mark in zip(pieces[::2], pieces[1::2], strict=False):
            position += len(piece)
            start = self._starts.get(mark)
            if start is None:
                ended = position
                continue
            place = _beginning(text, ended, position, known) if start.begins_message else position
            if not boundaries:
                has_end = any(end in text[:place] for end in known)
                place = 0 if follows or start.is_system or not has_end else place
                if place:
                    boundaries.append(Boundary(0, _OF_THE_TEMPLATE))
            boundaries.append(Boundary(place, start.segment))
        return text, _changes(boundaries)

    def _marked(self, message: ChatMessage, supply: Iterator[str]) -> ChatMessage:
        content = message.content
        segments = message.segments or (_UNNAMED.model_copy(update={"text": content}),)
        if not content.strip():
            for _ in segments:
                next(supply)
            return message
        # A template may trim what it is given: no mark may stand outside of the words.
        first = len(content) - len(content.lstrip())
        last = len(content.rstrip())
        pieces = [content[:first]]
        begin, done = 0, first
        for number, segment in enumerate(segments):
            mark = next(supply)
            self._starts[mark] = _Start(segment, number == 0, message.role == "system")
            place = min(max(begin, first), last)
            pieces += [content[done:place], mark]
            begin, done = begin + len(segment.text), place
        pieces += [content[done:last], self._end, content[last:]]
        return message.model_copy(update={"content": "".join(pieces), "segments": ()})


def _beginning(text: str, ended: int, begun: int, ends: Iterable[str]) -> int:
    """Where a message begins whose words do at `begun`, after another's that ended at `ended`."""
    between = text[ended:begun]
    place = max((between.rfind(end) + len(end) for end in ends if end in between), default=0)
    rest = between[place:]
    if not rest.strip():
        return begun
    return begun - len(rest.lstrip())


def _changes(boundaries: Iterable[Boundary]) -> list[Boundary]:
    """Leave out what begins the same as what goes on."""
    changes: list[Boundary] = []
    for boundary in boundaries:
        name, key = boundary.segment.name, boundary.segment.id
        if changes:
            before = changes[-1].segment
            if (before.name, before.id) == (name, key):
                continue
        changes.append(boundary)
    return changes
