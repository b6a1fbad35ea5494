"""When what was read is kept for the next start, and when it is taken up again."""

import hashlib
import os
import sys
import time
from array import array
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psutil

from assistant.engine.prefixes import common_prefix
from assistant.engine.protocol import ModelSource
from assistant.engine.states import STATE_ENDING, make_room, open_folder, state_files
from assistant.engine.worker.cache import REREAD_TOKENS, TokenCache
from assistant.engine.worker.state_file import (
    Seal,
    State,
    UselessStateError,
    file_bytes,
    read_key,
    read_state,
    read_tokens,
    write_state,
)

_WORTH_TOKENS = 64
_WORTH_SHARE = 8
"""A state is taken up when it saves the reading of so many tokens, and of such a part of it."""
_ALIKE = 0.9
"""A state of which a new one holds this share is not kept beside it."""
_FIRST_BYTES_PER_SECOND = 200e6
_TELLING_BYTES = 4_000_000
"""A smaller file tells how long any file takes, not how fast the disk is."""
_NAME_DIGITS = 16


class SavedStates:
    """Keeps the memory of one loaded model by conversation, in files.

    Nothing depends on it: what cannot be written or read costs time, and is told in the log.
    """

    def __init__(self, cache: TokenCache, source: ModelSource, identity: str) -> None:
        self._cache = cache
        self._limit_bytes = source.states_bytes
        self._worth_seconds = source.states_worth_seconds
        self._bytes_per_second = _FIRST_BYTES_PER_SECOND
        self._folder = source.states_folder if source.states_bytes > 0 else None
        self._seal = Seal(b"", hashlib.sha256(identity.encode()).digest(), cache.size)
        self._conversation_id = ""
        self._settled: list[int] = []
        """What was written last, or could not be: not to be written again."""
        if self._folder is not None:
            folder, self._folder = self._folder, None
            with _told():
                self._seal = Seal(read_key(folder), self._seal.identity, cache.size)
                self._folder = folder

    @property
    def is_due(self) -> bool:
        """Whether what is not kept yet would take longer to read again than to write."""
        if self._folder is None or not self._conversation_id or not self._cache.tokens:
            return False
        unsettled = len(self._cache.tokens) - common_prefix(self._cache.tokens, self._settled)
        writing_seconds = self._cache.state_bytes / self._bytes_per_second
        reading_seconds = unsettled * self._cache.token_seconds
        return unsettled > 0 and reading_seconds >= max(self._worth_seconds, writing_seconds)

    def disregard(self) -> None:
        """Do not write what is in the cache now: it was read in part, for later."""
        self._settled = list(self._cache.tokens)

    def turn_to(self, conversation_id: str, prompt: list[int], *, keeps: bool = True) -> None:
        """Prepare the cache for a prompt: keep what would be lost, take up what was kept.

        Nothing is written unless it `keeps`: what is there is held elsewhere.
        """
        is_same = conversation_id == self._conversation_id
        if keeps and (not is_same or not self._is_covered(self._cache.tokens, prompt)):
            self.keep()
        if not is_same:
            self._conversation_id, self._settled = conversation_id, []
        if self._folder is not None and conversation_id:
            with _told():
                self._take_up(open_folder(self._folder, conversation_id), prompt)

    def keep(self, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Write what is due into a file, unless it does not go on."""
        if self._folder is None or not self.is_due:
            return
        tokens = list(self._cache.tokens)
        is_over = True
        with _told():
            is_over = self._write(self._folder, tokens, goes_on)
        if is_over:
            self._settled = tokens

    def _write(self, folder: Path, tokens: list[int], goes_on: Callable[[], bool]) -> bool:
        """Return False when it was interrupted, and should be tried again."""
        own = folder / self._conversation_id
        name = hashlib.sha256(array("i", tokens).tobytes()).hexdigest()[:_NAME_DIGITS]
        file = own / f"{self._prefix}{name}{STATE_ENDING}"
        replaced = {
            other
            for other, read in self._readable(own)
            if other != file and self._is_covered(read, tokens)
        }
        size = file_bytes(len(tokens), self._cache.state_bytes)
        if not _has_memory(size) or not make_room(
            folder, size, limit_bytes=self._limit_bytes, expendable=replaced
        ):
            return True
        began = time.monotonic()
        memory = self._cache.state()
        if memory is None:
            return True
        if not write_state(file, self._seal, State(tokens, memory), goes_on):
            return False
        if size >= _TELLING_BYTES:
            self._bytes_per_second = size / max(time.monotonic() - began, 1e-3)
        for other in replaced:
            other.unlink(missing_ok=True)
        return True

    def _take_up(self, own: Path, prompt: list[int]) -> None:
        """Restore the state that holds most of the prompt, if that is worth it."""
        cached = common_prefix(self._cache.tokens, prompt)
        found = [
            (self._usable(tokens, prompt), len(tokens), file)
            for file, tokens in self._readable(own)
        ]
        for usable, length, file in sorted(found, reverse=True):
            if usable - cached < max(_WORTH_TOKENS, length // _WORTH_SHARE):
                continue
            state = self._proven(file)
            if state is None:
                continue
            if self._cache.restore(state.tokens, state.memory):
                self._settled = state.tokens
                os.utime(file)
                return
            file.unlink(missing_ok=True)
            cached = 0

    def _usable(self, tokens: list[int], prompt: list[int]) -> int:
        """Return how many tokens of a state need not be read."""
        common = common_prefix(tokens, prompt)
        is_whole = common == len(tokens) <= len(prompt) - REREAD_TOKENS
        return common if self._cache.goes_back or is_whole else 0

    def _is_covered(self, old: list[int], new: list[int]) -> bool:
        """Whether a state of the old tokens is not needed beside one of the new ones."""
        share = _ALIKE if self._cache.goes_back else 1.0
        return common_prefix(old, new) >= share * len(old)

    @property
    def _prefix(self) -> str:
        """How the names of the files begin that we can read; others are left to others."""
        return f"{self._seal.identity.hex()[:_NAME_DIGITS]}-"

    def _readable(self, own: Path) -> list[tuple[Path, list[int]]]:
        """List our files of a conversation, and the tokens that they say they hold."""
        found: list[tuple[Path, list[int]]] = []
        for file in state_files(own, limit_bytes=self._limit_bytes):
            if file.name.startswith(self._prefix):
                with _dropped_if_useless(file):
                    found.append((file, read_tokens(file, self._seal)))
        return found

    def _proven(self, file: Path) -> State | None:
        with _dropped_if_useless(file):
            if _has_memory(file.stat().st_size):
                return read_state(file, self._seal)
        return None


def _has_memory(size: int) -> bool:
    """Whether a copy of what is in the file may lie beside what llama.cpp has of it."""
    return psutil.virtual_memory().available > size


@contextmanager
def _dropped_if_useless(file: Path) -> Generator[None]:
    try:
        yield
    except UselessStateError as error:
        sys.stderr.write(f"{file.name} is dropped: {error}\n")
        file.unlink(missing_ok=True)
    except FileNotFoundError:  # another program replaced it
        pass


@contextmanager
def _told() -> Generator[None]:
    """Go on after what a disk can do to us."""
    try:
        yield
    except (OSError, MemoryError) as error:
        sys.stderr.write(f"what was read is not kept: {error}\n")
