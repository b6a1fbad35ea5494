"""What was said: messages as typed parts, and the conversations they belong to."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.conversation.record import Given, PromptRecord

Role = Literal["user", "assistant", "system", "tool"]
"""`tool`: the result of a call; imported conversations have others, too. `system` comes with
imported conversations; this program's summaries are `system` too."""

MessageState = Literal["complete", "streaming", "stopped", "interrupted", "failed"]
"""`streaming`: still being written. `stopped`: by the user. `interrupted`: the program ended before
the reply did. `failed`: the engine did; `Message.note` says why."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """Words, as Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class ReasoningPart:
    """What a reasoning model thought before it answered."""

    text: str


@dataclass(frozen=True, slots=True)
class AttachmentPart:
    """A text file that the user sent along."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """Stands in for what was said before, in the prompts of what follows."""

    text: str
    """Empty when nothing is summarised, and only less is repeated."""
    covers_to: str = ""
    """Id of the last message that is left out for it; empty for none."""
    bare_to: str = ""
    """Id of the last message that is repeated without what was given with it; empty for none."""
    messages: int = 0
    """How many messages it stands in for, or repeats with less."""
    is_extract: bool = False
    """Whether it is sentences of the messages, because the model wrote nothing of use."""


@dataclass(frozen=True, slots=True)
class ToolCallPart:
    """What an assistant's message wants to be run."""

    id: str
    name: str
    arguments: str
    """A JSON object, as JSON."""

    @property
    def text(self) -> str:
        """The call, as a search finds it."""
        return f"{self.name} {self.arguments}"


@dataclass(frozen=True, slots=True)
class ToolStep:
    """A call that an agent made on its way to a result."""

    name: str
    arguments: str
    text: str
    is_error: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ToolResultPart:
    """What came of a call."""

    call_id: str
    name: str
    text: str
    """What the model is given of it."""
    rest: str = ""
    """What was too long for the model; the user can read it."""
    is_error: bool = False
    """Whether the call failed or was refused; `text` says why."""
    seconds: float = 0.0
    steps: tuple[ToolStep, ...] = ()
    """What an agent did meanwhile."""


Part = TextPart | ReasoningPart | AttachmentPart | SummaryPart | ToolCallPart | ToolResultPart


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """The token ids of one message, exactly as the model read or generated them."""

    key: str
    """The model, template and system prompt they belong to; see `context.prompt_key`."""
    ids: tuple[int, ...]
    starts_anew: bool = False
    """True when these ids are the whole prompt up to here, not what follows the spans before."""


@dataclass(frozen=True, slots=True)
class ReplyStats:
    """Counts and timings of one reply."""

    prompt_tokens: int
    cached_tokens: int
    reply_tokens: int
    prompt_seconds: float
    reply_seconds: float
    seed: int
    finish_reason: str

    @property
    def tokens_per_second(self) -> float:
        """Speed of generation; 0 when nothing was generated."""
        return self.reply_tokens / self.reply_seconds if self.reply_seconds > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Message:
    """One node of a conversation's tree."""

    id: str
    conversation_id: str
    parent_id: str | None
    role: Role
    parts: tuple[Part, ...]
    created_at: datetime
    state: MessageState = "complete"
    note: str = ""
    """Why the message is `failed`, in one line."""
    model: str = ""
    """Name of the model that wrote it; empty for the user's messages."""
    stats: ReplyStats | None = None
    tokens: TokenSpan | None = None
    """For the user's message: what its turn added to the prompt, template included. For a reply:
    what was generated. A branch's spans, from the last that starts anew, are the prompt."""
    given: tuple[Given, ...] = ()
    """For the user's message: what was found for it, best first, and stays with it."""
    record: PromptRecord | None = None
    """For a reply: what the model had read when it began it."""

    @property
    def text(self) -> str:
        """The words without the reasoning."""
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))

    @property
    def attachments(self) -> tuple[AttachmentPart, ...]:
        """The files that were sent along."""
        return tuple(part for part in self.parts if isinstance(part, AttachmentPart))

    @property
    def summary(self) -> SummaryPart | None:
        """What stands in for the messages before, if this is a summary."""
        return next((part for part in self.parts if isinstance(part, SummaryPart)), None)

    @property
    def calls(self) -> tuple[ToolCallPart, ...]:
        """What the message wants to be run."""
        return tuple(part for part in self.parts if isinstance(part, ToolCallPart))

    @property
    def result(self) -> ToolResultPart | None:
        """What came of a call, if this is that."""
        return next((part for part in self.parts if isinstance(part, ToolResultPart)), None)

    @property
    def reasoning(self) -> str:
        """The reasoning without the words."""
        return "".join(part.text for part in self.parts if isinstance(part, ReasoningPart))


@dataclass(frozen=True, slots=True)
class Conversation:
    """A tree of messages and the settings that belong to it."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    head_id: str | None = None
    """The last message of the branch that is shown; `None` while nothing was said."""
    system_prompt: str | None = None
    """`None`: the one from the settings."""
    sampling: dict[str, object] = field(default_factory=dict[str, object])
    """Sampling parameters that differ from the settings."""
    pinned: bool = False
    """Listed above the others."""
    archived: bool = False
    """Kept out of the list of chats, but found by searching."""
    tags: tuple[str, ...] = ()
    is_renamed: bool = False
    """Whether the user chose the title."""
    is_incognito: bool = False
    """Whether it neither reads nor writes memories."""
