"""Passages found by words, meaning and the headings above them, as memories are."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from assistant_memory.documents.searching import Entry, Ranked, Vector
from assistant_memory.lexical import encode_record
from assistant_memory.protocols import Embedder
from assistant_memory.ranking import Background, Corpus, Ranker, RelatedTerms, usual_background
from assistant_memory.ranking import Entry as Row
from assistant_memory.text import TERMS_VERSION
from assistant_memory.values import Query


class PassageIndex:
    """A `Searcher` in memory; documents are its sessions, and passages have no date."""

    def __init__(self, embedder: Embedder, related: RelatedTerms | None = None) -> None:
        self._corpus = Corpus(embedder.dimensions)
        self._embedder = embedder
        self._related = related
        self._usual: Background | None = None

    @property
    def terms_version(self) -> str:
        """Names the way in which terms are made."""
        return f"terms-{TERMS_VERSION}"

    def terms_of(self, text: str, heading: str) -> bytes:
        """Return the terms of a passage, and of its headings."""
        return encode_record(text, heading)

    def add(self, entries: Sequence[Entry]) -> None:
        """Take passages in."""
        self._corpus.put(
            [
                Row(
                    id=str(each.id),
                    terms=each.terms,
                    session=str(each.document_id),
                    place=each.number,
                    vector=each.vector,
                )
                for each in entries
            ]
        )

    def remove(self, ids: Collection[int]) -> None:
        """Forget passages."""
        self._corpus.remove(map(str, ids))

    def rank(self, query: str, vector: Vector | None, limit: int) -> Sequence[Ranked]:
        """Return the best passages for a question, best first."""
        asked = Query(query, now=datetime.now(UTC), limit=limit)
        if vector is not None and self._usual is None:
            self._usual = usual_background(self._embedder)
        ranker = Ranker(self._corpus, usual=self._usual, related=self._related)
        return [
            Ranked(int(each.id), each.score, each.is_relevant)
            for each in ranker.rank(asked, vector)
        ]
