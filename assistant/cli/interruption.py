"""What Ctrl+C does while a reply is being written."""

import asyncio
import signal
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Interruption:
    """Turns the first Ctrl+C into a request to stop, and the second into a cancellation.

    Where the system has no such handlers, Ctrl+C cancels at once, as asyncio does by itself.
    """

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self._is_requested = False
        self._previous: object = None
        self._task: asyncio.Task[object] | None = None

    def __enter__(self) -> Self:
        self._task = asyncio.current_task()
        self._previous = signal.getsignal(signal.SIGINT)
        try:
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, self._interrupt)
        except (NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
            self._previous = None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if callable(self._previous):
            asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
            signal.signal(signal.SIGINT, self._previous)

    def insist(self) -> None:
        """Ask again, in case the first request came before there was anything to stop."""
        if self._is_requested:
            self._stop()

    def _interrupt(self) -> None:
        if self._is_requested and self._task is not None:
            self._task.cancel()
        self._is_requested = True
        self._stop()
