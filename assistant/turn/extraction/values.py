"""What is proposed, and the message that it must be found in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MOST_PROPOSALS = 4
QUOTE_LENGTH, TEXT_LENGTH, SUBJECT_LENGTH = 300, 200, 40


class Proposal(BaseModel):
    """One memory as a model proposes it; the quote comes first, so that it leads the text."""

    model_config = ConfigDict(frozen=True)

    quote: Annotated[str, Field(max_length=QUOTE_LENGTH)]
    text: Annotated[str, Field(max_length=TEXT_LENGTH)]
    kind: Literal["fact", "preference", "event", "instruction"]
    subject: Annotated[str, Field(max_length=SUBJECT_LENGTH)]
    confidence: Literal["low", "medium", "high"]


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the user."""

    text: str
    said_at: datetime
    """With the user's own time zone: "tomorrow" is theirs."""
    conversation_id: str
    message_id: str
