"""What the reading process may use, where the system can be told."""

import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress

_OPEN_FILES = 64

if sys.platform != "win32":
    import resource

    def confine(memory_bytes: int) -> None:
        """Hold this process to so much memory; it may write no files and leaves no core."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program to decide on
        limits = {
            resource.RLIMIT_AS: memory_bytes,
            resource.RLIMIT_FSIZE: 0,
            resource.RLIMIT_NOFILE: _OPEN_FILES,
            resource.RLIMIT_CORE: 0,
        }
        for limit, wanted in limits.items():
            _, hard = resource.getrlimit(limit)
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            with suppress(OSError, ValueError):  # not every system that has it lets it be set
                resource.setrlimit(limit, (most, most))

    @contextmanager
    def deadline(seconds: int) -> Generator[None, None, None]:
        """End this process if the block takes longer; not even native code can prevent it."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(seconds)
        try:
            yield
        finally:
            signal.alarm(0)

else:

    def confine(memory_bytes: int) -> None:  # noqa: ARG001
        """Windows has no such limits for a running process."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    @contextmanager
    def deadline(seconds: int) -> Generator[None, None, None]:  # noqa: ARG001
        """Windows has no alarm; closing the program ends this process."""
        yield
