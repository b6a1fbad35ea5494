"""The store, opened when it is first needed, on the one thread that may use it."""

import time
from collections.abc import AsyncGenerator, Callable, Generator
from typing import TypeVar

from assistant.conversation import ConversationStore
from assistant.threads import OwnerThread

T = TypeVar("T")

SLICE_SECONDS = 0.03
"""What long work may take at a time: a save in between waits no longer."""


class History:
    """Runs work on the store without blocking the event loop."""

    def __init__(self, open_store: Callable[[], ConversationStore]) -> None:
        self._open_store = open_store
        self._thread = OwnerThread("store")
        self._store: ConversationStore | None = None

    async def do(self, work: Callable[[ConversationStore], T]) -> T:
        """Return what `work` makes of the store; raises what it raises.

        The first call opens the store, and raises `StorageError` when that fails.
        """
        if self._store is None:
            self._store = await self._thread.call(self._open_store)
        return await self._thread.call(work, self._store)

    async def in_slices(
        self, begin: Callable[[ConversationStore], Generator[T, None, None]]
    ) -> AsyncGenerator[T, None]:
        """Do long work on the store, yielding how far it is; other work gets in between.

        The work is done in slices of `SLICE_SECONDS`, each up to a point at which it yields.
        Closing the generator ends it at the last of them.
        """
        steps = await self.do(begin)
        try:
            while (told := await self._thread.call(_advanced, steps)) is not None:
                yield told[0]
        finally:
            await self._thread.call(steps.close)

    async def apart(self, work: Callable[[], T]) -> T:
        """Run something else that blocks, on the same thread."""
        return await self._thread.call(work)

    async def close(self) -> None:
        """Release the store and end the thread."""
        store, self._store = self._store, None
        if store is not None:
            await self._thread.call(store.close)
        self._thread.close()


def _advanced(steps: Generator[T, None, None]) -> tuple[T] | None:
    """Return the last of what a slice yields; `None` when there is nothing more."""
    until = time.monotonic() + SLICE_SECONDS
    told: tuple[T] | None = None
    for step in steps:
        told = (step,)
        if time.monotonic() >= until:
            break
    return told
