"""The index process, seen from outside."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from assistant_memory.protocols import Vectors
from assistant_memory.vectors.chroma.frames import Fields, is_readable, read_frame, write_frame
from assistant_memory.vectors.index import Match, Vector, VectorIndexError

_ANSWER_SECONDS = 30.0
_SEARCH_SECONDS = 0.25
"""The exact search takes less."""
_END_SECONDS = 1.0
"""What is cut off then is found out, and mended, by the next start."""
_WIDENING = 2
_MODULE = "assistant_memory.vectors.chroma.worker"


class ChromaIndex:
    """One index process; every failure ends it and raises `VectorIndexError`.

    `begin_…` sends a message, `take_answer` returns what came back, or `None` while there is
    nothing; the methods of `VectorIndex` wait. The first answer is that the process is ready.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            # -P: what lies in the user's folder is not what is imported.
            [sys.executable, "-P", "-m", _MODULE, str(folder.absolute())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            # Ctrl-C in the terminal is not meant for it.
            start_new_session=True,
            env={**os.environ, "ANONYMIZED_TELEMETRY": "False"},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._questions = self._process.stdin.fileno()
        self._answers = self._process.stdout.fileno()
        self.is_waiting = True
        self._has_begun = False

    def begin_put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Ask to add vectors, in place of those with the same ids."""
        self._begin({"does": "put", "ids": list(ids)}, vectors.astype("<f4").tobytes())

    def begin_remove(self, ids: Sequence[str]) -> None:
        """Ask to remove those that are there."""
        self._begin({"does": "remove", "ids": list(ids)})

    def begin_ids(self) -> None:
        """Ask which records there are."""
        self._begin({"does": "ids"})

    def begin_search(self, vectors: Vectors, k: int) -> None:
        """Ask for the k closest to each vector."""
        fields = {"does": "search", "questions": len(vectors), "k": k}
        self._begin(fields, vectors.astype("<f4").tobytes())

    def take_answer(self, seconds: float = 0.0) -> Fields | None:
        """Return what came back, or `None` when nothing did in so many seconds."""
        try:
            if not is_readable(self._answers, seconds):
                return None
            answer, _ = read_frame(self._answers, _ANSWER_SECONDS)
        except (OSError, EOFError, ValueError) as error:
            raise self._failed(str(error) or type(error).__name__) from error
        self.is_waiting, self._has_begun = False, True
        if "error" in answer:
            raise self._failed(str(answer["error"]))
        return answer

    def put(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add vectors, in place of those with the same ids."""
        self.begin_put(ids, vectors)
        self._wait()

    def remove(self, ids: Sequence[str]) -> None:
        """Remove those that are there."""
        self.begin_remove(ids)
        self._wait()

    def search(
        self, vector: Vector, k: int, allowed: Callable[[str], bool] | None = None
    ) -> list[Match]:
        """Return the k closest that are allowed, closest first; fewer where few are allowed.

        When there is no answer in time, the process lives on, and `is_waiting` for it.
        """
        wanted = k if allowed is None else k * _WIDENING
        self.begin_search(vector[np.newaxis], wanted)
        answer = self.take_answer(_SEARCH_SECONDS)
        if answer is None:
            raise VectorIndexError("no answer in time")
        (found,) = matches(answer)
        return [each for each in found if allowed is None or allowed(each.id)][:k]

    @property
    def is_alive(self) -> bool:
        """Whether its process is at work."""
        return self._process.poll() is None

    def count(self) -> int:
        """How many vectors there are."""
        self._begin({"does": "count"})
        return int(self._wait()["count"])

    def close(self) -> None:
        """Let the process write what it holds, if it has begun, and end it."""
        if self._has_begun:
            self._close_pipes()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self._close_pipes()

    def _close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _begin(self, fields: Fields, vectors: bytes = b"") -> None:
        try:
            write_frame(self._questions, fields, vectors)
        except OSError as error:
            raise self._failed(str(error)) from error
        self.is_waiting = True

    def _wait(self, seconds: float = _ANSWER_SECONDS) -> Fields:
        answer = self.take_answer(seconds)
        if answer is None:
            raise self._failed("no answer in time")
        return answer

    def _failed(self, reason: str) -> VectorIndexError:
        self.kill()
        return VectorIndexError(reason)


def matches(answer: Fields) -> list[list[Match]]:
    """Read the answer to a search: for each vector what lies close, closest first."""
    return [
        [Match(str(each), float(value)) for each, value in zip(ids, similarities, strict=True)]
        for ids, similarities in zip(answer["ids"], answer["similarities"], strict=True)
    ]
