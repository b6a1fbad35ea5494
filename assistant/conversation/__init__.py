"""What was said, and how it is kept."""

from assistant.conversation.drafts import NEW_CONVERSATION, Draft
from assistant.conversation.journal import Action, ActionKind
from assistant.conversation.message import (
    AttachmentPart,
    Conversation,
    Message,
    MessageState,
    Part,
    ReasoningPart,
    ReplyStats,
    Role,
    SummaryPart,
    TextPart,
    TokenSpan,
    ToolCallPart,
    ToolResultPart,
    ToolStep,
)
from assistant.conversation.record import (
    Given,
    GivenKind,
    LeftOut,
    PromptRecord,
    SectionName,
    SectionSpan,
)
from assistant.conversation.redaction import Place
from assistant.conversation.search.query import SearchQuery, parse_query
from assistant.conversation.search.results import SearchHit, SearchResults
from assistant.conversation.search.snippet import Snippet
from assistant.conversation.store import ConversationStore
from assistant.conversation.tree import Node

__all__ = [
    "NEW_CONVERSATION",
    "Action",
    "ActionKind",
    "AttachmentPart",
    "Conversation",
    "ConversationStore",
    "Draft",
    "Given",
    "GivenKind",
    "LeftOut",
    "Message",
    "MessageState",
    "Node",
    "Part",
    "Place",
    "PromptRecord",
    "ReasoningPart",
    "ReplyStats",
    "Role",
    "SearchHit",
    "SearchQuery",
    "SearchResults",
    "SectionName",
    "SectionSpan",
    "Snippet",
    "SummaryPart",
    "TextPart",
    "TokenSpan",
    "ToolCallPart",
    "ToolResultPart",
    "ToolStep",
    "parse_query",
]
