"""What is asked of a long-term memory: `assistant_memory.LongTermMemory` is one.

Named here so that nothing heavy is loaded before a memory is opened.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from assistant_memory.outcomes import Change, ImportReport, MemoryFilter, Remembered
from assistant_memory.values import Memory, NewMemory, Query, Recollection, Round


class Trace(Protocol):
    """Something that was to be erased, and was found."""

    @property
    def path(self) -> Path:
        """The file."""
        ...

    @property
    def what(self) -> str:
        """Which of its forms was found."""
        ...

    @property
    def offset(self) -> int:
        """Byte of the file at which it begins."""
        ...


class Proof(Protocol):
    """What a scan of the bytes found after an erasure."""

    @property
    def files_scanned(self) -> int:
        """How many files were read to their end."""
        ...

    @property
    def bytes_scanned(self) -> int:
        """How many bytes they have."""
        ...

    @property
    def searched_for(self) -> int:
        """How many forms of texts, ids and vectors were looked for."""
        ...

    @property
    def unreadable(self) -> Sequence[Path]:
        """Files that could not be looked at."""
        ...

    @property
    def removed(self) -> Sequence[Path]:
        """Copies of the memory that held something of it, and are gone."""
        ...

    @property
    def texts_not_searched(self) -> int:
        """Texts that are too short to tell from chance."""
        ...

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found, and everything could be looked at."""
        ...

    @property
    def found(self) -> Sequence[Trace]:
        """What is left; empty when it is gone."""
        ...


class MemoryKeeper(Protocol):
    """Blocks, and belongs to one thread; raises `assistant_memory.errors` alone."""

    @property
    def notices(self) -> Sequence[str]:
        """What happened when it was opened and the user must know."""
        ...

    def close(self, *, at_once: bool = False) -> None:
        """Release all files; at once, without waiting for the disk more than is needed."""
        ...

    def settle(self) -> bool:
        """Do a little of what makes recalling faster; False when all is done."""
        ...

    def unsettled_count(self) -> int:
        """How many records are found by their words only, until `settle` comes to them."""
        ...

    def remember(self, new: NewMemory) -> Remembered:
        """Keep something, unless it is known."""
        ...

    def edit(self, memory_id: str, text: str) -> Memory:
        """Put other words in the place of a memory's."""
        ...

    def pin(self, memory_id: str, *, pinned: bool) -> Memory:
        """Prefer a memory to others, or no longer."""
        ...

    def put_away(self, memory_id: str) -> Memory:
        """Never recall a memory again, unless this is undone."""
        ...

    def undo(self) -> Change | None:
        """Take back the last change."""
        ...

    def redo(self) -> Change | None:
        """Do again what was taken back."""
        ...

    def get(self, memory_id: str) -> Memory:
        """One memory, by its id."""
        ...

    def list(self, wanted: MemoryFilter) -> Sequence[Memory]:
        """The memories that are wanted, latest first."""
        ...

    def export(self) -> Iterator[Mapping[str, object]]:
        """Everything there is, as JSON objects."""
        ...

    def import_(self, lines: Iterable[str]) -> ImportReport:
        """Take in what was exported, a JSON object in each line."""
        ...

    def keep_rounds(self, rounds: Sequence[Round]) -> None:
        """Keep what was said in conversations."""
        ...

    def drop_rounds(self, conversation_id: str) -> None:
        """Keep nothing of a conversation."""
        ...

    def drop_for_good(self, ids: Sequence[str]) -> None:
        """Delete rounds now; what is left of them in files is erased in an idle moment."""
        ...

    def rounds_of(self, conversation_id: str) -> Sequence[Round]:
        """What is kept of a conversation."""
        ...

    def conversation_ids(self) -> Sequence[str]:
        """The conversations of which something is kept."""
        ...

    def recall(self, query: Query) -> Recollection:
        """Find what has to do with a question."""
        ...

    def round_ids(self, conversation_id: str) -> Sequence[str]:
        """Ids of what is kept of a conversation."""
        ...

    def erase(self, ids: Sequence[str], roots: Sequence[Path] = ()) -> Proof:
        """Forget memories and rounds for good; look for them in its folder and under `roots`."""
        ...
