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
    TextPart,
    TokenSpan,
)
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
    "Message",
    "MessageState",
    "Node",
    "Part",
    "ReasoningPart",
    "ReplyStats",
    "Role",
    "SearchHit",
    "SearchQuery",
    "SearchResults",
    "Snippet",
    "TextPart",
    "TokenSpan",
    "parse_query",
]
