"""Why a file is not read as a document, in the language in use."""

from collections.abc import Mapping

from assistant.locales import N_, _
from assistant_memory.documents.faults import Fault

_SENTENCES: Mapping[Fault, str] = {
    "encrypted": N_("It is encrypted. Save a copy without a password and add that."),
    "damaged": N_("It is damaged. Save it anew in the program that made it."),
    "too_large": N_(
        "It is larger than documents.max_file_megabytes allows. Raise that, or split it."
    ),
    "expands": N_("It unpacks to far more than a document holds, so it was not opened."),
    "empty": N_("It is empty."),
    "no_text": N_("There is no text in it; a scan needs text recognition first."),
    "binary": N_("It is no text, PDF, Word or web document."),
    "old_word": N_(
        "It is in the old Word format, or has a password. Save it as .docx without one."
    ),
    "not_pdf": N_("Its name ends with .pdf, but it is no PDF."),
    "unreadable": N_("It cannot be opened. Check its permissions."),
    "special": N_("It is a pipe or a device, not a file or a folder."),
    "too_slow": N_("Reading it took too long. Save it as text and add that."),
    "too_much_memory": N_("Reading it took too much memory. Split it, or save it as text."),
    "reader_died": N_("The reader failed on it. Save it as text and add that."),
    "gone": N_("It is not there any more. Bring it back, or remove it from the documents."),
}


def fault_words(fault: Fault) -> str:
    """Say why a file was left out, and what to do."""
    return _(_SENTENCES[fault])
