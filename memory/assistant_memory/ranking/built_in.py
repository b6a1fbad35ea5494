"""The words that stand for others by the built-in embedder."""

import numpy as np

from assistant_memory.embedding.static import StaticEmbedder, built_in_folder
from assistant_memory.errors import MemoryStorageError
from assistant_memory.ranking.related import Thesaurus

TERMS = "terms.npy"
"""(vocabulary,) the term of each token, as `terms_of_words` makes them: a second of work."""


def built_in_thesaurus(embedder: StaticEmbedder) -> Thesaurus:
    """Load it, beside the built-in embedder; raises `MemoryStorageError`."""
    folder = built_in_folder()
    try:
        terms = np.load(folder / TERMS, allow_pickle=False)
        return Thesaurus(terms, embedder.token_vectors())
    except (OSError, ValueError, IndexError, EOFError) as error:
        raise MemoryStorageError(
            f"{folder / TERMS} cannot be used. Install the program again."
        ) from error
