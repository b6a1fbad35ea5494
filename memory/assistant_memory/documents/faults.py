"""Why a file cannot be read as a document."""

from collections.abc import Mapping
from typing import Literal

from assistant_memory.errors import DocumentError

Fault = Literal[
    "encrypted",
    "damaged",
    "too_large",
    "expands",
    "empty",
    "no_text",
    "binary",
    "old_word",
    "not_pdf",
    "unreadable",
    "special",
    "too_slow",
    "too_much_memory",
    "reader_died",
    "gone",
]

SENTENCES: Mapping[Fault, str] = {
    "encrypted": "It is encrypted. Save a copy without a password and add that.",
    "damaged": "It is damaged. Save it anew in the program that made it.",
    "too_large": "It is larger than the limit for documents. Raise the limit or split it.",
    "expands": "It unpacks to far more than a document holds, so it was not opened.",
    "empty": "It is empty.",
    "no_text": "There is no text in it; a scan needs text recognition first.",
    "binary": "It is no text, PDF, Word or web document.",
    "old_word": "It is in the old Word format, or has a password. Save it as .docx without one.",
    "not_pdf": "Its name ends with .pdf, but it is no PDF.",
    "unreadable": "It cannot be opened. Check its permissions.",
    "special": "It is a pipe or a device, not a file or a folder.",
    "too_slow": "Reading it took too long. Save it as text and add that.",
    "too_much_memory": "Reading it took too much memory. Split it, or save it as text.",
    "reader_died": "The reader failed on it. Save it as text and add that.",
    "gone": "It is not there any more.",
}
"""What a fault is, and what to do; the file is named beside it."""

PASSING: frozenset[Fault] = frozenset(
    {"unreadable", "too_slow", "too_much_memory", "reader_died", "too_large"}
)
"""Faults that may be over though the file is the same: they are tried again."""


class UnreadableError(DocumentError):
    """A file that cannot be read as a document."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(SENTENCES[fault])
        self.fault: Fault = fault
