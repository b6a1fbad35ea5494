"""What can be done from the screen with something that was given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from assistant.conversation import Given

GivenAction = Callable[[Given], Awaitable[None]]
ActionName = Literal["open_given", "pin_given", "put_away_given", "forget_given"]


@dataclass(frozen=True, slots=True)
class GivenActions:
    """Who does what; `None`: that is not offered. What was done or fails is told by them."""

    open: GivenAction | None = None
    """Shows a memory's turn or a passage's place."""
    pin: GivenAction | None = None
    put_away: GivenAction | None = None
    forget: GivenAction | None = None
    """For good; it asks before."""

    def of(self, name: ActionName, given: Given) -> GivenAction | None:
        """Return what does this to that; only memories can be changed."""
        match name:
            case "open_given":
                return self.open if given.kind not in ("note", "date") else None
            case _ if given.kind != "memory":
                return None
            case "pin_given":
                return self.pin
            case "put_away_given":
                return self.put_away
            case "forget_given":
                return self.forget
