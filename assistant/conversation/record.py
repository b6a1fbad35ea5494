"""What a prompt was made of: what was given with a question, and what an answer was made from."""

from dataclasses import dataclass
from typing import Literal

GivenKind = Literal["memory", "round", "passage", "document", "date", "note"]
"""`round`: what was said in a past conversation. `document`: a whole one. `note`: a word from the
program to the model, such as that nothing was found."""

SectionName = Literal[
    "system", "persona", "tools", "summary", "history", "memories", "passages", "attachments",
    "question",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that was found for a question, whether or not the model was told it."""

    kind: GivenKind
    id: str
    """Of the memory, the message of a round, or the passage."""
    label: str
    """Where it is from, on one line, for the user."""
    text: str = ""
    """Exactly what stands in the prompt; empty when it is not used."""
    score: float | None = None
    """0 to 1: how probably it is relevant."""
    is_used: bool = True
    reason: str = ""
    """Why it is not used; English, to be translated where it is shown."""
    number: int | None = None
    """By which an answer cites it."""


@dataclass(frozen=True, slots=True)
class SectionSpan:
    """A run of tokens of a prompt."""

    name: SectionName
    start: int
    end: int
    """Not part of it."""
    id: str = ""
    """For something given: its place in `Message.given`, from 0."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A message of the branch whose words, or some of them, the model was not shown."""

    message_id: str
    reason: str
    """English, to be translated where it is shown."""


@dataclass(frozen=True, slots=True)
class PromptRecord:
    """What the model had read when it began an answer."""

    key: str
    """The model, template and system prompt; see `context.prompt_key`."""
    spans: tuple[SectionSpan, ...]
    """In order and without gaps: together the whole prompt."""
    cached_tokens: int
    """How many of them did not have to be read again."""
    context_tokens: int
    """How many there is room for, answer included."""
    reserve_tokens: int
    """How many of these were kept free for the answer."""
    left_out: tuple[LeftOut, ...] = ()
    summary_id: str = ""
    """The message that held the summary; empty for none."""
    ids: tuple[int, ...] = ()
    """The tokens that this turn added to the prompt; empty when they are not known."""
    starts_anew: bool = True
    """Whether `ids` are the whole prompt, rather than what follows the answer before."""

    @property
    def prompt_tokens(self) -> int:
        """Length of the prompt."""
        return self.spans[-1].end if self.spans else 0
