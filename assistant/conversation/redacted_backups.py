"""Taking words out of the copies that are made before a database is brought up to date."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from assistant.conversation.backup import FORGET, backups
from assistant.conversation.search import statements
from assistant.conversation.search_tables import EVERYTHING_CHANGED
from assistant.conversation.storage_errors import storage_errors

_BLANK = (
    "UPDATE conversations SET title = '' WHERE id = ?",
    """
    UPDATE messages SET token_key = NULL, token_ids = NULL, token_start = 0
    WHERE conversation_id = ?
    """,
)
_FORGET_ALL = {
    "drafts": ("DELETE FROM drafts",),
    "actions": ("DELETE FROM actions WHERE kind IN ('rename', 'organise')",),
    "search_index": (statements.EMPTY_INDEX,),
    "search_documents": (statements.EMPTY_DOCUMENTS,),
    "search_titles": (statements.EMPTY_TITLES, statements.COMPACT_TITLES),
    "search_changes": EVERYTHING_CHANGED,
}


def forget_words_in_backups(
    path: Path, message_ids: Collection[str], conversation_ids: Collection[str]
) -> None:
    """Delete messages whose words were removed from the copies too.

    The titles and tokens of their conversations go with them, and all drafts, titles of before and
    what the search knew: it is indexed anew by whoever brings a copy back.
    """
    for backup in backups(path) if message_ids else ():
        with storage_errors(backup), closing(sqlite3.connect(backup)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            tables = {str(name) for (name,) in names}
            with connection:
                for statement in FORGET[:2]:
                    connection.executemany(statement, ((each,) for each in message_ids))
                for statement in _BLANK:
                    connection.executemany(statement, ((each,) for each in conversation_ids))
                for table, statements in _FORGET_ALL.items():
                    for statement in statements if table in tables else ():
                        connection.execute(statement)
            connection.execute("VACUUM")
