"""A real terminal multiplexer with one window: what a person would see, and where the cursor is."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4


class Tmux:
    """One tmux server with one window."""

    def __init__(self, columns: int = 100, rows: int = 30) -> None:
        self._name = f"glassbox-{uuid4().hex[:8]}"
        self._size = ("-x", str(columns), "-y", str(rows))

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run a program in the window."""
        variables = [f"{name}={value}" for name, value in environment.items()]
        # Test runners set these, and a program would believe them instead of the window.
        unset = ("env", "-u", "COLUMNS", "-u", "LINES")
        self._run("new-session", "-d", *self._size, *unset, *variables, *command)

    def type(self, text: str) -> None:
        """Type letters."""
        self._run("send-keys", "-l", text)

    def press(self, key: str) -> None:
        """Press a key by tmux's name for it."""
        self._run("send-keys", key)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self._run("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self) -> str:
        """Return what is shown."""
        return self._run("capture-pane", "-p", check=False)

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the terminal's cursor, counted from 0."""
        column, row = self._run("display", "-p", "#{cursor_x} #{cursor_y}").split()
        return int(column), int(row)

    @property
    def has_mouse(self) -> bool:
        """Whether the program gets what the mouse does."""
        return self._run("display", "-p", "#{mouse_any_flag}").strip() == "1"

    def wait_until(self, holds: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
        """Wait until something is so, or fail with the screen."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"never: {what}\n{self.screen()}"
            time.sleep(0.1)

    def wait_for(self, text: str, seconds: float = 60.0) -> str:
        """Wait until a text is shown."""
        self.wait_until(lambda: text in self.screen(), repr(text), seconds)
        return self.screen()

    def wait_for_end(self, seconds: float = 30.0) -> None:
        """Wait until the program has ended."""
        deadline = time.monotonic() + seconds
        while self._run("list-sessions", check=False):
            assert time.monotonic() < deadline, f"it did not quit:\n{self.screen()}"
            time.sleep(0.1)

    def close(self) -> None:
        """End everything."""
        self._run("kill-server", check=False)

    def _run(self, *arguments: str, check: bool = True) -> str:
        command = ["tmux", "-L", self._name, "-f", os.devnull, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=check)
        return done.stdout
