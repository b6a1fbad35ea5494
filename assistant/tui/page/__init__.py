"""What is on the page of a conversation, as rows; drawing them is the widgets' part."""

from assistant.tui.page.conversation import ConversationPage
from assistant.tui.page.entry import Entry
from assistant.tui.page.messages import MessageEntry, ReplyEntry

__all__ = ["ConversationPage", "Entry", "MessageEntry", "ReplyEntry"]
