"""What the model sees of a conversation: tokens it knows already, and messages that are new.

Pure functions. A prompt only grows (see ARCHITECTURE.md): the tokens of earlier turns are used as
they were read and generated, and only the messages after them are rendered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from assistant.conversation import Message
from assistant.engine import ChatMessage


@dataclass(frozen=True, slots=True)
class Prompt:
    """The parts of a request that say what to read."""

    history: tuple[int, ...]
    """Token ids that were read and generated before."""
    messages: tuple[ChatMessage, ...]
    """The whole conversation as text, system prompt first if there is one."""
    fresh: int
    """How many of the last messages are not in `history`."""


def prompt_key(fingerprint: str, system_prompt: str) -> str:
    """Name the model, template and system prompt; only spans of one key can stand together."""
    named = f"{fingerprint}\n{system_prompt}".encode("utf-8", "surrogatepass")
    return sha256(named).hexdigest()[:16]


def build_prompt(
    branch: Sequence[Message], *, system_prompt: str, key: str, continues: bool = False
) -> Prompt:
    """Take as much of the branch as possible as tokens, and the rest as messages.

    A last reply that `continues` is a prompt only as a whole: all of it as tokens, or as text.
    """
    system = (ChatMessage(role="system", content=system_prompt),) if system_prompt else ()
    messages = system + tuple(map(_chat_message, branch))
    known = _count_known(branch, key)
    if continues and known < len(branch):
        known = 0
    history = history_tokens(branch[:known])
    return Prompt(history, messages, fresh=len(branch) - known if history else len(messages))


def _chat_message(message: Message) -> ChatMessage:
    """Show attached files before the words, and what came from elsewhere as somebody's words."""
    files = [f"{part.name}:\n```\n{part.text}\n```" for part in message.attachments]
    content = "\n\n".join([*files, message.text])
    if message.role == "tool":
        return ChatMessage(role="user", content=f"Result of a tool:\n{content}")
    if message.role == "system":
        return ChatMessage(role="user", content=f"Instructions:\n{content}")
    return ChatMessage(role=message.role, content=content, reasoning=message.reasoning)


def count_history_tokens(branch: Sequence[Message]) -> int:
    """Return how many tokens `history_tokens` would."""
    count = 0
    for message in branch:
        if message.tokens is not None:
            count = len(message.tokens.ids) + (0 if message.tokens.starts_anew else count)
    return count


def history_tokens(branch: Sequence[Message]) -> tuple[int, ...]:
    """Concatenate the spans from the last one that starts anew."""
    ids: list[int] = []
    for message in branch:
        if message.tokens is None:
            continue
        if message.tokens.starts_anew:
            ids.clear()
        ids.extend(message.tokens.ids)
    return tuple(ids)


def _count_known(branch: Sequence[Message], key: str) -> int:
    """Count the messages from the root that an unbroken run of spans of this key covers."""
    known = 0
    unbroken = False
    for index, message in enumerate(branch):
        span = message.tokens
        if span is None or span.key != key:
            unbroken = False
        elif span.starts_anew or unbroken:
            unbroken = True
            known = index + 1
    return known
