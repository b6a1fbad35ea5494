"""Answers questions out of the memory: by words, meaning, conversation and time."""

from collections.abc import Collection, Iterator, Sequence

from assistant_memory.keys import searchable_text
from assistant_memory.protocols import Embedder, Reranker
from assistant_memory.ranking import Background, Ranker, RelatedTerms, usual_background
from assistant_memory.recall.corpus import Corpus
from assistant_memory.recall.order import successors_first
from assistant_memory.store.store import MemoryStore
from assistant_memory.values import Query, Recalled, Round
from assistant_memory.vectors.chroma.follower import ChromaFollower
from assistant_memory.vectors.index import Vector

_CLOSEST = 200
"""So many of the closest vectors are asked of the index."""
_EXACT_UP_TO = 20_000
"""Looking at so many vectors takes less time than asking another process."""


class Recaller:
    """Finds records, and reads their words from the database."""

    def __init__(
        self,
        store: MemoryStore,
        corpus: Corpus,
        index: ChromaFollower,
        embedder: Embedder,
        related: RelatedTerms | None,
        reranker: Reranker | None,
    ) -> None:
        self._store = store
        self._corpus = corpus
        self._index = index
        self._embedder = embedder
        self._related = related
        self._reranker = reranker
        self._usual: Background | None = None

    def recall(self, query: Query) -> Iterator[Recalled]:
        """Yield what a question brings back, best first, `query.limit` at most."""
        left_out = self._corpus.left_out(query)
        vector, closest = self._meaning(query, left_out)
        found = self._ranker().rank(query, vector, closest, left_out=left_out, texts=self._texts)
        ordered = successors_first(found, self._corpus.successor)[: query.limit]
        records = self._store.records(each.id for each in ordered)
        asked: set[str] = set()
        for each in ordered:
            record = records.get(each.id)
            if isinstance(record, Round):
                # What was asked again and again is told once, as it fits best.
                question = " ".join(record.question.casefold().split())
                record = None if question in asked else record
                asked.add(question)
            if record is not None:
                yield Recalled(record, each.score, each.is_relevant, each.signals)

    def _meaning(
        self, query: Query, left_out: Collection[str]
    ) -> tuple[Vector | None, Sequence[str] | None]:
        """The vector of a question, and what the index finds with it, if it answers."""
        if not query.text.strip() or not self._corpus.embedded_count():
            return None, None
        vector: Vector = self._embedder.embed_queries([query.text])[0]
        if not vector.any():
            return None, None
        if self._corpus.embedded_count() <= _EXACT_UP_TO:
            return vector, None
        found = self._index.search(vector, _CLOSEST, lambda each: each not in left_out)
        return vector, None if found is None else [match.id for match in found]

    def learn(self) -> None:
        """Learn how close texts usually lie for the embedder; until then, as for the built-in."""
        if self._usual is None and self._corpus.embedded_count():
            self._usual = usual_background(self._embedder)

    def _ranker(self) -> Ranker:
        return Ranker(
            self._corpus.rows, usual=self._usual, related=self._related, reranker=self._reranker
        )

    def _texts(self, ids: Sequence[str]) -> Sequence[str]:
        found = self._store.records(ids)
        return [searchable_text(found[each]) if each in found else "" for each in ids]
