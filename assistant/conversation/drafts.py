"""What is being written, kept for each conversation until it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.conversation import statements
from assistant.conversation.database import Database
from assistant.conversation.fields import (
    MALFORMED,
    as_json,
    microseconds,
    read_array,
    read_object,
    read_text,
    storable,
)

NEW_CONVERSATION = ""
"""Key of the draft in a conversation that is not stored yet."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text in the making, and the prompts that wait to be sent before it."""

    text: str = ""
    pieces: Mapping[str, str] = field(default_factory=dict[str, str])
    """What placeholders in the text stand for, e.g. large pastes."""
    queued: tuple[str, ...] = ()
    """Prompts that wait for the reply in progress, first first."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep."""
        return not self.text and not self.queued


class Drafts:
    """The drafts of all conversations, by conversation id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, conversation_id: str) -> Draft:
        """The draft of a conversation; empty when there is none, or none that can be read."""
        with self._database.rows(statements.DRAFT, conversation_id) as rows:
            try:
                return next((_draft(row["value"]) for row in rows), Draft())
            except MALFORMED:
                return Draft()

    def save(self, conversation_id: str, draft: Draft) -> None:
        """Keep a draft; an empty one is forgotten."""
        with self._database.transaction() as connection:
            if draft.is_empty:
                connection.execute(statements.FORGET_DRAFT, [conversation_id])
                return
            columns = {
                "text": storable(draft.text),
                "pieces": as_json(dict(draft.pieces)),
                "queued": as_json(draft.queued),
            }
            saved_at = microseconds(datetime.now(UTC))
            connection.execute(statements.KEEP_DRAFT, [conversation_id, as_json(columns), saved_at])


def _draft(value: object) -> Draft:
    found = read_object(value)
    pieces = read_object(found["pieces"])
    return Draft(
        text=read_text(found["text"]),
        pieces={name: read_text(text) for name, text in pieces.items()},
        queued=tuple(map(read_text, read_array(found["queued"]))),
    )
