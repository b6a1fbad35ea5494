"""Which messages and titles match a query, the best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from operator import attrgetter
from typing import NamedTuple

from assistant.conversation.database import Database
from assistant.conversation.fields import microseconds, read_number
from assistant.conversation.search import statements
from assistant.conversation.search.expression import message_expression, title_expression
from assistant.conversation.search.query import SearchQuery
from assistant.conversation.search.ranking import Collection, Pattern, pattern_of, rarity, scorer
from assistant.conversation.search.sample import Sample
from assistant.conversation.search.terms import Term

RANKED_MESSAGES = 1_000
"""When more messages match, the newest of them are ranked."""
RANKED_COMMON = 400
"""The same for words that are in so many messages that they tell little."""
_COMMON = 5_000
_LOOKED_AT = 2_000
"""Messages that are read for a common beginning of words, which the index is slow to find."""
_FEW = 100
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


class Found(NamedTuple):
    """A message that matches, or a conversation whose title does."""

    score: float
    time: int
    """To compare hits of the same score by: seconds since 1970."""
    seq: int
    """The number of the document, or of the conversation."""
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """A term of a query, and how common it is."""

    term: Term
    pattern: Pattern
    texts_with: float
    rarity: float
    is_slow: bool


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
        texts = self._sample.collection.texts
        asked: list[_Asked] = []
        for term in query.words:
            pattern = pattern_of(term)
            texts_with = self._sample.texts_with(term, pattern)
            is_slow = self._sample.is_slow(term, pattern)
            asked.append(_Asked(term, pattern, texts_with, rarity(texts_with, texts), is_slow))
        found: list[Found] = []
        if not query.is_about_messages and (asked or query.is_about_conversations):
            found += self._titles(query, asked, limit)
        ranked = None
        if not query.is_about_conversations:
            most = _most_ranked(asked, limit)
            messages, is_cut = self._messages(query, asked, most)
            found += messages
            ranked = len(messages) if is_cut and asked else None
        found.sort(key=attrgetter("score", "time"), reverse=True)
        return found, ranked

    def _messages(
        self, query: SearchQuery, asked: Sequence["_Asked"], most: int
    ) -> tuple[list[Found], bool]:
        """The newest `most` messages that match, and whether there may be more."""
        slow = [each.pattern.anywhere for each in asked if each.is_slow]
        fast = tuple(each.term for each in asked if not each.is_slow)
        found = self._candidates(query, fast, asked, slow, most + 1)
        if slow and len(found) < _FEW:
            # They are common among others than these: let the index find them after all.
            found = self._candidates(query, query.words, asked, (), most + 1)
            return found[:most], len(found) > most
        is_cut = len(found) > most or (bool(slow) and self._is_cut(query, fast))
        return found[:most], is_cut

    def _candidates(
        self,
        query: SearchQuery,
        words: tuple[Term, ...],
        asked: Sequence["_Asked"],
        slow: Sequence[bytes],
        limit: int,
    ) -> list[Found]:
        """The newest messages that the index finds by `words`, and that have what is `slow`."""
        conditions = [statements.ONLY_WITH, *[statements.AND_WITH] * len(slow)][: len(slow)]
        looked_at = _LOOKED_AT if slow else limit
        score = scorer(_weighted(asked), self._sample.collection)
        with self._database.rows(
            "".join((statements.CANDIDATES, *conditions, statements.LIMIT)),
            message_expression(query, words),
            *_range(query),
            looked_at,
            *slow,
            limit,
        ) as rows:
            return [Found(score(words), document_id, document_id) for document_id, words in rows]

    def _is_cut(self, query: SearchQuery, words: tuple[Term, ...]) -> bool:
        """Whether the index finds more by `words` than is looked at."""
        with self._database.rows(
            statements.COUNT_LOOKED_AT,
            message_expression(query, words),
            *_range(query),
            _LOOKED_AT + 1,
        ) as rows:
            return read_number(next(rows)[0]) > _LOOKED_AT

    def _titles(self, query: SearchQuery, asked: Sequence["_Asked"], limit: int) -> list[Found]:
        after, before = _times(query)
        score = scorer(_weighted(asked), Collection(self._sample.collection.texts, _TITLE_BYTES))
        looked_at = _RANKED_TITLES if asked else -1
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
        if not asked:
            return found
        return sorted(found, key=attrgetter("score", "time"), reverse=True)[:_MOST_TITLES]


def _most_ranked(asked: Sequence[_Asked], limit: int) -> int:
    if not asked:
        return max(2 * limit + 50, RANKED_COMMON)
    is_common = min(each.texts_with for each in asked) > _COMMON
    return max(RANKED_COMMON if is_common else RANKED_MESSAGES, limit + 1)


def _weighted(asked: Sequence[_Asked]) -> list[tuple[Pattern, float]]:
    return [(each.pattern, each.rarity) for each in asked]


def _range(query: SearchQuery) -> tuple[int, int, int, int]:
    """The documents that can be in the query's time, and that time."""
    after, before = _times(query)
    first = _FIRST if query.after is None else after // _SECOND
    last = _LAST if query.before is None else before // _SECOND + _SHIFT_SECONDS
    return first, last, after, before


def _times(query: SearchQuery) -> tuple[int, int]:
    """From when to when, in microseconds since 1970."""
    after = _FIRST if query.after is None else microseconds(query.after.astimezone(UTC))
    before = _LAST if query.before is None else microseconds(query.before.astimezone(UTC))
    return after, before
