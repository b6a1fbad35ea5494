"""Which documents hold certain words."""

import re
from collections.abc import Collection

from assistant_memory.documents.storage.database import Database
from assistant_memory.documents.storage.passages import listed
from assistant_memory.documents.values import Document

_PASSAGES_WITH = """
    SELECT document_id, header, text FROM chunks
    WHERE instr(lower(text), lower(?1)) OR instr(lower(header), lower(?1))
"""


def documents_with(database: Database, texts: Collection[str]) -> list[Document]:
    """Return the documents in which one of these texts stands, by path.

    Upper and lower case count as the same, and so do all kinds of blanks and the ends of lines;
    the end of a sentence may be missing.
    """
    found: set[int] = set()
    for text in texts:
        words = text.strip().rstrip(".!?。").split()
        if not words:
            continue
        phrase = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)), re.IGNORECASE)
        for row in database.rows(_PASSAGES_WITH, max(words, key=len)):
            if phrase.search(row["text"]) or phrase.search(row["header"]):
                found.add(int(row["document_id"]))
    return [each for each in listed(database) if each.id in found]
