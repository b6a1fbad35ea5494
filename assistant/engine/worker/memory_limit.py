"""How much memory a stranger's code may take, where the system can be told."""

import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress

import psutil

if sys.platform != "win32":
    import resource

    @contextmanager
    def memory_limit(growth_bytes: int) -> Generator[None, None, None]:
        """Let this process grow by so much at most; what wants more gets a `MemoryError`."""
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = psutil.Process().memory_info().vms + growth_bytes
        limit = wanted if soft == resource.RLIM_INFINITY else min(soft, wanted)
        with suppress(OSError, ValueError):  # not every system that has it lets it be set
            resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

else:

    @contextmanager
    def memory_limit(growth_bytes: int) -> Generator[None, None, None]:  # noqa: ARG001
        """Windows has no such limit for a part of a process's life."""
        yield
