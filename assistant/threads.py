"""The only place that starts threads. Everything above it is single-threaded and async."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class OwnerThread:
    """One thread that owns something blocking and not thread-safe, such as a database."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a blocking function on this thread and return its result."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, partial(function, *args, **kwargs))

    def close(self) -> None:
        """Let queued calls finish, then end the thread."""
        self._executor.shutdown(wait=True)


def start_daemon(name: str, function: Callable[[], None]) -> None:
    """Run a function on a thread that does not keep the process alive."""
    threading.Thread(target=function, name=name, daemon=True).start()
