"""How far an import is, as a value."""

from dataclasses import dataclass, replace
from typing import Self

MOST_PROBLEMS = 100
"""Are described; more are only counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was left out."""

    place: str
    """The title of the conversation, or the byte of the file where it begins."""
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}."


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is. What it counts is on disk."""

    bytes_done: int
    bytes_total: int
    conversations: int = 0
    """That were read, whether or not something of them was new."""
    new_conversations: int = 0
    """Of which at least one message was new."""
    messages: int = 0
    new_messages: int = 0
    left_out: int = 0
    """Conversations that could not be read, and those of which a part could not be."""
    problems: tuple[Problem, ...] = ()
    """The first of what was left out."""

    @property
    def share(self) -> float:
        """Of the file, from 0 to 1."""
        return min(self.bytes_done / self.bytes_total, 1.0) if self.bytes_total else 1.0

    def with_problem(self, place: str, reason: str) -> Self:
        """The same, with something left out."""
        shown = (*self.problems, Problem(place, reason))[:MOST_PROBLEMS]
        return replace(self, left_out=self.left_out + 1, problems=shown)

    def with_conversation(self, messages: int, new_messages: int) -> Self:
        """The same, after a conversation was stored."""
        return replace(
            self,
            conversations=self.conversations + 1,
            new_conversations=self.new_conversations + (new_messages > 0),
            messages=self.messages + messages,
            new_messages=self.new_messages + new_messages,
        )
