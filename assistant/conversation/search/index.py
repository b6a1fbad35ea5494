"""One search over all conversations."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from itertools import islice
from typing import TypeVar

from assistant.conversation.database import Database
from assistant.conversation.fields import MALFORMED
from assistant.conversation.message import Conversation
from assistant.conversation.rows import conversation_from_row, message_from_row
from assistant.conversation.search import statements
from assistant.conversation.search.documents import searched_text
from assistant.conversation.search.indexing import Indexer
from assistant.conversation.search.query import SearchQuery, parse_query
from assistant.conversation.search.results import SearchHit, SearchResults
from assistant.conversation.search.retrieval import Found, Retrieval
from assistant.conversation.search.snippet import snippet
from assistant.errors import StorageError

T = TypeVar("T")

FRESH_LIMIT = 64
"""So many changes are indexed before a search answers; usually there are two."""


class SearchIndex:
    """Finds messages and titles. Belongs to the thread of its database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._indexer = Indexer(database)
        self._retrieval = Retrieval(database)

    def index_some(self, limit: int = 100) -> int:
        """Index up to `limit` messages and as many titles; return how many are still to be done.

        A search does a little of this first, so it sees the last turn in any case. Call it until
        it returns 0 after a purge, and nothing of what was purged is left.
        """
        return self._indexer.index_some(limit)

    def forget_gone(self, connection: sqlite3.Connection) -> None:
        """Take what was purged out of the index, in the transaction that purged it."""
        self._indexer.forget_gone(connection)

    def forget_changed(self, connection: sqlite3.Connection) -> None:
        """Take what changed out of the index, in the transaction that changed it."""
        self._indexer.forget_changed(connection)

    def compact(self) -> None:
        """Write the index anew, without the words of what was purged."""
        with self._database.transaction() as connection:
            connection.execute(statements.COMPACT_INDEX)
            connection.execute(statements.COMPACT_TITLES)

    def search(self, query: SearchQuery | str, limit: int = 50) -> SearchResults:
        """Find the messages and titles that match; nothing for a query that asks for nothing.

        What was thrown away is not found. A query's problems are for the caller to tell.
        """
        if isinstance(query, str):
            query = parse_query(query)
        if query.is_empty:
            return SearchResults()
        unindexed = self._refresh()
        found, ranked_newest = self._retrieval.find(query, limit)
        hits = tuple(islice(self._hits(found, query), limit + 1))
        return SearchResults(hits[:limit], len(hits) > limit, ranked_newest, unindexed)

    def _hits(self, found: Iterable[Found], query: SearchQuery) -> Iterator[SearchHit]:
        conversation_of = cache(self._conversation)
        for each in found:
            if each.is_title:
                hit = self._title_hit(each, query)
            else:
                hit = self._message_hit(each, query, conversation_of)
            if hit is not None:
                yield hit

    def _refresh(self) -> int:
        # What cannot be written now can be searched all the same.
        with suppress(StorageError):
            return self._indexer.index_changes(FRESH_LIMIT)
        return self._indexer.count_changes()

    def _message_hit(
        self,
        found: Found,
        query: SearchQuery,
        conversation_of: Callable[[str], Conversation | None],
    ) -> SearchHit | None:
        """`None` for what was thrown away since it was indexed, or is damaged."""
        with self._database.rows(statements.MESSAGE_OF_DOCUMENT, found.seq) as rows:
            message = _first(map(message_from_row, rows))
        if message is None:
            return None
        conversation = conversation_of(message.conversation_id)
        if conversation is None:
            return None
        return SearchHit(
            conversation=conversation,
            message_id=message.id,
            role=message.role,
            created_at=message.created_at,
            snippet=snippet(searched_text(message), query.words),
            score=found.score,
        )

    def _conversation(self, conversation_id: str) -> Conversation | None:
        with self._database.rows(statements.CONVERSATION, conversation_id) as rows:
            return _first(map(conversation_from_row, rows))

    def _title_hit(self, found: Found, query: SearchQuery) -> SearchHit | None:
        with self._database.rows(statements.CONVERSATION_BY_SEQ, found.seq) as rows:
            conversation = _first(map(conversation_from_row, rows))
        if conversation is None:
            return None
        asked = [each.term for each in query.conditions if each.field == "title"]
        return SearchHit(
            conversation=conversation,
            message_id=None,
            role=None,
            created_at=conversation.updated_at,
            snippet=snippet(conversation.title, (*query.words, *asked)),
            score=found.score,
        )


def _first(values: Iterator[T]) -> T | None:
    """The first value, if there is one and it is not damaged."""
    try:
        return next(values, None)
    except MALFORMED:
        return None
