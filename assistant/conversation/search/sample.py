"""How common terms are, estimated from some of the messages."""

from assistant.conversation.database import Database
from assistant.conversation.fields import read_number
from assistant.conversation.search import statements
from assistant.conversation.search.ranking import Collection, Pattern
from assistant.conversation.search.terms import Term, is_dense, match_phrase

_PLACES = 20
_MESSAGES_AT_A_PLACE = 20
_FEW = 5
"""A term in fewer texts of the sample is counted in the index instead."""
_MOST_COUNTED = 4_000
_COMMON_SHARE = 0.2
_GROWTH = 1.1


class Sample:
    """Some messages from all times, read again when there are a tenth more or fewer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._texts: list[bytes] = []
        self._texts_then = 0
        self.collection = Collection(0, 0.0)

    def refresh(self) -> None:
        """Make it fit the messages that are there now."""
        with self._database.rows(statements.COUNT_DOCUMENTS) as rows:
            count = read_number(next(rows)[0])
        if not self._texts_then / _GROWTH <= count <= self._texts_then * _GROWTH:
            self._texts, self._texts_then = self._read(), count
        mean_length = sum(map(len, self._texts)) / max(len(self._texts), 1)
        self.collection = Collection(count, mean_length)

    def texts_with(self, term: Term, pattern: Pattern) -> float:
        """About how many messages have a term."""
        sampled = sum(map(pattern.is_in, self._texts))
        if sampled >= _FEW:
            return sampled / len(self._texts) * self.collection.texts
        expression = match_phrase(term, "words")
        with self._database.rows(statements.COUNT_MATCHES, expression, _MOST_COUNTED) as rows:
            return read_number(next(rows)[0])

    def is_slow(self, term: Term, pattern: Pattern) -> bool:
        """Whether the index would have to gather very many words that begin so."""
        last = term.runs[-1]
        begins_words = len(last) == 1 if is_dense(last) else term.is_prefix
        if not begins_words or len(term.runs) > 1:
            return False
        return sum(map(pattern.is_in, self._texts)) > _COMMON_SHARE * len(self._texts)

    def _read(self) -> list[bytes]:
        with self._database.rows(statements.DOCUMENT_RANGE) as rows:
            first, last = next(rows)
        if first is None:
            return []
        texts: dict[int, bytes] = {}
        for place in range(_PLACES):
            newest = last - (last - first) * place // _PLACES
            with self._database.rows(
                statements.NEWEST_DOCUMENTS, newest, _MESSAGES_AT_A_PLACE
            ) as rows:
                texts.update((row["id"], row["words"]) for row in rows)
        return list(texts.values())
