"""The errors of the memory, in the words of the assistant."""

from collections.abc import Generator
from contextlib import contextmanager

from assistant.errors import AssistantError, InputError, NotFoundError, StorageError
from assistant.locales import _
from assistant.recollection.faults import fault_words
from assistant_memory.documents.faults import UnreadableError
from assistant_memory.errors import (
    AssistantMemoryError,
    MemoryBusyError,
    NewerMemoryError,
    NoMemoryError,
)


@contextmanager
def memory_errors() -> Generator[None, None, None]:
    """Raise what memory raises as an `AssistantError`."""
    try:
        yield
    except AssistantMemoryError as error:
        raise _told(error) from error


@contextmanager
def document_errors() -> Generator[None, None, None]:
    """Raise what the library of documents raises as an `AssistantError`."""
    try:
        yield
    except UnreadableError as error:
        raise InputError(
            _("The document was not read. {reason}").format(reason=fault_words(error.fault))
        ) from error
    except NoMemoryError as error:
        raise NotFoundError(
            _("There is no such file, folder or document. Check its path.")
        ) from error
    except MemoryBusyError as error:
        raise StorageError(
            _("Another Glassbox reads documents just now. Try again when it is done.")
        ) from error
    except AssistantMemoryError as error:
        raise StorageError(
            _("The documents cannot be used: {problem}").format(problem=error)
        ) from error


def _told(error: AssistantMemoryError) -> AssistantError:
    match error:
        case NewerMemoryError():
            return StorageError(
                _("The memory was written by a newer Glassbox; it is left as it is. Update it.")
            )
        case MemoryBusyError():
            return StorageError(
                _("Another Glassbox uses the memory. Close it, or try again in a moment.")
            )
        case NoMemoryError():
            return NotFoundError(
                _("There is no such memory any more. `glassbox memory list` shows all of them.")
            )
        case _:
            return StorageError(_("The memory cannot be used: {problem}").format(problem=error))
