"""The user's documents, opened when they are first needed, on the one thread that may use them."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from assistant.recollection.errors import document_errors
from assistant.threads import OwnerThread
from assistant_memory.documents.values import Document, LibrarySource, Passage, Progress, Removal

T = TypeVar("T")

SLICE_SECONDS = 0.1
"""What indexing may take at a time: a question in between waits no longer."""


class LibraryKeeper(Protocol):
    """What is asked of `assistant_memory.documents.library.DocumentLibrary`; blocking."""

    @property
    def notices(self) -> Sequence[str]:
        """What the user should know of the opening."""
        ...

    def close(self) -> None:
        """Release all files."""
        ...

    def add(self, path: Path) -> Iterator[Progress]:
        """Take in a file or folder, step by step."""
        ...

    def refresh(self) -> Iterator[Progress]:
        """Bring everything in step with its files, step by step."""
        ...

    def renew(self) -> Iterator[Progress]:
        """Bring what is known in step with the embedder, step by step; nothing if it is."""
        ...

    def remove(self, path: Path) -> Removal:
        """Take a file or folder out."""
        ...

    def sources(self) -> Sequence[LibrarySource]:
        """What was added."""
        ...

    def list(self) -> Sequence[Document]:
        """All documents."""
        ...

    def holding(self, texts: Collection[str]) -> Sequence[Document]:
        """The documents in which one of these texts stands."""
        ...

    def search(self, query: str, limit: int) -> Sequence[Passage]:
        """The passages that fit a question best."""
        ...

    def whole(self, path: Path) -> str:
        """All of a document's text."""
        ...


Begin = Callable[[LibraryKeeper], Iterator[Progress]]


class Documents:
    """Runs work on the documents without blocking the event loop; raises `AssistantError`.

    `exists` tells whether there are any, without opening them.
    """

    def __init__(
        self, open_library: Callable[[], LibraryKeeper], exists: Callable[[], bool]
    ) -> None:
        self._open_library = open_library
        self._exists = exists
        self._thread = OwnerThread("documents")
        self._library: LibraryKeeper | None = None
        self._opening = asyncio.Lock()
        self._notices: list[str] = []

    async def are_there(self) -> bool:
        """Whether any document was ever added."""
        return self._library is not None or await self._thread.call(self._exists)

    async def do(self, work: Callable[[LibraryKeeper], T]) -> T:
        """Return what `work` makes of the library."""
        library = await self._opened()
        return await self._thread.call(_translated, lambda: work(library))

    async def steps(self, begin: Begin) -> AsyncGenerator[Progress, None]:
        """Add or refresh, yielding how far it is; closing the generator stops, and keeps what is.

        Other work gets in between.
        """
        steps = await self.do(begin)
        try:
            while (
                told := await self._thread.call(_translated, lambda: _advanced(steps))
            ) is not None:
                yield told
        finally:
            await self._thread.call(_close, steps)

    def take_notices(self) -> tuple[str, ...]:
        """What happened to the documents on disk, in sentences to be shown once."""
        notices, self._notices = tuple(self._notices), []
        return notices

    async def close(self) -> None:
        """Release the library and end the thread."""
        async with self._opening:
            if self._library is not None:
                await self._thread.call(self._library.close)
        self._thread.close()

    async def _opened(self) -> LibraryKeeper:
        async with self._opening:
            if self._library is None:
                self._library = await self._thread.call(_translated, self._open_library)
                self._notices += self._library.notices
            return self._library


def _translated(work: Callable[[], T]) -> T:
    with document_errors():
        return work()


def _advanced(steps: Iterator[Progress]) -> Progress | None:
    """Return the last of what a slice yields; `None` when there is nothing more."""
    until = time.monotonic() + SLICE_SECONDS
    told: Progress | None = None
    with document_errors():
        for step in steps:
            told = step
            if time.monotonic() >= until:
                break
    return told


def _close(steps: Iterator[Progress]) -> None:
    close = getattr(steps, "close", None)
    if close is not None:
        close()
