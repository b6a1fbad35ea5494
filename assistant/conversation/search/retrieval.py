"""Which messages and titles match a query, the best first."""

from collections.abc import Sequence
from datetime import UTC
from operator import attrgetter
from typing import NamedTuple

from assistant.conversation.database import Database
from assistant.conversation.fields import microseconds
from assistant.conversation.search import statements
from assistant.conversation.search.expression import message_expression, title_expression
from assistant.conversation.search.query import SearchQuery
from assistant.conversation.search.ranking import Collection, Pattern, pattern_of, rarity, scorer
from assistant.conversation.search.sample import Sample

RANKED_MESSAGES = 1_000
"""When more messages match, the newest of them are ranked."""
_LOOKED_AT = 4_000
"""Messages that are read for a common beginning of words, which the index is slow to find."""
_RANKED_TITLES = 200
"""When more titles match, those of the newest conversations are ranked."""
_MOST_TITLES = 10
"""Of those that have the words; the messages are to be seen, too."""
_TITLE_WEIGHT = 2.0
_TITLE_BYTES = 40.0
_FIRST, _LAST = -(2**62), 2**62
_SECOND = 1_000_000
_SHIFT_SECONDS = 172_800
"""How much later than its second a document's number may be, where many share a second."""

Weighted = Sequence[tuple[Pattern, float]]


class Found(NamedTuple):
    """A message that matches, or a conversation whose title does."""

    score: float
    time: int
    """To compare hits of the same score by: seconds since 1970."""
    seq: int
    """The number of the document, or of the conversation."""
    is_title: bool = False


class Retrieval:
    """Asks the index and ranks what it finds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sample = Sample(database)

    def find(self, query: SearchQuery, limit: int) -> tuple[list[Found], int | None]:
        """What matches, best first; and how many messages were ranked, if not all that match.

        Without words there are somewhat more than `limit`, since some may not be shown.
        """
        self._sample.refresh()
        patterns = [pattern_of(term) for term in query.words]
        texts = self._sample.collection.texts
        weighted = [
            (pattern, rarity(self._sample.texts_with(term, pattern), texts))
            for term, pattern in zip(query.words, patterns, strict=True)
        ]
        found: list[Found] = []
        if not query.is_about_messages and (query.words or query.is_about_conversations):
            found += self._titles(query, weighted, limit)
        is_cut = False
        if not query.is_about_conversations:
            most = RANKED_MESSAGES if weighted else min(2 * limit + 50, RANKED_MESSAGES)
            messages = self._messages(query, weighted, most)
            is_cut = len(messages) > most
            found += messages[:most]
        found.sort(key=attrgetter("score", "time"), reverse=True)
        return found, RANKED_MESSAGES if is_cut and weighted else None

    def _messages(self, query: SearchQuery, weighted: Weighted, most: int) -> list[Found]:
        """The newest `most` messages that match, newest first, and one more if there are more."""
        pairs = list(zip(query.words, (pattern for pattern, _ in weighted), strict=True))
        slow = [pattern for term, pattern in pairs if self._sample.is_slow(term, pattern)]
        fast = tuple(term for term, pattern in pairs if pattern not in slow)
        conditions = [statements.ONLY_WITH, *[statements.AND_WITH] * len(slow)][: len(slow)]
        after, before = _times(query)
        score = scorer(weighted, self._sample.collection)
        with self._database.rows(
            "".join((statements.CANDIDATES, *conditions, statements.LIMIT)),
            message_expression(query, fast),
            _FIRST if query.after is None else after // _SECOND,
            _LAST if query.before is None else before // _SECOND + _SHIFT_SECONDS,
            after,
            before,
            _LOOKED_AT if slow else most + 1,
            *(pattern.anywhere for pattern in slow),
            most + 1,
        ) as rows:
            return [Found(score(words), document_id, document_id) for document_id, words in rows]

    def _titles(self, query: SearchQuery, weighted: Weighted, limit: int) -> list[Found]:
        after, before = _times(query)
        score = scorer(weighted, Collection(self._sample.collection.texts, _TITLE_BYTES))
        looked_at = _RANKED_TITLES if weighted else -1
        with self._database.rows(
            statements.FOUND_TITLES,
            title_expression(query),
            looked_at,
            before,
            after,
            max(limit + 1, _RANKED_TITLES),
        ) as rows:
            found = [
                Found(
                    score=_TITLE_WEIGHT * score(row["words"].encode()),
                    time=row["updated_at"] // _SECOND,
                    seq=row["seq"],
                    is_title=True,
                )
                for row in rows
            ]
        if not weighted:
            return found
        return sorted(found, key=attrgetter("score", "time"), reverse=True)[:_MOST_TITLES]


def _times(query: SearchQuery) -> tuple[int, int]:
    """From when to when, in microseconds since 1970."""
    after = _FIRST if query.after is None else microseconds(query.after.astimezone(UTC))
    before = _LAST if query.before is None else microseconds(query.before.astimezone(UTC))
    return after, before
