"""What happens during a turn, in order, as values that any front end can fold."""

from dataclasses import dataclass

from assistant.conversation import Message, ToolCallPart
from assistant.locales import ngettext
from assistant.tools import ApprovalRequest


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
class CallWritten:
    """The model goes on writing a call: more of it, as it writes it, to be shown only."""

    text: str


@dataclass(frozen=True, slots=True)
class CallsMade:
    """A reply ends with calls; it is on disk, and its calls are about to be run."""

    message: Message


@dataclass(frozen=True, slots=True)
class ApprovalAsked:
    """A call waits for the user: `ChatSession.approve` goes on with it."""

    request: ApprovalRequest


@dataclass(frozen=True, slots=True)
class AnswerAsked:
    """A call asks the user something: `ChatSession.answer_call` goes on with it."""

    call_id: str
    question: str


@dataclass(frozen=True, slots=True)
class CallStarted:
    """A call runs from now on."""

    call: ToolCallPart
    title: str
    """What the tool is called, e.g. `files.read_file`."""


@dataclass(frozen=True, slots=True)
class CallProgressed:
    """How far a call is, in one line; the share goes from 0 to 1."""

    call_id: str
    text: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call has a result, or failed or was refused; its message is on disk.

    When all calls of a reply have ended, the model goes on: `ReplyStarted` comes again.
    """

    message: Message


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over, and what there is of the reply is on disk.

    `reply.state` tells how it ended; `reply` is `None` when the engine failed or the user stopped
    before a first word, and `error` then holds the sentence to show, if any.
    """

    reply: Message | None
    error: str
    context_used: int


ToolEvent = (
    CallWritten | CallsMade | ApprovalAsked | AnswerAsked | CallStarted | CallProgressed | CallEnded
)

WordEvent = (
    UserMessageSaved
    | ModelLoading
    | QuestionGiven
    | MessagesLeftOut
    | PromptReading
    | ReplyStarted
    | ReplyExtended
    | TurnEnded
)

TurnEvent = WordEvent | ToolEvent
