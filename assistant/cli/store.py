"""The conversations of the data folder, for a command that runs without the chat."""

from collections.abc import Generator
from contextlib import closing, contextmanager

import click

from assistant.cli.options import data_folder
from assistant.cli.output import tell
from assistant.conversation import ConversationStore
from assistant.wiring import open_store


@contextmanager
def opened_store(context: click.Context) -> Generator[ConversationStore, None, None]:
    """Open what the command line chooses, until the block ends; raises `StorageError`.

    What the user must know about it is said on standard error.
    """
    folder = data_folder(context)
    folder.create()
    with closing(open_store(folder)) as store:
        for notice in store.notices:
            tell(notice)
        yield store
