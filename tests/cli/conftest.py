import io
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.cli import main

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a run of the program left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self):
        return json.loads(self.out)


class _Keyboard(io.TextIOWrapper):
    """Standard input as it is when a person sits before the program and types nothing."""

    def isatty(self) -> bool:
        return True


class CommandLine:
    """Runs the program in this process: its own `main`, with replies from a script."""

    def __init__(
        self,
        data_folder: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.data_folder = data_folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self._script = data_folder.parent / "script.json"
        self.says("An answer.")

    def says(self, *replies: str | dict[str, object]) -> None:
        """Decide what the model will answer, over and over."""
        script = [{"text": reply} if isinstance(reply, str) else reply for reply in replies]
        self._script.write_text(json.dumps(script))

    @property
    def environment(self) -> dict[str, str]:
        return {
            "GLASSBOX_DATA_DIR": str(self.data_folder),
            "GLASSBOX_ENGINE_KIND": "scripted",
            "GLASSBOX_ENGINE_SCRIPT": str(self._script),
        }

    def __call__(self, *arguments: str, piped: bytes | None = None, **environment: str) -> Outcome:
        stdin = (
            _Keyboard(io.BytesIO())
            if piped is None
            else io.TextIOWrapper(io.BytesIO(piped), "utf-8")
        )
        with self._monkeypatch.context() as patch:
            for name, value in {**self.environment, **environment}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["glassbox", *arguments])
            patch.setattr(sys, "stdin", stdin)
            code = main()
        captured = self._capsys.readouterr()
        return Outcome(code, captured.out, captured.err)


@pytest.fixture
def glassbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    return CommandLine(tmp_path / "data", monkeypatch, capsys)


@pytest.fixture
def environment(glassbox: CommandLine) -> dict[str, str]:
    """The environment for a program of its own, with replies from a script."""
    return {
        **os.environ,
        **glassbox.environment,
        "PYTHONPATH": str(REPOSITORY),
        "TERM": "xterm-256color",
    }
