"""What happens during a turn, in order, as values that any front end can fold."""

from dataclasses import dataclass

from assistant.conversation import Message
from assistant.locales import ngettext


@dataclass(frozen=True, slots=True)
class UserMessageSaved:
    """The user's words are on disk; nothing that follows can lose them."""

    message: Message


@dataclass(frozen=True, slots=True)
class ModelLoading:
    """The model is being loaded; `share` goes from 0 to 1."""

    share: float


@dataclass(frozen=True, slots=True)
class QuestionGiven:
    """What is given with the user's message is decided; it is on disk with it."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessagesLeftOut:
    """The model is not shown the oldest messages of the branch, for want of room."""

    count: int

    @property
    def sentence(self) -> str:
        """What to tell the user."""
        told = ngettext(
            "The context is full: the oldest message is not shown to the model any more.",
            "The context is full: the {count:,} oldest messages are not shown to the model "
            "any more.",
            self.count,
        )
        return told.format(count=self.count)


@dataclass(frozen=True, slots=True)
class PromptReading:
    """The model is reading the prompt: `done` of `total` tokens that are not in its cache."""

    done: int
    total: int
    seconds_left: float | None
    """`None` until the speed is known."""


@dataclass(frozen=True, slots=True)
class ReplyStarted:
    """The first words are about to arrive; the reply exists on disk from here on."""

    message: Message


@dataclass(frozen=True, slots=True)
class ReplyExtended:
    """More words, or more reasoning."""

    text: str
    reasoning: str
    reply_tokens: int
    context_used: int
    """Tokens in the context now, prompt and reply."""
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over, and what there is of the reply is on disk.

    `reply.state` tells how it ended; `reply` is `None` when the engine failed or the user stopped
    before a first word, and `error` then holds the sentence to show, if any.
    """

    reply: Message | None
    error: str
    context_used: int


TurnEvent = (
    UserMessageSaved
    | ModelLoading
    | QuestionGiven
    | MessagesLeftOut
    | PromptReading
    | ReplyStarted
    | ReplyExtended
    | TurnEnded
)
