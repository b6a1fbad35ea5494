"""How fast documents are indexed: one long book, and a folder of very many files."""

import os
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from figure import Figure

from assistant.data_folder import DataFolder
from assistant.settings import Settings
from assistant.wiring import open_library
from assistant_memory.documents.chunking.chunks import chunks_of
from assistant_memory.documents.indexing.walk import walk
from assistant_memory.documents.reading.plain import read_plain

DATA = "GLASSBOX_BENCH_DATA"
BOOK = "text/war-and-peace.txt"
LIMIT_SECONDS = 20.0
FILES = 100_000
FILES_IN_FOLDER = 1_000
WALK_SECONDS = 30.0
WALK_MEGABYTES = 50.0


async def measure() -> list[Figure]:
    """Index the book into a fresh library, beside cutting it alone; walk the files."""
    return [_book(), _many_files()]


def _book() -> Figure:
    target = f"≤ {LIMIT_SECONDS:.0f} s"
    what = "indexing of a book of 3.2 MB, embedding included"
    folder = os.environ.get(DATA)
    if folder is None:
        return Figure(what, f"skipped: {DATA} names no folder", target, met=True, compared_with="")
    book = Path(folder) / BOOK
    text = book.read_text("utf-8")
    cutting, _ = _timed(chunks_of(read_plain(text)))
    with TemporaryDirectory() as data:
        root = Path(data)
        library = open_library(DataFolder(root, root / "settings.toml"), Settings())
        indexing, steps = _timed(library.add(book))
        again, _ = _timed(library.refresh())
        began = time.perf_counter()
        found = library.search("the comet of 1812", 5)
        first_search = time.perf_counter() - began
        passages = library.document(book).passages
        library.close()
    assert found
    return Figure(
        what=what,
        measured=f"{indexing:.1f} s, {passages:,} passages, {steps:,} steps of progress; "
        f"unchanged {again:.2f} s; first search {first_search:.2f} s",
        target=target,
        met=indexing <= LIMIT_SECONDS,
        compared_with=f"cutting alone {cutting:.1f} s",
    )


def _many_files() -> Figure:
    with TemporaryDirectory() as folder:
        for number in range(FILES):
            path = Path(folder) / str(number // FILES_IN_FOLDER) / f"{number}.txt"
            path.parent.mkdir(exist_ok=True)
            path.touch()
        process = psutil.Process()
        before = process.memory_info().rss
        seconds, found = _timed(walk(Path(folder)))
        grown = (process.memory_info().rss - before) / 1e6
        listing, _ = _timed(os.walk(folder))
    assert found == FILES
    return Figure(
        what=f"walk of {FILES:,} files",
        measured=f"{seconds:.1f} s, {grown:.0f} MB more memory",
        target=f"≤ {WALK_SECONDS:.0f} s, ≤ {WALK_MEGABYTES:.0f} MB",
        met=seconds <= WALK_SECONDS and grown <= WALK_MEGABYTES,
        compared_with=f"`os.walk`, which looks at no file, {listing:.1f} s",
    )


def _timed(steps: Iterable[object]) -> tuple[float, int]:
    began = time.perf_counter()
    count = sum(1 for _ in steps)
    return time.perf_counter() - began, count
