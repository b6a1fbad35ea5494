"""Overwriting what the index still has of purged messages.

A full-text index takes words out by noting that they are gone; they leave the file when the parts
of the index are merged. Merging all of a large index takes seconds, so it goes in steps.
"""

import sqlite3

from assistant.conversation.database import Database
from assistant.conversation.fields import read_number
from assistant.conversation.search import statements

_CLEAN, PURGE_WANTED, _UNDER_WAY = 0, 1, 2
"""The column `purge`. A deletion, by any program, makes it `PURGE_WANTED` again."""
_STEP_PAGES = 200


def purge_some(database: Database) -> int:
    """Do one step; 0 when nothing is left to do, else 1."""
    with database.rows(statements.STATE) as rows:
        state = read_number(next(rows)["purge"])
    if state == _CLEAN:
        return 0
    with database.transaction() as connection:
        state = _step(connection, is_first=state == PURGE_WANTED)
        connection.execute(statements.SET_PURGE, [state])
    return int(state != _CLEAN)


def _step(connection: sqlite3.Connection, *, is_first: bool) -> int:
    if is_first:
        connection.execute(statements.OPTIMISE_TITLES)
    before = connection.total_changes
    # A negative number begins the merging of everything, a positive one goes on with it.
    connection.execute(statements.MERGE_INDEX, [-_STEP_PAGES if is_first else _STEP_PAGES])
    # So SQLite's manual tells that there was nothing left to merge.
    return _CLEAN if connection.total_changes - before < 2 and not is_first else _UNDER_WAY
