"""The store, opened when it is first needed, on the one thread that may use it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator
from typing import TypeVar

from assistant.conversation import ConversationStore
from assistant.errors import DamageError
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
        self._opening = asyncio.Lock()
        self._notices: list[str] = []

    async def do(self, work: Callable[[ConversationStore], T]) -> T:
        """Return what `work` makes of the store; raises what it raises.

        The first call opens the store, and raises `StorageError` when that fails. When the database
        turns out to be damaged it is opened anew, which saves what can be read, and `work` is done
        with that.
        """
        store = await self._opened()
        try:
            return await self._thread.call(work, store)
        except DamageError:
            await self._release(store)
        return await self._thread.call(work, await self._opened())

    def take_notices(self) -> tuple[str, ...]:
        """What happened to the store and the user must know; told once."""
        notices, self._notices = tuple(self._notices), []
        return notices

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
        await self._release(self._store)
        self._thread.close()

    async def _opened(self) -> ConversationStore:
        async with self._opening:
            if self._store is None:
                self._store = await self._thread.call(self._open_store)
                self._notices += self._store.notices
            return self._store

    async def _release(self, store: ConversationStore | None) -> None:
        async with self._opening:
            if store is not None and self._store is store:
                self._store = None
                await self._thread.call(store.close)


def _advanced(steps: Generator[T, None, None]) -> tuple[T] | None:
    """Return the last of what a slice yields; `None` when there is nothing more."""
    until = time.monotonic() + SLICE_SECONDS
    told: tuple[T] | None = None
    for step in steps:
        told = (step,)
        if time.monotonic() >= until:
            break
    return told
