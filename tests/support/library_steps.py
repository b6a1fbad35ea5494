"""What tests of the library do again and again."""

from assistant_memory.documents.library import DocumentLibrary, Steps
from assistant_memory.documents.values import Passage, Progress

LONG = "\n\n".join(
    f"Paragraph {number} is about the palace by the river. " * 8 for number in range(400)
)
"""More passages than are kept in one portion."""


def do(steps: Steps) -> Progress:
    return list(steps)[-1]


def names(library: DocumentLibrary) -> list[str]:
    return [each.path.name for each in library.list() if each.state == "ready"]


def best(library: DocumentLibrary, query: str) -> Passage | None:
    return next((each for each in library.search(query) if each.is_relevant), None)
