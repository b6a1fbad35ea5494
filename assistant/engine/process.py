"""The engine process, seen from the program: started, spoken to, and mourned."""

import asyncio
import os
import signal
import sys
from contextlib import suppress

from assistant.engine.frames import LENGTH, decode, encode, frame_length
from assistant.engine.log import EngineLog
from assistant.engine.protocol import ENGINE_STOPPED
from assistant.engine.value import Value
from assistant.errors import EngineDiedError, InputError
from assistant.locales import VARIABLE, _, language
from assistant.threads import OwnerThread

_WORKER = "assistant.engine.worker"
_DEATH_SECONDS = 5.0
_CLOSE_SECONDS = 2.0


class EngineProcess:
    """One running worker process and the two ends of its pipe."""

    def __init__(
        self, process: asyncio.subprocess.Process, log: EngineLog, log_thread: OwnerThread
    ) -> None:
        self._process = process
        self._log = log
        self._log_thread = log_thread
        self._ended_because = ""
        self._next_length: int | None = None

    @classmethod
    async def start(cls, log: EngineLog, log_thread: OwnerThread) -> "EngineProcess":
        """Start a worker; raises `EngineDiedError` when the system does not let us."""
        stderr = await log_thread.call(log.open)
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-P",  # a folder that happens to hold an `assistant` must not be imported
                "-m",
                _WORKER,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=stderr,
                env={**os.environ, VARIABLE: language()},
            )
        except OSError as error:
            raise EngineDiedError(
                _("The engine could not be started: {error}.").format(error=error)
            ) from error
        finally:
            os.close(stderr)
        return cls(process, log, log_thread)

    @property
    def pid(self) -> int:
        """Process id of the worker."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended yet."""
        return self._process.returncode is None

    async def send(self, value: Value) -> None:
        """Send a request; raises `EngineDiedError`, or `InputError` when it cannot be sent."""
        pipe = self._process.stdin
        if pipe is None or pipe.is_closing():
            raise await self.death()
        try:
            frame = encode(value)
        except ValueError as error:
            raise InputError(
                _("The text cannot be sent ({error}). Change it.").format(error=error)
            ) from error
        try:
            pipe.write(frame)
            await pipe.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise await self.death() from error

    def send_soon(self, value: Value) -> None:
        """Send a small request without waiting; a dead process does not mind."""
        pipe = self._process.stdin
        if pipe is not None and not pipe.is_closing():
            pipe.write(encode(value))

    async def receive(self) -> Value:
        """Wait for the next value; raises `EngineDiedError` when the process has ended.

        May be cancelled and called again: nothing of a value is lost.
        """
        pipe = self._process.stdout
        if pipe is None:
            raise await self.death()
        try:
            if self._next_length is None:
                self._next_length = frame_length(await pipe.readexactly(LENGTH.size))
            body = await pipe.readexactly(self._next_length)
            self._next_length = None
            return decode(body)
        except (asyncio.IncompleteReadError, ConnectionResetError) as error:
            raise await self.death() from error
        except ValueError as error:
            self.kill(_("it sent nonsense"))
            raise await self.death() from error

    async def death(self) -> EngineDiedError:
        """Wait for the end of the process and say why it ended."""
        await self._wait(_DEATH_SECONDS)
        reason = self._ended_because
        if not reason:
            words = await self._log_thread.call(self._log.last_line)
            reason = _reason(self._process.returncode, words)
        return EngineDiedError(_(ENGINE_STOPPED).format(reason=reason))

    def kill(self, because: str) -> None:
        """End the process at once; `because` is what its death will be told as."""
        self._ended_because = self._ended_because or because
        with suppress(ProcessLookupError):
            self._process.kill()

    async def close(self) -> None:
        """Let the process end by itself, or end it."""
        self._ended_because = self._ended_because or _("it was closed")
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._wait(_CLOSE_SECONDS)

    async def _wait(self, seconds: float) -> None:
        """Wait for the end of the process, and end it when that takes too long."""
        try:
            async with asyncio.timeout(seconds):
                await self._process.wait()
        except TimeoutError:
            self.kill(_("it did not end by itself"))
            await self._process.wait()


def _reason(code: int | None, last_words: str) -> str:
    words = f": {last_words}" if last_words else ""
    if code == -signal.SIGKILL:
        return _("the system ended it, most often for want of memory")
    if code == -signal.SIGTERM:
        return _("another program ended it")
    if code is not None and code < 0:
        return _("it crashed ({signal}){words}").format(signal=signal.strsignal(-code), words=words)
    return _("it ended with code {code}{words}").format(code=code, words=words)
