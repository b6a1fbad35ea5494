"""What is to be answered."""

from dataclasses import dataclass

from assistant.conversation import LeftOut, Message
from assistant.settings import Sampling


@dataclass(frozen=True, slots=True)
class Question:
    """A branch that ends with the user's message, and how to answer it."""

    branch: tuple[Message, ...]
    system_prompt: str
    sampling: Sampling
    max_reply_tokens: int | None
    continues: bool = False
    """Whether the branch ends with a reply that goes on, rather than with a question."""
    left_out: tuple[LeftOut, ...] = ()
    """Messages of the branch that the model is not shown."""


def can_go_on(message: Message) -> bool:
    """Whether a message is a reply that was cut short."""
    if message.role != "assistant" or message.state == "streaming":
        return False
    limits = ("length", "context_full")
    was_cut = message.stats is not None and message.stats.finish_reason in limits
    return message.state != "complete" or was_cut
