"""Keeps a Chroma index in step with the vectors in memory, in steps that take no time."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from random import Random
from typing import Literal

from assistant_memory.vectors.chroma.build import (
    Build,
    Identity,
    completed_builds,
    new_build,
    remove_all,
)
from assistant_memory.vectors.chroma.client import ChromaIndex, matches
from assistant_memory.vectors.chroma.frames import Fields
from assistant_memory.vectors.exact import ExactIndex
from assistant_memory.vectors.index import Match, Vector, VectorIndexError

_BATCH = 1000
_ATTEMPTS = 3
_MOST_DELETED = 2
"""An index of so many times as many vectors is built anew."""
_START_SECONDS = 60.0
_WORK_SECONDS = 120.0
_POLL_SECONDS = 0.02
_SAMPLE = 200
_LOST = 0.01
"""The approximate search may miss so many of them."""
_SAME = 0.99
"""What a vector is found by itself with, after rounding."""

Phase = Literal["absent", "starting", "filling", "comparing", "sampling", "ready", "failed"]


class ChromaFollower:
    """One index, which answers only while it is known to be right."""

    def __init__(
        self,
        folder: Path,
        exact: ExactIndex,
        fingerprint: str,
        dimensions: int,
        changed_since: Callable[[int], Sequence[str] | None],
    ) -> None:
        self._folder = folder
        self._exact = exact
        self._fingerprint = fingerprint
        self._dimensions = dimensions
        self._changed_since = changed_since
        self._generation = 0
        self._phase: Phase = "absent"
        self._attempts = 0
        self._pending: set[str] = set()
        self._index: ChromaIndex | None = None
        self._build = new_build(folder)
        self._sample: list[str] = []
        self._asked_at = 0.0
        self.notices: list[str] = []

    @property
    def is_ready(self) -> bool:
        """Whether the index has everything, and was checked."""
        return self._phase == "ready" and not self._pending and not self._is_waiting

    @property
    def phase(self) -> Phase:
        """How far it is."""
        return self._phase

    def follow(self, changed: Sequence[str], generation: int) -> None:
        """Note which vectors changed, up to a generation of the database."""
        if self._phase != "absent":
            self._pending.update(changed)
        self._generation = generation

    def search(
        self, vector: Vector, k: int, allowed: Callable[[str], bool] | None
    ) -> list[Match] | None:
        """Return the k closest that are allowed; `None` when the exact search has to answer."""
        if not self.is_ready or self._index is None or not vector.any():
            return None
        try:
            found = self._index.search(vector, k, allowed)
        except VectorIndexError as error:
            # Late is not wrong: what it still answers is taken in a step.
            if not self._index.is_waiting:
                self._start_anew(str(error))
            return None
        return found if len(found) >= min(k, self._exact.count()) else None

    def step(self) -> bool:
        """Do a little; return whether there is more to do."""
        try:
            return self._advance()
        except VectorIndexError as error:
            self._start_anew(str(error))
        except OSError as error:
            self._give_up(error.strerror or str(error))
        return self._phase != "failed"

    def destroy(self) -> bool:
        """Delete the index, to be built anew; return whether nothing is left of it."""
        self._let_go()
        self._phase = "absent"
        return remove_all(self._folder)

    def destroy_if_running(self) -> None:
        """Delete the index if it was begun: what it should hold is not known any more."""
        if self._phase not in {"absent", "failed"}:
            self.destroy()

    def close(self) -> None:
        """Let the index write what it holds, and end its process."""
        if self._index is not None:
            self._index.close()
        self._index = None
        self._phase = "absent"

    @property
    def _is_waiting(self) -> bool:
        return self._index is not None and self._index.is_waiting

    def _advance(self) -> bool:
        if self._phase == "failed":
            return False
        if self._index is None:
            return self._start()
        if not self._index.is_alive:
            raise VectorIndexError("its process ended")
        if self._index.is_waiting:
            return self._take_answer(self._index)
        if self._pending:
            self._send(self._index)
        elif self._phase == "filling":
            self._phase = "comparing"
            self._ask(self._index.begin_ids)
        else:
            return False
        return True

    def _start(self) -> bool:
        if not self._exact.count():
            return False
        found = self._believable()
        if found is None:
            remove_all(self._folder)
            self._build = new_build(self._folder)
            self._pending = set(self._exact.ids())
        else:
            self._build, changed = found
            self._pending = set(changed)
        self._ask(self._launch)
        self._phase = "starting"
        return True

    def _launch(self) -> None:
        self._index = ChromaIndex(self._build.folder)

    def _believable(self) -> tuple[Build, Sequence[str]] | None:
        """An index that can be brought up to date, and what changed since."""
        for build, identity in completed_builds(self._folder):
            if not self._is_of_today(identity):
                continue
            if identity.count > _MOST_DELETED * self._exact.count() + _BATCH:
                continue  # Chroma keeps the room of what was deleted
            changed = self._changed_since(identity.generation)
            suspicion = build.suspicion(identity)
            if suspicion:
                self._tell(suspicion)
            elif changed is not None and identity.generation <= self._generation:
                return build, changed
        return None

    def _is_of_today(self, identity: Identity) -> bool:
        made_by = (identity.fingerprint, identity.dimensions, identity.version)
        return made_by == (self._fingerprint, self._dimensions, version("chromadb"))

    def _take_answer(self, index: ChromaIndex) -> bool:
        answer = index.take_answer(_POLL_SECONDS)
        if answer is None:
            seconds = _START_SECONDS if self._phase == "starting" else _WORK_SECONDS
            if time.monotonic() - self._asked_at > seconds:
                raise VectorIndexError("no answer in time")
            return True
        match self._phase:
            case "starting":
                self._phase = "filling"
            case "comparing":
                self._compare(index, answer)
            case "sampling":
                self._check_sample(answer)
            case _:
                pass
        if self._phase == "ready" and not self._pending:
            self._complete()
        return True

    def _send(self, index: ChromaIndex) -> None:
        batch = [self._pending.pop() for _ in range(min(_BATCH, len(self._pending)))]
        there = [each for each in batch if self._is_indexed(each)]
        gone = set(batch).difference(there)
        if there and gone:
            self._pending |= gone
        if there:
            self._ask(lambda: index.begin_put(there, self._exact.vectors(there)))
        else:
            self._ask(lambda: index.begin_remove(sorted(gone)))

    def _is_indexed(self, record_id: str) -> bool:
        # Chroma has no angle to a vector of zeros.
        return record_id in self._exact and bool(self._exact.vectors([record_id]).any())

    def _compare(self, index: ChromaIndex, answer: Fields) -> None:
        if self._pending:
            self._phase = "filling"
            return
        wanted = {each for each in self._exact.ids() if self._is_indexed(each)}
        if set(answer["ids"]) != wanted:
            raise VectorIndexError("it does not hold the vectors that it should")
        self._sample = Random(self._generation).sample(sorted(wanted), min(_SAMPLE, len(wanted)))  # noqa: S311
        self._phase = "sampling" if self._sample else "ready"
        if self._sample:
            self._ask(lambda: index.begin_search(self._exact.vectors(self._sample), 1))

    def _check_sample(self, answer: Fields) -> None:
        closest = [found[0].similarity if found else 0.0 for found in matches(answer)]
        # What changed meanwhile may well be found elsewhere.
        lost = [
            each
            for each, similarity in zip(self._sample, closest, strict=True)
            if similarity < _SAME and each not in self._pending
        ]
        if len(lost) > _LOST * len(self._sample):
            raise VectorIndexError("it does not find what is in it")
        self._phase = "ready"

    def _complete(self) -> None:
        self._attempts = 0
        self._build.complete(
            Identity(
                fingerprint=self._fingerprint,
                dimensions=self._dimensions,
                generation=self._generation,
                count=self._exact.count(),
                version=version("chromadb"),
            )
        )

    def _ask(self, begin: Callable[[], None]) -> None:
        self._asked_at = time.monotonic()
        begin()

    def _start_anew(self, reason: str) -> None:
        self._attempts += 1
        self._tell(reason)
        self.destroy()
        if self._attempts >= _ATTEMPTS:
            self._give_up(reason)

    def _give_up(self, reason: str) -> None:
        self._let_go()
        self._phase = "failed"
        self.notices.append(
            f"The vector index could not be built ({reason}). Memory is searched without it."
        )

    def _tell(self, reason: str) -> None:
        self.notices.append(
            f"The vector index was not in order ({reason}). It is rebuilt; nothing is lost."
        )

    def _let_go(self) -> None:
        if self._index is not None:
            with suppress(OSError):
                self._index.kill()
        self._index = None
        self._pending.clear()
