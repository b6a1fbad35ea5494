"""What is being written, kept for each conversation until it is sent."""

from collections.abc import Callable, Collection, Mapping
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
"""Key of the draft in a conversation that is not stored yet; each program has its own."""
_NEW_CHAT = "new chat of "
"""Begins the name under which a program's is kept; its id follows."""


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
    """The drafts of all conversations, by conversation id.

    `live_runs` returns the ids of other programs at work, `None` when that cannot be said now.
    """

    def __init__(
        self, database: Database, run_id: str, live_runs: Callable[[], Collection[str] | None]
    ) -> None:
        self._database = database
        self._new_chat = _NEW_CHAT + run_id
        self._live_runs = live_runs

    def load(self, conversation_id: str) -> Draft:
        """The draft of a conversation; empty when there is none, or none that can be read.

        For a new conversation, one that a program left behind, when this one has none of its own.
        """
        draft = self._read(self._key(conversation_id))
        if conversation_id == NEW_CONVERSATION and draft.is_empty and self._adopt():
            draft = self._read(self._new_chat)
        return draft

    def _key(self, conversation_id: str) -> str:
        return self._new_chat if conversation_id == NEW_CONVERSATION else conversation_id

    def _adopt(self) -> bool:
        """Take over the latest draft of a new chat whose program has ended, if there is one."""
        with self._database.rows(statements.NEW_CHAT_DRAFTS, self._new_chat) as rows:
            left = [read_text(row["conversation_id"]) for row in rows]
        live = self._live_runs() if left else None
        if live is None:
            return False
        orphans = [key for key in left if key.removeprefix(_NEW_CHAT) not in live]
        with self._database.transaction() as connection:
            for key in orphans:
                if connection.execute(statements.ADOPT_DRAFT, [self._new_chat, key]).rowcount > 0:
                    return True
        return False

    def _read(self, key: str) -> Draft:
        with self._database.rows(statements.DRAFT, key) as rows:
            try:
                return next((_draft(row["value"]) for row in rows), Draft())
            except MALFORMED:
                return Draft()

    def save(self, conversation_id: str, draft: Draft) -> None:
        """Keep a draft; an empty one is forgotten."""
        key = self._key(conversation_id)
        with self._database.transaction() as connection:
            if draft.is_empty:
                connection.execute(statements.FORGET_DRAFT, [key])
                return
            columns = {
                "text": storable(draft.text),
                "pieces": as_json(dict(draft.pieces)),
                "queued": as_json(draft.queued),
            }
            saved_at = microseconds(datetime.now(UTC))
            connection.execute(statements.KEEP_DRAFT, [key, as_json(columns), saved_at])


def _draft(value: object) -> Draft:
    found = read_object(value)
    pieces = read_object(found["pieces"])
    return Draft(
        text=read_text(found["text"]),
        pieces={name: read_text(text) for name, text in pieces.items()},
        queued=tuple(map(read_text, read_array(found["queued"]))),
    )
