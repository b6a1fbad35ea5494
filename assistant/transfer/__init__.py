"""Conversations moved in from other programs, and out into files."""

from assistant.transfer.importing import TreeStore, import_file
from assistant.transfer.progress import ImportProgress, Problem

__all__ = ["ImportProgress", "Problem", "TreeStore", "import_file"]
