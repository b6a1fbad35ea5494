"""How the room of a context is shared out. Pure arithmetic over exact token counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.conversation import SectionName

GIVEN_SHARE = 0.25
"""Of the context, for memories at most; and for passages."""
_RESERVE_SHARE = 0.2
_LEAST_SHARE = 0.05
_LEAST_TOKENS = 32


@dataclass(frozen=True, slots=True)
class Item:
    """Something that may be given, and what it costs."""

    section: SectionName
    tokens: int
    value: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The room of one context."""

    context_tokens: int
    reply_limit: int | None = None
    """Tokens that an answer has at most."""

    @property
    def reserve(self) -> int:
        """Tokens that are kept free for the answer when something is given."""
        share = int(self.context_tokens * _RESERVE_SHARE)
        return share if self.reply_limit is None else min(share, self.reply_limit)

    @property
    def room(self) -> int:
        """Tokens of a prompt at most, with something given."""
        return self.context_tokens - self.reserve

    @property
    def limit(self) -> int:
        """Tokens of a prompt at most: an answer needs some room, or there is none."""
        least = max(int(self.context_tokens * _LEAST_SHARE), _LEAST_TOKENS)
        return self.context_tokens - min(least, self.reserve)

    @property
    def given_share(self) -> int:
        """Tokens of memories at most, and of passages."""
        return int(self.context_tokens * GIVEN_SHARE)


def chosen(items: Sequence[Item], *, room: int, shares: Mapping[SectionName, int]) -> list[int]:
    """Return the places of the items to give, ascending: the most value by the token first.

    Together they have `room` tokens at most, and those of a section its share; whatever is not
    chosen did not fit beside what is worth more.
    """
    left = dict(shares)
    taken: list[int] = []
    for place in sorted(range(len(items)), key=lambda place: _rank(items[place], place)):
        item = items[place]
        share = left.get(item.section, room)
        if item.tokens > min(room, share):
            continue
        room -= item.tokens
        left[item.section] = share - item.tokens
        taken.append(place)
    return sorted(taken)


def oldest_to_leave(tokens: Sequence[int], room: int) -> int:
    """Return how many of the first rounds must go so that the others have `room` tokens at most."""
    total = sum(tokens)
    for count, each in enumerate(tokens):
        if total <= room:
            return count
        total -= each
    return len(tokens)


def _rank(item: Item, place: int) -> tuple[float, int]:
    return -item.value / max(item.tokens, 1), place
