"""Erasing records so that no byte of them is left, in steps that the next start can complete."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant_memory.erasure.needles import Needle, id_needles, text_needles, vector_needles
from assistant_memory.erasure.proof import Proof
from assistant_memory.erasure.scan import scan
from assistant_memory.errors import MemoryBusyError
from assistant_memory.store.opening import is_live_file
from assistant_memory.store.store import MemoryStore
from assistant_memory.values import Memory, Round
from assistant_memory.vectors.chroma.follower import ChromaFollower


class Eraser:
    """Forgets for good what is in one folder; only its owner may."""

    def __init__(self, folder: Path, store: MemoryStore, follower: ChromaFollower) -> None:
        self._folder = folder
        self._store = store
        self._follower = follower

    def erase(self, ids: Sequence[str], roots: Iterable[Path]) -> Proof:
        """Erase memories and rounds, then look for them in every file under the roots.

        Raises `MemoryBusyError` while another program reads or uses what has to go; what is begun
        is completed by `complete`.
        """
        self._store.note_erasure(ids)
        needles = self._needles(self._store.noted_erasures())
        removed = self.complete()
        return replace(scan((self._folder, *roots), needles), removed=removed)

    def complete(self) -> tuple[Path, ...]:
        """Erase whatever was begun to be erased; return which files were removed for it."""
        ids = self._store.noted_erasures()
        if not ids:
            return ()
        removed = self._remove_copies(self._needles(ids))
        self._store.erase(ids)
        self._store.wipe()
        if not self._follower.destroy():
            raise MemoryBusyError(
                f"The vector index in {self._folder} is in use. Close the other program, and the "
                "next start completes the erasure."
            )
        self._store.end_erasure()
        return removed

    def _needles(self, ids: Sequence[str]) -> frozenset[Needle]:
        needles = {needle for each in ids for needle in id_needles(each)}
        for record in self._store.wordings(ids):
            for text in _texts(record):
                needles |= text_needles(text)
        for _, keys in self._store.entries_of(ids):
            if keys is not None:
                needles |= vector_needles(_believed(keys.vector))
        return frozenset(needles)

    def _remove_copies(self, needles: frozenset[Needle]) -> tuple[Path, ...]:
        """Remove files beside the database that hold a trace, such as a damaged one kept aside."""
        copies = [
            path for path in self._folder.iterdir() if path.is_file() and not is_live_file(path)
        ]
        holding = sorted({trace.path for trace in scan(copies, needles).found})
        for path in holding:
            path.unlink(missing_ok=True)
        return tuple(holding)


def _texts(record: Memory | Round) -> tuple[str, ...]:
    if isinstance(record, Round):
        return record.question, record.answer
    return (record.text, record.source.quote) if record.source else (record.text,)


def _believed(blob: bytes) -> np.typing.NDArray[np.float32]:
    """The vector, whichever embedder made it."""
    return np.frombuffer(blob[: len(blob) // 2 * 2], dtype="<f2").astype(np.float32)
