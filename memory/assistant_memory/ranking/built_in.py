"""The words that stand for others, as they are shipped with the built-in embedder."""

from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from assistant_memory.embedding.static import built_in_folder
from assistant_memory.errors import MemoryStorageError
from assistant_memory.ranking.related import Thesaurus

RELATED_WORDS = "related.npz"


def built_in_thesaurus(folder: Path | None = None) -> Thesaurus:
    """Load it, or that of another folder; raises `MemoryStorageError`."""
    file = (folder or built_in_folder()) / RELATED_WORDS
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as parts:
            return Thesaurus(parts["terms"], parts["starts"], parts["others"], parts["closeness"])
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise MemoryStorageError(f"{file} cannot be used. Install the program again.") from error
