"""Every error that memory raises on purpose, each one line for whoever can act.

AssistantMemoryError          what happened and what to do
├── MemoryStorageError        the folder or the database cannot be read or written
│   └── NewerMemoryError      it was written by a later version of the program
├── MemoryBusyError           another program holds it and did not answer in time
├── NoMemoryError             a memory or document that was named does not exist
├── EmbedderError             texts have no vectors for now; what is stored is found by its words
└── DocumentError             a file cannot be read as a document
"""


class AssistantMemoryError(Exception):
    """An expected failure whose message is fit to show the user."""


class MemoryStorageError(AssistantMemoryError):
    """The folder or the database cannot be read or written."""


class NewerMemoryError(MemoryStorageError):
    """The database was written by a later version."""


class MemoryBusyError(AssistantMemoryError):
    """Another program is at work on the same memory."""


class NoMemoryError(AssistantMemoryError):
    """What was named does not exist."""


class EmbedderError(AssistantMemoryError):
    """An embedder cannot work just now; it may later."""


class DocumentError(AssistantMemoryError):
    """A file cannot be read as a document."""
