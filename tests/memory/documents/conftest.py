"""A library in a folder of its own, and some files to read."""

from collections.abc import Callable
from pathlib import Path

import pytest
from plain_search import HashEmbedder, PlainSearcher
from some_documents import pdf, word, write

from assistant_memory.documents.library import DocumentLibrary


@pytest.fixture
def database(tmp_path) -> Path:
    return tmp_path / "data" / "documents.db"


@pytest.fixture
def open_library(database):
    opened: list[DocumentLibrary] = []

    def open_one(searcher=None, embedder=None, limits=None) -> DocumentLibrary:
        library = DocumentLibrary.open(
            database, searcher or PlainSearcher(), embedder or HashEmbedder(), limits
        )
        opened.append(library)
        return library

    yield open_one
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Callable[..., DocumentLibrary]) -> DocumentLibrary:
    return open_library()


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "folder"
    write(folder / "rules.md", "# Travel\n\n## Hotels\n\nA night may cost 125 euros.\n")
    write(folder / "prices.csv", "city,limit\nSeoul,150\nBusan,110\n")
    write(folder / "report.pdf", pdf("The quarterly figures.", "The lighthouse was repaired."))
    write(folder / "letter.docx", word())
    return folder
