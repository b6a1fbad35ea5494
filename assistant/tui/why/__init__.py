"""The screen that tells what an answer was made from."""

from assistant.tui.why.actions import GivenActions
from assistant.tui.why.screen import WhyScreen

__all__ = ["GivenActions", "WhyScreen"]
