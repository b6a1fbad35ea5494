"""The life of a turn: the user's words in, events out, everything kept."""

from assistant.turn.attachments import attachable, read_attachment
from assistant.turn.events import (
    ModelLoading,
    PromptReading,
    ReplyExtended,
    ReplyStarted,
    TurnEnded,
    TurnEvent,
    UserMessageSaved,
)
from assistant.turn.session import ChatSession

__all__ = [
    "ChatSession",
    "ModelLoading",
    "PromptReading",
    "ReplyExtended",
    "ReplyStarted",
    "TurnEnded",
    "TurnEvent",
    "UserMessageSaved",
    "attachable",
    "read_attachment",
]
