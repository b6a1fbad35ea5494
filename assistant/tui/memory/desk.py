"""Who the memory screen asks, and what it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from assistant_memory.values import Memory

View = Literal["active", "past", "all"]
"""`active`: what is recalled. `past`: what was superseded or put away."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list shows."""

    memories: Sequence[Memory] = ()
    """Latest first, the pinned ones before."""
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    """Of the conversations that they come from, by id; those that are gone are left out."""
    has_more: bool = False
    """Whether there are more than are listed."""


class MemoryDesk(Protocol):
    """Changes the memory; what fails is told by them, and so is what was done."""

    async def find(self, words: str, view: View) -> Shown:
        """Return the memories that have these words."""
        ...

    async def related(self, memory: Memory) -> Sequence[Memory]:
        """Return those whose place a memory took, and those that took its place, in time."""
        ...

    async def edit(self, memory: Memory) -> None:
        """Ask for other words, and keep them."""
        ...

    async def pin(self, memory: Memory) -> None:
        """Pin a memory, or no longer."""
        ...

    async def put_away(self, memory: Memory) -> None:
        """Recall a memory no more; this can be undone."""
        ...

    async def forget(self, memory: Memory) -> None:
        """Ask whether to forget a memory for good, do it, and show the proof."""
        ...

    async def undo(self) -> None:
        """Take back what was done last to the memory."""
        ...

    async def redo(self) -> None:
        """Do again what was taken back."""
        ...
