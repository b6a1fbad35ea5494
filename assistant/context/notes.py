"""Why nothing was recalled for a question, as it is kept with it and told. Pure."""

from collections.abc import Mapping

from assistant.conversation import Given
from assistant.locales import N_, _

OFF, INCOGNITO, LATE, FAILED = "off", "incognito", "late", "failed"
DOCUMENTS_LATE, DOCUMENTS_FAILED = "documents_late", "documents_failed"

_SENTENCES: Mapping[str, str] = {
    OFF: N_("Recall is off (memory.recall), so nothing was recalled."),
    INCOGNITO: N_("The conversation was incognito, so nothing was recalled."),
    LATE: N_("Memory was not ready within {detail} s, so nothing was recalled."),
    FAILED: N_("Memory could not be used, so nothing was recalled: {detail}"),
    DOCUMENTS_LATE: N_(
        "The documents were not searched within {detail} s, so nothing of them was given."
    ),
    DOCUMENTS_FAILED: N_("The documents could not be used, so nothing was given: {detail}"),
}


def is_note(given: Given) -> bool:
    """Whether it only says why something had no part in an answer."""
    return given.kind == "note" and given.id in _SENTENCES


def is_about_memory(given: Given) -> bool:
    """Whether it says that of the memory, not of the documents."""
    return is_note(given) and given.id not in (DOCUMENTS_LATE, DOCUMENTS_FAILED)


def note_text(given: Given) -> str:
    """Say it in words; the label of the note is what is not the same each time."""
    return _(_SENTENCES[given.id]).format(detail=given.label)
