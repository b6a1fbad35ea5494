"""What can be done from the screen with something that was given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from assistant.conversation import Given

GivenAction = Callable[[Given], Awaitable[None]]
ActionName = Literal["open_given", "pin_given", "forget_given"]


@dataclass(frozen=True, slots=True)
class GivenActions:
    """Who opens, pins and forgets; `None`: that is not offered. What fails is told by them."""

    open: GivenAction | None = None
    """Shows a memory's turn or a passage's place."""
    pin: GivenAction | None = None
    forget: GivenAction | None = None

    def of(self, name: ActionName, given: Given) -> GivenAction | None:
        """Return what does this to that; a passage can only be opened."""
        if name == "open_given":
            return self.open
        if given.kind != "memory":
            return None
        return self.pin if name == "pin_given" else self.forget
