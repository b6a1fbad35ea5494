"""What is said about a conversation and its messages beside their words."""

from datetime import datetime, tzinfo

from assistant.conversation import Conversation, Message, Role, ToolCallPart, ToolResultPart

_SPEAKERS: dict[Role, str] = {
    "user": "You",
    "assistant": "Assistant",
    "system": "System",
    "tool": "Tool",
}


def date_of(time: datetime, zone: tzinfo | None) -> str:
    """Day and minute in a zone; `None`: the local one."""
    return time.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def facts_of(conversation: Conversation, zone: tzinfo | None) -> str:
    """When a conversation took place, and its tags."""
    dates = [date_of(time, zone) for time in (conversation.created_at, conversation.updated_at)]
    tags = [f"#{tag}" for tag in conversation.tags]
    return " · ".join([" to ".join(dict.fromkeys(dates)), *tags])


def speaker_of(message: Message) -> str:
    """Who speaks: the role, the model, and how it ended when it did not end well."""
    model = f" ({message.model})" if message.model else ""
    state = "" if message.state == "complete" else f" · {message.state}"
    return f"{_SPEAKERS[message.role]}{model}{state}"


def tool_caption(part: ToolCallPart | ToolResultPart) -> str:
    """Say what a call or its result is."""
    if isinstance(part, ToolCallPart):
        return f"Called: {part.name}"
    return f"{'Failed' if part.is_error else 'Result'}: {part.name}"


def tool_words(part: ToolCallPart | ToolResultPart) -> str:
    """Return the arguments of a call, or all of its result."""
    return part.arguments if isinstance(part, ToolCallPart) else part.text + part.rest
