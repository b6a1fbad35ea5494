"""What is remembered for good: one folder, one object, used by one thread."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Self, TypeVar

from assistant_memory.erasure.eraser import Eraser
from assistant_memory.erasure.proof import Proof
from assistant_memory.errors import MemoryBusyError
from assistant_memory.exchange import HEADER, memory_fields, round_fields
from assistant_memory.keys import KeyMaker
from assistant_memory.outcomes import Change, ImportReport, MemoryFilter, Reembedding, Remembered
from assistant_memory.protocols import Embedder, Reranker
from assistant_memory.ranking import RelatedTerms
from assistant_memory.recall.corpus import Corpus
from assistant_memory.recall.recaller import Recaller
from assistant_memory.store.opening import open_folder
from assistant_memory.store.presence import Presence
from assistant_memory.store.schema import DamagedError
from assistant_memory.store.store import MemoryStore
from assistant_memory.values import Memory, NewMemory, Query, Recollection, Round
from assistant_memory.vectors.chroma.follower import ChromaFollower
from assistant_memory.writing import MemoryWriter

T = TypeVar("T")


class LongTermMemory:
    """Memories and rounds; every method blocks, and belongs to the thread that opened it.

    One program owns the folder, and with it the vector index; others read and write beside it.
    Every method may raise `MemoryStorageError` and `MemoryBusyError`.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        reranker: Reranker | None,
        related: RelatedTerms | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._folder = folder
        self._reranker = reranker
        self._related = related
        self._clock = clock
        with ExitStack() as undo:
            opened = open_folder(folder)
            self._presence: Presence = opened.presence
            undo.callback(opened.presence.leave)
            self._store = MemoryStore(opened.database)
            undo.callback(self._store.close)
            self._notices = list(opened.notices)
            self._use(embedder)
            if self.is_owner:
                self._store.forget_old_changes()
                self._complete_erasures()
            undo.pop_all()

    @classmethod
    def open(
        cls,
        folder: Path,
        embedder: Embedder,
        *,
        reranker: Reranker | None = None,
        related: RelatedTerms | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> Self:
        """Open or make the memory of a folder; what is damaged is saved, and `notices` tells it.

        Recall works at once; call `settle` when nothing else is done.
        """
        try:
            return cls(folder, embedder, reranker, related, clock)
        except DamagedError:
            # It shows while the search is filled; now it is known, and is mended.
            return cls(folder, embedder, reranker, related, clock)

    def close(self, *, at_once: bool = False) -> None:
        """Let go of the folder; at once, what needs not be done now is left to the next program."""
        self._follower.close()
        self._store.close(at_once=at_once)
        self._presence.leave()

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should know of what was found and mended, one line each."""
        return (*self._notices, *self._follower.notices)

    @property
    def is_owner(self) -> bool:
        """Whether this program keeps the vector index, and may erase."""
        return self._presence.is_owner

    @property
    def is_settled(self) -> bool:
        """Whether the vector index answers."""
        return self._follower.is_ready

    # Writing

    def remember(self, new: NewMemory) -> Remembered:
        """Add a memory, unless one says the same; what it contradicts gives way, and is kept."""
        return self._written(self._writer.remember(new))

    def supersede(self, old_id: str, new: NewMemory) -> Remembered:
        """Add a memory in the place of another; both are kept."""
        return self._written(self._writer.supersede(old_id, new))

    def edit(self, memory_id: str, text: str) -> Memory:
        """Change the words of a memory; raises `NoMemoryError`."""
        return self._written(self._writer.edit(memory_id, text))

    def pin(self, memory_id: str, *, pinned: bool = True) -> Memory:
        """Pin a memory, or let go of it; raises `NoMemoryError`."""
        return self._written(self._writer.pin(memory_id, pinned=pinned))

    def put_away(self, memory_id: str) -> Memory:
        """Recall a memory no more, until it is brought back; raises `NoMemoryError`."""
        return self._written(self._writer.put_away(memory_id))

    def undo(self) -> Change | None:
        """Take back the last change; `None` when there is none."""
        return self._written(self._writer.undo())

    def redo(self) -> Change | None:
        """Do again what was undone last; `None` when there is nothing."""
        return self._written(self._writer.redo())

    def keep_rounds(self, rounds: Sequence[Round]) -> None:
        """Keep rounds of conversations, in place of those with the same ids."""
        if self.is_owner:
            self._complete_erasures()  # it would take them, too
        self._writer.keep_rounds(rounds)
        self._synchronise(has_written=True)

    def drop_rounds(self, conversation_id: str) -> None:
        """Delete the rounds of a conversation; `erase` leaves no trace of them either."""
        self._writer.drop_rounds(conversation_id)
        self._synchronise(has_written=True)

    def drop_for_good(self, ids: Iterable[str]) -> None:
        """Delete rounds; an idle moment of whoever owns the folder erases every trace of them."""
        self._store.drop_for_good(list(ids))
        self._synchronise(has_written=True)

    def import_(self, lines: Iterable[str | bytes]) -> ImportReport:
        """Add what the lines of an export hold and is not there yet; undone in one step."""
        return self._written(self._writer.import_(lines))

    # Reading

    def get(self, memory_id: str) -> Memory:
        """Return a memory; raises `NoMemoryError`."""
        return self._store.memory(memory_id)

    def round_ids(self, conversation_id: str) -> Sequence[str]:
        """Ids of the rounds of a conversation, for erasing them."""
        return self._store.round_ids(conversation_id)

    def rounds_of(self, conversation_id: str) -> Sequence[Round]:
        """The rounds of a conversation, in the order of arrival."""
        return self._store.rounds_of(conversation_id)

    def conversation_ids(self) -> Sequence[str]:
        """The conversations of which rounds are kept."""
        return self._store.conversation_ids()

    def export(self) -> Iterator[dict[str, object]]:
        """Return everything, as JSON objects for one line each."""
        yield dict(HEADER)
        yield from map(memory_fields, self._store.all_memories())
        yield from map(round_fields, self._store.all_rounds())

    def recall(self, query: Query) -> Recollection:
        """Return what a question brings back, best first."""
        start = perf_counter()
        self._synchronise()
        return Recollection(tuple(self._recaller.recall(query)), perf_counter() - start)

    def list(self, wanted: MemoryFilter | None = None) -> Sequence[Memory]:
        """Return the memories that a filter lets through, the latest first."""
        return self._store.listed(wanted or MemoryFilter())

    def settle(self) -> bool:
        """Do a little of what can wait; return whether there is more. For idle moments."""
        if not self._presence.become_owner():
            return False
        self._complete_erasures()
        self._synchronise()
        with suppress(MemoryBusyError):  # what can wait waits for the others
            if self._keys.add_missing() or self._keys.remake(self._corpus.unsound()):
                self._synchronise(has_written=True)
                return True
        self._recaller.learn()
        return self._follower.step() or self._compact()

    def unsettled_count(self) -> int:
        """How many records are not found by their meaning yet."""
        self._synchronise()
        return self._corpus.count() - self._corpus.embedded_count()

    def reembed(self, embedder: Embedder) -> Iterator[Reembedding]:
        """Change to another embedder, telling how far it is; it can be ended, and continued.

        Until it is done, what it did not come to is found by its words only.
        """
        self._follower.close()
        self._notices = list(self.notices)
        self._use(embedder)
        total = self._corpus.count()
        yield Reembedding(self._corpus.embedded_count(), total)
        while self._keys.add_missing():
            self._synchronise(has_written=True)
            yield Reembedding(self._corpus.embedded_count(), total)
        with self._store.transaction():
            self._store.forget_other_embedders(self._keys.embedder_number)

    def erase(self, ids: Iterable[str], roots: Iterable[Path] = ()) -> Proof:
        """Erase memories and rounds, and look for them in this folder and under the roots.

        Raises `MemoryBusyError` when another program owns the folder, and changes nothing then.
        """
        if not self._presence.become_owner():
            raise MemoryBusyError(
                "Another program uses this memory. Close it, and erase again: what it holds "
                "could not be erased."
            )
        self._synchronise()
        erased = list(dict.fromkeys(ids))
        try:
            proof = self._eraser.erase(erased, roots)
            self._corpus.drop(erased, self._store)
            return proof
        finally:
            self._synchronise(has_written=True)

    def _use(self, embedder: Embedder) -> None:
        self._keys = KeyMaker(self._store, embedder)
        self._corpus = Corpus(embedder.dimensions, self._keys.embedder_number)
        self._writer = MemoryWriter(self._store, self._keys, self._corpus.neighbours, self._clock)
        self._follower = ChromaFollower(
            self._folder / "chroma",
            self._corpus.exact,
            embedder.fingerprint,
            embedder.dimensions,
            self._store.changed_since,
        )
        self._eraser = Eraser(self._folder, self._store, self._follower)
        self._recaller = Recaller(
            self._store, self._corpus, self._follower, embedder, self._related, self._reranker
        )
        self._synchronise()

    def _compact(self) -> bool:
        with suppress(MemoryBusyError):
            return self._store.compact()
        return False

    def _complete_erasures(self) -> None:
        if not self._store.noted_erasures():
            return
        # Another program may read just now: the next idle moment does it then.
        with suppress(MemoryBusyError):
            self._eraser.complete()
        self._synchronise(has_written=True)

    def _written(self, result: T) -> T:
        self._synchronise(has_written=True)
        return result

    def _synchronise(self, *, has_written: bool = False) -> None:
        changed = self._corpus.synchronise(self._store, has_written=has_written)
        if changed is None:
            self._follower.destroy_if_running()
        self._follower.follow(changed or (), self._corpus.generation)
