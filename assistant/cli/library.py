"""The documents of the data folder, for a command that runs without the chat."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from assistant.cli.invocation import prepare
from assistant.cli.output import tell
from assistant.recollection.errors import document_errors
from assistant.wiring import measuring_alone, open_library

if TYPE_CHECKING:  # loads numpy and SQLite, which the help has no use for
    from assistant_memory.documents.library import DocumentLibrary


@contextmanager
def opened_library(context: click.Context) -> Generator["DocumentLibrary", None, None]:
    """Open what the command line chooses, until the block ends, and say what must be known of it.

    Raises `AssistantError`.
    """
    invocation = prepare(context)
    settings, folder = invocation.settings, invocation.folder
    with measuring_alone(settings, folder) as measuring, document_errors():
        try:
            with closing(open_library(folder, settings, measuring)) as library:
                for notice in library.notices:
                    tell(notice)
                yield library
        finally:
            while notice := measuring.take_notice():
                tell(notice)
