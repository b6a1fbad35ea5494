"""The life of a turn: the user's words in, events out, everything kept."""

from assistant.turn.attachments import attachable, read_attachment
from assistant.turn.events import (
    MessagesLeftOut,
    ModelLoading,
    PromptReading,
    QuestionGiven,
    ReplyExtended,
    ReplyStarted,
    TurnEnded,
    TurnEvent,
    UserMessageSaved,
)
from assistant.turn.session import ChatSession

__all__ = [
    "ChatSession",
    "MessagesLeftOut",
    "ModelLoading",
    "PromptReading",
    "QuestionGiven",
    "ReplyExtended",
    "ReplyStarted",
    "TurnEnded",
    "TurnEvent",
    "UserMessageSaved",
    "attachable",
    "read_attachment",
]
