"""The reading process, seen from the program: started, asked, and replaced when it dies."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from types import TracebackType
from typing import Self

from assistant_memory.documents.faults import Fault
from assistant_memory.documents.reading.frames import (
    Blocks,
    Failed,
    Opened,
    Reply,
    Request,
    decode_reply,
    encode_request,
)
from assistant_memory.errors import MemoryStorageError

_WORKER = "assistant_memory.documents.reading.worker"
_LONGEST_LINE = 256 * 1024 * 1024
_TICK_SECONDS = 0.25
_READ_BYTES = 256 * 1024


class ReadingProcess:
    """Reads files one after the other; a file that kills it is told and costs nothing else."""

    def __init__(self, *, memory_bytes: int = 1536 * 1024 * 1024, seconds: int = 60) -> None:
        self._arguments = (str(memory_bytes), str(seconds))
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = bytearray()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def read(self, request: Request) -> Generator[Reply | None, None, None]:
        """Return what the process answers, as it comes; `None` now and then while it is busy.

        Close the iterator to read no further.
        """
        is_over = False
        try:
            self._send(request)
            while not is_over:
                reply = self._reply()
                is_over = not (reply is None or isinstance(reply, Opened | Blocks))
                if isinstance(reply, Failed) and reply.fault == "too_much_memory":
                    self.close()  # what it has filled may not come free again
                yield reply
        finally:
            if not is_over:
                self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        self._buffer.clear()
        if process is not None:
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what was not sent yet need not be
                        pipe.close()
            process.wait()

    def _send(self, request: Request) -> None:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = self._start()
        assert self._process.stdin is not None
        # Should it be dead, its answers end, too.
        with suppress(BrokenPipeError):
            self._process.stdin.write(encode_request(request))
            self._process.stdin.flush()

    def _start(self) -> subprocess.Popen[bytes]:
        # -P: a folder that happens to hold an `assistant_memory` must not be imported.
        command = (sys.executable, "-P", "-B", "-m", _WORKER, *self._arguments)
        try:
            return subprocess.Popen(  # noqa: S603 - our own module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            raise MemoryStorageError(
                f"The process that reads documents could not be started ({error.strerror}). "
                "Close other programs and try again."
            ) from error

    def _reply(self) -> Reply | None:
        """The next answer; `None` if it takes a while."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        pipe = process.stdout.fileno()
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > _LONGEST_LINE:
                return self._mourn("reader_died")
            if sys.platform != "win32" and not select.select([pipe], [], [], _TICK_SECONDS)[0]:
                return None
            if not (data := os.read(pipe, _READ_BYTES)):
                return self._mourn(_cause(process.wait()))
            self._buffer += data
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            return decode_reply(line)
        except (ValueError, TypeError, RecursionError):
            return self._mourn("reader_died")

    def _mourn(self, fault: Fault) -> Failed:
        self.close()
        return Failed(fault)


def _cause(status: int) -> Fault:
    if sys.platform != "win32" and status == -signal.SIGALRM:
        return "too_slow"
    return "too_much_memory" if status == 1 else "reader_died"
