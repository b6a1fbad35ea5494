"""How long something may take that was told to stop, and that waits for its turn."""

import asyncio
from collections.abc import Callable


class Patience:
    """Does something when so many seconds went by without calm."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer: asyncio.TimerHandle | None = None

    def lose_after_all(self, then: Callable[[], None]) -> None:
        """Begin to count, unless it counts already."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._seconds, then)

    def calm(self) -> None:
        """Count no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


async def seconds_left(lock: asyncio.Lock, seconds: float) -> float | None:
    """Wait until a lock is free, and return what is left of the time; `None` if it stays taken."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        async with asyncio.timeout(seconds):
            await lock.acquire()
    except TimeoutError:
        return None
    lock.release()
    return max(0.0, seconds - (loop.time() - began))
