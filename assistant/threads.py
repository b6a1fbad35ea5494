"""The only place that starts threads. Everything above it is single-threaded and async."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent import futures
from contextlib import suppress
from functools import partial
from typing import ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_LOOK_SECONDS = 0.2
"""A thread that waits for a loop looks so often whether there still is one."""


class OwnerThread:
    """One thread that owns something blocking and not thread-safe, such as a database."""

    def __init__(self, name: str) -> None:
        self._executor = futures.ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a blocking function on this thread and return its result."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, partial(function, *args, **kwargs))

    def close(self) -> None:
        """Let queued calls finish, then end the thread."""
        self._executor.shutdown(wait=True)


class CalledOffError(Exception):
    """What a thread waited for will not be done."""


class _Cancellable(Protocol):
    def cancel(self) -> bool: ...


class LoopCalls:
    """Lets other threads wait for what an event loop does; it may end at any time.

    `loop` returns it, on the thread that calls.
    """

    def __init__(self, loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
        self._loop = loop
        self._calls: set[_Cancellable] = set()
        self._is_closed = False
        self._times_called_off = 0

    def wait(
        self,
        begin: Callable[[], Coroutine[object, object, T]],
        seconds: float,
        *,
        ends_late: bool = False,
    ) -> T:
        """Return the result of a coroutine.

        One that takes longer goes on, and nobody hears of it; with `ends_late` it is cancelled.
        Raises `TimeoutError`, and `CalledOffError` when it was called off or there is no loop.
        """
        loop = self._loop()
        call = self._begun(loop, begin)
        ends = time.monotonic() + seconds
        while True:
            left = max(0.0, ends - time.monotonic())
            try:
                return call.result(min(left, _LOOK_SECONDS))
            except futures.CancelledError as error:
                raise CalledOffError from error
            except TimeoutError:
                if loop.is_closed():
                    raise CalledOffError from None
                if call.done() or not left:
                    if ends_late:
                        call.cancel()
                    raise

    def start(self, begin: Callable[[], Coroutine[object, object, object]]) -> None:
        """Let the loop do something that nobody waits for."""
        with suppress(CalledOffError):
            self._begun(self._loop(), begin)

    def call_off(self) -> None:
        """Cancel what is not done yet: whoever waits for it goes on at once."""
        self._times_called_off += 1
        for call in list(self._calls):
            call.cancel()

    def close(self) -> None:
        """Call everything off, also what is begun from now on."""
        self._is_closed = True
        self.call_off()

    def _begun(
        self, loop: asyncio.AbstractEventLoop, begin: Callable[[], Coroutine[object, object, T]]
    ) -> futures.Future[T]:
        before = self._times_called_off
        if self._is_closed:
            raise CalledOffError
        coroutine = begin()
        try:
            call = asyncio.run_coroutine_threadsafe(coroutine, loop)
        except RuntimeError as error:  # the loop is closed
            coroutine.close()
            raise CalledOffError from error
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)
        if self._times_called_off != before:
            call.cancel()
        return call


class BackgroundLoop:
    """An event loop on a thread of its own, begun when it is first asked for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._is_running = threading.Event()
        self._running: asyncio.AbstractEventLoop | None = None
        self._end = asyncio.Event()
        self._thread: threading.Thread | None = None

    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the loop, which runs."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._is_running.wait()
        assert self._running is not None
        return self._running

    def close(self, finish: Callable[[], Coroutine[object, object, None]]) -> None:
        """Run what is to be done last, and end the thread; nothing if it was never begun."""
        if self._thread is None or self._running is None:
            return
        try:
            asyncio.run_coroutine_threadsafe(finish(), self._running).result()
        finally:
            self._running.call_soon_threadsafe(self._end.set)
            self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._until_closed())

    async def _until_closed(self) -> None:
        self._running = asyncio.get_running_loop()
        self._is_running.set()
        await self._end.wait()


def start_daemon(name: str, function: Callable[[], None]) -> None:
    """Run a function on a thread that does not keep the process alive."""
    threading.Thread(target=function, name=name, daemon=True).start()
