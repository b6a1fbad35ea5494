"""Opening the conversations from a command."""

from assistant.cli.output import tell
from assistant.conversation import ConversationStore
from assistant.data_folder import DataFolder
from assistant.wiring import open_store


def open_and_tell(folder: DataFolder) -> ConversationStore:
    """Open the conversations, and say on standard error what the user must know about them."""
    store = open_store(folder)
    for notice in store.notices:
        tell(notice)
    return store
