"""The chat in a terminal. Nothing outside this folder knows Textual."""

from assistant.tui.app import ChatApp
from assistant.tui.options import ChatOptions

__all__ = ["ChatApp", "ChatOptions"]
