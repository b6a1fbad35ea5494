"""What was said, and how it is kept."""

from assistant.conversation.message import (
    Conversation,
    Message,
    MessageState,
    Part,
    ReasoningPart,
    ReplyStats,
    Role,
    TextPart,
    TokenSpan,
)
from assistant.conversation.store import ConversationStore

__all__ = [
    "Conversation",
    "ConversationStore",
    "Message",
    "MessageState",
    "Part",
    "ReasoningPart",
    "ReplyStats",
    "Role",
    "TextPart",
    "TokenSpan",
]
