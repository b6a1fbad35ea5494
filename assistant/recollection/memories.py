"""The long-term memory, opened when it is first needed, on the one thread that may use it."""

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from assistant.errors import AssistantError
from assistant.recollection.errors import memory_errors
from assistant.recollection.keeper import MemoryKeeper
from assistant.threads import OwnerThread
from assistant_memory.outcomes import Change, MemoryFilter, Remembered
from assistant_memory.values import Memory, NewMemory, Query, Recollection

T = TypeVar("T")


class Memories:
    """Runs work on the memory without blocking the event loop.

    Opening it takes a moment (it loads much, and may have to build its index): `open` begins that,
    and everything that needs it waits, but for `recall`, which has a deadline.
    """

    def __init__(self, open_memory: Callable[[], MemoryKeeper]) -> None:
        self._open_memory = open_memory
        self._thread = OwnerThread("memory")
        self._opening: asyncio.Task[MemoryKeeper] | None = None
        self._notices: list[str] = []

    @property
    def is_ready(self) -> bool:
        """Whether it is open."""
        opening = self._opening
        return (
            opening is not None
            and opening.done()
            and not opening.cancelled()
            and opening.exception() is None
        )

    def open(self) -> None:
        """Begin to open it; what fails is raised by whoever needs it next, who tries again."""
        opening = self._opening
        if opening is None or (opening.done() and not self.is_ready):
            self._opening = asyncio.ensure_future(self._thread.call(self._opened))
            self._opening.add_done_callback(_look_at)

    async def do(self, work: Callable[[MemoryKeeper], T]) -> T:
        """Return what `work` makes of the memory; raises `AssistantError`."""
        self.open()
        assert self._opening is not None
        keeper = await asyncio.shield(self._opening)
        return await self._thread.call(_translated, work, keeper)

    async def recall(self, query: Query, wait_seconds: float) -> Recollection | None:
        """What has to do with a question; `None` when that is not known in time.

        Raises `AssistantError`.
        """
        recalling = asyncio.ensure_future(self.do(lambda keeper: keeper.recall(query)))
        recalling.add_done_callback(_look_at)
        try:
            async with asyncio.timeout(wait_seconds):
                return await asyncio.shield(recalling)
        except TimeoutError:
            return None

    async def remember(self, new: NewMemory) -> Remembered:
        """Keep something, unless it is known."""
        return await self.do(lambda keeper: keeper.remember(new))

    async def edit(self, memory_id: str, text: str) -> Memory:
        """Put other words in the place of a memory's."""
        return await self.do(lambda keeper: keeper.edit(memory_id, text))

    async def pin(self, memory_id: str, *, wanted: bool) -> Memory:
        """Prefer a memory to others, or no longer."""
        return await self.do(lambda keeper: keeper.pin(memory_id, pinned=wanted))

    async def put_away(self, memory_id: str) -> Memory:
        """Never recall a memory again, unless this is undone."""
        return await self.do(lambda keeper: keeper.put_away(memory_id))

    async def undo(self) -> Change | None:
        """Take back the last change."""
        return await self.do(lambda keeper: keeper.undo())

    async def redo(self) -> Change | None:
        """Do again what was taken back."""
        return await self.do(lambda keeper: keeper.redo())

    async def list(self, wanted: MemoryFilter) -> Sequence[Memory]:
        """The memories that are wanted, latest first."""
        return await self.do(lambda keeper: keeper.list(wanted))

    def take_notices(self) -> tuple[str, ...]:
        """What happened to the memory on disk, in sentences to be shown once."""
        notices, self._notices = tuple(self._notices), []
        return notices

    async def close(self) -> None:
        """Release the memory and end the thread."""
        opening, self._opening = self._opening, None
        if opening is not None:
            try:
                keeper = await opening
                await self._thread.call(_translated, _closed, keeper)
            except AssistantError:
                pass  # it was told to whoever used it
        self._thread.close()

    def _opened(self) -> MemoryKeeper:
        with memory_errors():
            keeper = self._open_memory()
            self._notices += keeper.notices
            return keeper


def _translated(work: Callable[[MemoryKeeper], T], keeper: MemoryKeeper) -> T:
    with memory_errors():
        return work(keeper)


def _closed(keeper: MemoryKeeper) -> None:
    keeper.close()


def _look_at(task: "asyncio.Future[T]") -> None:
    """Take note of a failure that is told to whoever asks next, or to nobody."""
    if not task.cancelled():
        task.exception()
