"""Words that must not be anywhere any more: where they stand, and how they are taken out."""

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.conversation import redaction_statements as statements
from assistant.conversation.database import Database
from assistant.conversation.fields import as_json, storable
from assistant.conversation.housekeeping import forget_pages
from assistant.conversation.message import Message, Part, Role, TextPart
from assistant.conversation.readable import readable_message
from assistant.conversation.record_columns import given_object
from assistant.conversation.redacted_backups import forget_words_in_backups
from assistant.conversation.rows import part_object
from assistant.conversation.search.index import SearchIndex
from assistant.locales import N_, _

REMOVED = N_("— removed")
"""What stands in the place of a message whose words were removed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A message in which words stand."""

    message_id: str
    conversation_id: str
    title: str
    """Of its conversation."""
    role: Role
    text: str
    created_at: datetime
    is_thrown_away: bool
    """Whether it, or its conversation, waits to be purged."""


class Redaction:
    """Finds words in all that is stored, and overwrites them. Belongs to the store's thread."""

    def __init__(self, database: Database, search: SearchIndex) -> None:
        self._database = database
        self._search = search

    def places(self, words: Collection[str]) -> list[Place]:
        """The messages in which any of these words stand together, oldest first.

        Upper and lower case are told apart only beyond ASCII. What was thrown away counts, too.
        """
        found: dict[str, Place] = {}
        for needle in _needles(words):
            with self._database.rows(statements.MESSAGES_WITH, needle) as rows:
                for row in rows:
                    message = readable_message(row)
                    found[message.id] = Place(
                        message_id=message.id,
                        conversation_id=message.conversation_id,
                        title=str(row["title"]),
                        role=message.role,
                        text=message.text,
                        created_at=message.created_at,
                        is_thrown_away=bool(row["is_thrown_away"]),
                    )
        return sorted(found.values(), key=lambda place: place.created_at)

    def redact(self, message_ids: Sequence[str], words: Collection[str]) -> list[str]:
        """Replace what these messages say by a mark, for good; return what was touched.

        The tokens of their conversations go, and so do the words in titles, drafts, what can be
        undone, the search, what was given with questions and the copies of older versions. What
        the engine keeps of the returned conversations is for the caller to forget.
        """
        mark = storable(_(REMOVED))
        with self._database.transaction() as connection:
            touched: list[str] = []
            for message_id in message_ids:
                for row in connection.execute(statements.MESSAGE, [message_id]).fetchall():
                    message = readable_message(row)
                    touched.append(message.conversation_id)
                    parts = as_json([part_object(each) for each in _marked(message, mark)])
                    connection.execute(statements.REDACT, [parts, message_id])
                connection.execute(statements.FORGET_TITLE_OF, [mark, message_id])
            touched += _forget_given(connection, message_ids, words)
            for needle in _needles(words):
                for statement in statements.FORGET_WORDS:
                    connection.execute(statement, {"mark": mark, "needle": needle})
            conversations = _forget_tokens(connection, touched)
            self._search.forget_changed(connection)
        self._search.compact()
        self._wipe()
        forget_words_in_backups(self._database.path, message_ids, conversations)
        return conversations

    def forget_given(self, ids: Collection[str], words: Collection[str]) -> list[str]:
        """Take out what was given with questions: these memories, and what has these words.

        Return the conversations whose tokens went with it; the engine's are for the caller.
        """
        with self._database.transaction() as connection:
            touched = _forget_given(connection, ids, words)
            conversations = _forget_tokens(connection, touched)
        self._wipe()
        return conversations

    def _wipe(self) -> None:
        with self._database.errors():
            forget_pages(self._database.connection)


def _marked(message: Message, mark: str) -> tuple[Part, ...]:
    """The parts of a message without its words; a summary stays one."""
    summary = message.summary
    return (TextPart(mark),) if summary is None else (replace(summary, text=mark),)


def _forget_given(
    connection: sqlite3.Connection, ids: Collection[str], words: Collection[str]
) -> list[str]:
    """Return the conversations of the messages with which something was given."""
    touched: list[str] = []
    for needle in (*_needles(ids), *_needles(words)):
        for row in connection.execute(statements.MESSAGES_GIVEN, [needle]).fetchall():
            message = readable_message(row)
            kept = [
                as_object
                for as_object in map(given_object, message.given)
                if needle.lower() not in as_json(as_object).lower()
            ]
            given = as_json(kept) if kept else None
            connection.execute(statements.KEEP_GIVEN, [given, message.id])
            touched.append(message.conversation_id)
    return touched


def _forget_tokens(connection: sqlite3.Connection, touched: Sequence[str]) -> list[str]:
    conversations = list(dict.fromkeys(touched))
    for conversation_id in conversations:
        connection.execute(statements.FORGET_TOKENS, [conversation_id])
    return conversations


def _needles(words: Collection[str]) -> list[str]:
    """The words as they stand in the database: within JSON, most control characters escaped."""
    unescaped = (json.dumps(storable(each.strip()), ensure_ascii=False)[1:-1] for each in words)
    return list(dict.fromkeys(each for each in unescaped if each))
