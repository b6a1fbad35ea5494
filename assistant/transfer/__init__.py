"""Conversations moved in from other programs, and out into files."""

from assistant.transfer.exporting import (
    SUFFIXES,
    BranchChoice,
    ExportFormat,
    export_conversation,
    joined_documents,
)
from assistant.transfer.file_names import unique_name
from assistant.transfer.importing import TreeStore, import_file
from assistant.transfer.progress import ImportProgress, Problem

__all__ = [
    "SUFFIXES",
    "BranchChoice",
    "ExportFormat",
    "ImportProgress",
    "Problem",
    "TreeStore",
    "export_conversation",
    "import_file",
    "joined_documents",
    "unique_name",
]
