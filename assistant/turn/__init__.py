"""The life of a turn: the user's words in, events out, everything kept."""

from assistant.turn.attachments import attachable, read_attachment
from assistant.turn.events import (
    AnswerAsked,
    ApprovalAsked,
    CallEnded,
    CallProgressed,
    CallsMade,
    CallStarted,
    CallWritten,
    MessagesLeftOut,
    ModelLoading,
    PromptReading,
    QuestionGiven,
    ReplyExtended,
    ReplyStarted,
    ToolEvent,
    TurnEnded,
    TurnEvent,
    UserMessageSaved,
    WordEvent,
)
from assistant.turn.session import ChatSession

__all__ = [
    "AnswerAsked",
    "ApprovalAsked",
    "CallEnded",
    "CallProgressed",
    "CallStarted",
    "CallWritten",
    "CallsMade",
    "ChatSession",
    "MessagesLeftOut",
    "ModelLoading",
    "PromptReading",
    "QuestionGiven",
    "ReplyExtended",
    "ReplyStarted",
    "ToolEvent",
    "TurnEnded",
    "TurnEvent",
    "UserMessageSaved",
    "WordEvent",
    "attachable",
    "read_attachment",
]
