"""The store, opened when it is first needed, on the one thread that may use it."""

from collections.abc import Callable
from typing import TypeVar

from assistant.conversation import ConversationStore
from assistant.threads import OwnerThread

T = TypeVar("T")


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

    async def apart(self, work: Callable[[], T]) -> T:
        """Run something else that blocks, on the same thread."""
        return await self._thread.call(work)

    async def close(self) -> None:
        """Release the store and end the thread."""
        store, self._store = self._store, None
        if store is not None:
            await self._thread.call(store.close)
        self._thread.close()
