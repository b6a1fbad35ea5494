"""What Ctrl+C does while something is written that must not be cut in the middle."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class StopRequest:
    """Whether the user wants to stop."""

    is_made: bool = False


@contextmanager
def stop_request() -> Generator[StopRequest, None, None]:
    """Take the first Ctrl+C as a request, to be heeded between two steps; the second cuts."""
    request = StopRequest()
    previous = signal.getsignal(signal.SIGINT)

    def ask(_: int, __: FrameType | None) -> None:
        request.is_made = True
        signal.signal(signal.SIGINT, previous)

    try:
        signal.signal(signal.SIGINT, ask)
    except ValueError:  # not the main thread: nobody can press Ctrl+C there
        yield request
        return
    try:
        yield request
    finally:
        signal.signal(signal.SIGINT, previous)
