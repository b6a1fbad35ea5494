"""The index process: the only import of Chroma.

Usage: `python -m assistant_memory.vectors.chroma.worker FOLDER`. It answers one message after the
other, and ends when nobody writes any more.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from chromadb.api.collection_configuration import (
    CreateCollectionConfiguration,
    CreateHNSWConfiguration,
)
from chromadb.config import Settings
from filelock import FileLock

from assistant_memory.vectors.chroma.frames import Fields, read_frame, write_frame

_COLLECTION = "memory"
_LOCK_SECONDS = 5.0
"""A process whose owner was killed ends in a moment."""
_HNSW = CreateHNSWConfiguration(space="cosine", ef_search=200)


class Worker:
    """One collection in one folder."""

    def __init__(self, folder: Path) -> None:
        # Nothing is sent and nothing is downloaded: the vectors are made elsewhere.
        settings = Settings(anonymized_telemetry=False, allow_reset=False)
        client = chromadb.PersistentClient(str(folder), settings=settings)
        self._client = cast("Client", client)  # what it is told to be cannot be closed
        self._collection = self._client.get_or_create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration=CreateCollectionConfiguration(hnsw=_HNSW),
        )

    def answer(self, fields: Fields, vectors: bytes) -> Fields:
        """Do what a message asks."""
        does: dict[str, Callable[[Fields, bytes], Fields]] = {
            "put": self._put,
            "remove": self._remove,
            "search": self._search,
            "ids": self._ids,
            "count": self._count,
        }
        return does[fields["does"]](fields, vectors)

    def close(self) -> None:
        """Let Chroma write what it holds."""
        self._client.close()

    def _put(self, fields: Fields, vectors: bytes) -> Fields:
        ids: list[str] = fields["ids"]
        rows = np.frombuffer(vectors, dtype="<f4").reshape(len(ids), -1)
        batch = self._client.get_max_batch_size()
        for start in range(0, len(ids), batch):
            self._collection.upsert(
                ids=ids[start : start + batch], embeddings=rows[start : start + batch]
            )
        return {}

    def _remove(self, fields: Fields, _: bytes) -> Fields:
        there = self._collection.get(ids=fields["ids"], include=[])["ids"]
        if there:
            self._collection.delete(ids=there)
        return {}

    def _search(self, fields: Fields, vectors: bytes) -> Fields:
        rows = np.frombuffer(vectors, dtype="<f4").reshape(fields["questions"], -1)
        k = min(fields["k"], self._collection.count())
        if not k:
            return {"ids": [[] for _ in rows], "similarities": [[] for _ in rows]}
        found = self._collection.query(query_embeddings=rows, n_results=k, include=["distances"])
        return {
            "ids": found["ids"],
            "similarities": [[1 - each for each in row] for row in found["distances"] or []],
        }

    def _ids(self, _: Fields, __: bytes) -> Fields:
        return {"ids": self._collection.get(include=[])["ids"]}

    def _count(self, _: Fields, __: bytes) -> Fields:
        return {"count": self._collection.count()}


def main() -> None:
    """Serve until the other side is gone."""
    # What native code prints must not get between the messages.
    answers = os.dup(1)
    os.dup2(2, 1)
    folder = Path(sys.argv[1])
    lock = FileLock(folder.with_name(f"{folder.name}.lock"), timeout=_LOCK_SECONDS, mode=0o600)
    with lock:
        worker = Worker(folder)
        write_frame(answers, {})
        _serve(worker, answers)


def _serve(worker: Worker, answers: int) -> None:
    while True:
        try:
            fields, vectors = read_frame(0)
        except EOFError:
            return worker.close()
        try:
            answer = worker.answer(fields, vectors)
        except BaseException as error:  # noqa: BLE001  # a panic in Rust is no Exception
            answer = {"error": f"{type(error).__name__}: {error}"[:500]}
        try:
            write_frame(answers, answer)
        except OSError:
            return worker.close()


if __name__ == "__main__":
    main()
