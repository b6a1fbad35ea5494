"""Taking documents out."""

import os
from pathlib import Path

from assistant_memory.documents.storage.database import Database
from assistant_memory.documents.storage.places import UNDER, sources, under
from assistant_memory.documents.values import Removal
from assistant_memory.errors import NoMemoryError


def remove_from(database: Database, path: Path) -> Removal:
    """Remove the sources and documents at and under a path; raises `NoMemoryError`.

    Inside of a folder that stays, the path is excluded from now on.
    """
    place = under(path)
    known = sources(database)
    outer = [each.path for each in known if each.path in path.parents]
    inner = [each.path for each in known if each.path == path or path in each.path.parents]
    with database.transaction() as connection:
        (documents, passages) = connection.execute(
            "SELECT count(*), coalesce(sum(passages), 0) FROM documents "  # noqa: S608 - constants
            f"WHERE state IN ('ready', 'failed') AND {UNDER}",
            place,
        ).fetchone()
        if not documents and not inner:
            raise NoMemoryError(f"{str(path)!r} is not among the documents.")
        connection.execute(f"DELETE FROM documents WHERE {UNDER}", place)  # noqa: S608
        connection.execute(f"DELETE FROM sources WHERE {UNDER}", place)  # noqa: S608
        connection.execute(f"DELETE FROM exclusions WHERE {UNDER}", place)  # noqa: S608
        if outer:
            connection.execute("INSERT INTO exclusions VALUES (?)", (os.fsencode(path),))
    return Removal(int(documents), int(passages), tuple(inner))
