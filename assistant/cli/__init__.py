"""The command line: one file per command."""

from assistant.cli.entry import main

__all__ = ["main"]
