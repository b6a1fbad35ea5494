"""What a search finds."""

from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.message import Conversation, Role
from assistant.conversation.search.snippet import Snippet


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A message that matches, or a conversation whose title does."""

    conversation: Conversation
    message_id: str | None
    """`None`: the title matches, and the conversation's shown branch is where to go."""
    role: Role | None
    created_at: datetime
    """Of the message; of a conversation, when it was last added to."""
    snippet: Snippet
    """Of the message, or the title."""
    score: float
    """More is better; 0 when there were no words to rank by."""


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Hits, the best first; without words to rank by, the newest first."""

    hits: tuple[SearchHit, ...] = ()
    has_more: bool = False
    """Whether there are more than were asked for."""
    ranked_newest: int | None = None
    """When more messages match than are ranked: how many of the newest are. `None`: all are."""
    unindexed: int = 0
    """Messages and titles that the search does not know yet, and may have missed."""
