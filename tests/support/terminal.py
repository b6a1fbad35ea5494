"""The real program in a terminal of our own: what a person would see, as text."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Self

import pyte


class Terminal:
    """Runs a program on a pseudo-terminal and keeps the screen that it draws."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        *,
        columns: int = 100,
        rows: int = 30,
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.started_at = time.perf_counter()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**_own_environment(), **environment},
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self._master)

    @property
    def text(self) -> str:
        """The screen, line by line."""
        # The right half of a wide character is an empty cell, and may outlive the left one.
        screen = self._screen
        lines = (screen.buffer[y] for y in range(screen.lines))
        texts = ("".join(line[x].data for x in range(screen.columns)) for line in lines)
        return "\n".join(text.rstrip() for text in texts)

    def type(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def read(self, seconds: float) -> None:
        """Take in what was drawn, waiting at most so long for something."""
        self.show(self.receive(seconds))

    def show(self, data: bytes) -> None:
        """Draw what was received."""
        self._stream.feed(data)

    def receive(self, seconds: float) -> bytes:
        """Return what the program has written, waiting at most so long for something."""
        ready, _, _ = select.select([self._master], [], [], max(seconds, 0))
        if not ready:
            return b""
        try:
            return os.read(self._master, 65536)
        except OSError:  # the program has ended
            time.sleep(min(seconds, 0.05))
            return b""

    def wait_until(self, shows: Callable[[str], bool], seconds: float = 20.0) -> float:
        """Read until the screen is as wanted; return the moment, or fail with the screen."""
        deadline = time.perf_counter() + seconds
        while not shows(self.text):
            if time.perf_counter() > deadline:
                raise AssertionError(f"the screen never came to show it:\n{self.text}")
            self.read(0.05)
        return time.perf_counter()

    def wait_for(self, text: str, seconds: float = 20.0) -> float:
        """Read until the screen shows a text."""
        try:
            return self.wait_until(lambda screen: text in screen, seconds)
        except AssertionError as error:
            raise AssertionError(f"waiting for {text!r}, {error}") from None


def _own_environment() -> dict[str, str]:
    """Return our environment for a terminal of another size."""
    kept = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def glassbox(*arguments: str) -> list[str]:
    """Return the command line of the program under test."""
    return [sys.executable, "-m", "assistant", *arguments]
